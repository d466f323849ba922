package dev.hourkey.request;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Lets only few HTTP calls wait for an answer of a vendor at the same time, all programs and
 * visitors of the console together: each holds a thread, and Slack's requests, which have to be
 * answered within three seconds, need one as well.
 */
@ApplicationScoped
public class VendorWaits {
  /** A tenth of the threads that serve HTTP. */
  private static final int AT_ONCE = 20;

  private final Semaphore free = new Semaphore(AT_ONCE);

  /** Waits for an answer, or takes the other one at once if too many calls are waiting. */
  public <A> A get(Supplier<A> waiting, Supplier<A> atOnce) {
    if (!free.tryAcquire()) {
      return atOnce.get();
    }
    try {
      return waiting.get();
    } finally {
      free.release();
    }
  }
}

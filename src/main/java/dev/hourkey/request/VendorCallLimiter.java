package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Limits how many HTTP calls of programs and users of the console wait for a vendor's answer at the
 * same time. Each of these calls occupies a thread, and Slack's requests, which have to be answered
 * within three seconds, need threads as well.
 */
@ApplicationScoped
public class VendorCallLimiter {
  /** The limit for each caller; together, they use a tenth of the threads that serve HTTP. */
  static final int AT_ONCE = 10;

  private final Map<Caller, Semaphore> free =
      Map.of(
          Caller.PROGRAM, new Semaphore(AT_ONCE),
          Caller.CONSOLE, new Semaphore(AT_ONCE));

  /**
   * Who waits for a vendor. Each caller has a limit of its own, because a program may wait longer
   * than a page.
   */
  public enum Caller {
    PROGRAM,
    CONSOLE
  }

  /**
   * Gets the answer of {@code waiting}, or that of {@code atOnce} if too many calls are waiting
   * already.
   */
  public <A> A get(Caller caller, Supplier<A> waiting, Supplier<A> atOnce) {
    Semaphore free = requireNonNull(this.free.get(caller));
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

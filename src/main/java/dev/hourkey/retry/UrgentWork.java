package dev.hourkey.retry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Work whose caller waits for an answer within seconds, such as Slack. Work that takes minutes
 * pauses meanwhile, because both share a few cores.
 */
@ApplicationScoped
public class UrgentWork {
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
  private static final Duration CHECK_EVERY = Duration.ofMillis(1);

  private final AtomicInteger running = new AtomicInteger();
  private final LongSupplier nanoTime;
  private final LongConsumer park;
  private volatile long noPauseUntil;

  @Inject
  public UrgentWork() {
    this(System::nanoTime, LockSupport::parkNanos);
  }

  UrgentWork(LongSupplier nanoTime, LongConsumer park) {
    this.nanoTime = nanoTime;
    this.park = park;
    this.noPauseUntil = nanoTime.getAsLong();
  }

  /** Does urgent work in the caller's thread. */
  public <T> T run(Supplier<T> work) {
    running.incrementAndGet();
    try {
      return work.get();
    } finally {
      running.decrementAndGet();
    }
  }

  /**
   * Called between two small steps of long work: pauses while urgent work is running, for at most
   * 50 ms. Then no call pauses for as long as this one did, so long work always makes progress.
   */
  public void giveWay() {
    if (running.get() == 0) {
      return;
    }
    long begun = nanoTime.getAsLong();
    if (begun - noPauseUntil < 0) {
      return;
    }
    long now = begun;
    while (running.get() > 0 && now - begun < LONGEST_PAUSE.toNanos()) {
      park.accept(CHECK_EVERY.toNanos());
      now = nanoTime.getAsLong();
    }
    noPauseUntil = now + (now - begun);
  }
}

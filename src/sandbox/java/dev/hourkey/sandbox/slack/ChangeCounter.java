package dev.hourkey.sandbox.slack;

import java.time.Duration;

/** Counts the changes people can see, so that a page can wait for the next one. */
final class ChangeCounter {
  private long count;

  synchronized void announce() {
    count++;
    notifyAll();
  }

  /** Waits for a count other than {@code seen}, at most for {@code longest}. */
  synchronized long after(long seen, Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    for (long left = longest.toMillis();
        count == seen && left > 0;
        left = (end - System.nanoTime()) / 1_000_000) {
      wait(left);
    }
    return count;
  }
}

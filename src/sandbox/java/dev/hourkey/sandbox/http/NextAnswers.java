package dev.hourkey.sandbox.http;

import java.time.Duration;
import java.util.Optional;

/** What a stand-in answers instead of its usual answer, for a number of calls. */
public final class NextAnswers {
  private Answer answer = Answer.empty(500);
  private int times;
  private Duration delay = Duration.ZERO;

  /** The next {@code calls} calls are answered like this. */
  public synchronized void answer(Answer next, int calls) {
    answer = next;
    times = calls;
  }

  /** Delays all answers by this much. */
  public synchronized void delay(Duration late) {
    delay = late;
  }

  /** Back to the stand-in's usual answers. */
  public synchronized void clear() {
    times = 0;
    delay = Duration.ZERO;
  }

  /** The answer to give instead; waits first if answers are late. */
  public Optional<Answer> take() throws InterruptedException {
    Duration late = late();
    if (!late.isZero()) {
      Thread.sleep(late);
    }
    return next();
  }

  private synchronized Duration late() {
    return delay;
  }

  private synchronized Optional<Answer> next() {
    if (times == 0) {
      return Optional.empty();
    }
    times--;
    return Optional.of(answer);
  }
}

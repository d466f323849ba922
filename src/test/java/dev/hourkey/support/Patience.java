package dev.hourkey.support;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

/**
 * Waiting for what has to happen in real time. The limit is long enough for a busy machine; only
 * tests of a deadline have one of their own.
 */
public final class Patience {
  /** No test that passes needs this long. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private Patience() {}

  public static ConditionFactory await() {
    return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20));
  }

  /** Waits until this is true. */
  public static void eventually(ThrowingRunnable claim) {
    await().untilAsserted(claim);
  }
}

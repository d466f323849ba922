package dev.hourkey.sandbox.directory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Limits the calls in a sliding window of time. */
public final class CallWindow {
  private final int calls;
  private final Duration length;
  private final Clock clock;
  private final Deque<Instant> recent = new ArrayDeque<>();

  public CallWindow(int calls, Duration length, Clock clock) {
    this.calls = calls;
    this.length = length;
    this.clock = clock;
  }

  /** Admits a call, or returns how long to wait until the next one is admitted. */
  public synchronized Optional<Duration> pass() {
    Instant now = clock.instant();
    while (!recent.isEmpty() && !recent.element().plus(length).isAfter(now)) {
      recent.remove();
    }
    if (recent.size() >= calls) {
      return Optional.of(Duration.between(now, recent.element().plus(length)));
    }
    recent.add(now);
    return Optional.empty();
  }

  public synchronized void reset() {
    recent.clear();
  }
}

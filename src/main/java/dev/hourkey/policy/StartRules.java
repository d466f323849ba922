package dev.hourkey.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When access that is requested ahead may start. Pure. */
public final class StartRules {
  private StartRules() {}

  /**
   * Why the access may not start then; empty if it may.
   *
   * @param startAhead how far ahead it may start; empty if it must start at once
   * @param startsAt when it is to start; a moment in the past means at once
   */
  public static Optional<Refusal> refusal(
      Optional<Duration> startAhead, Optional<Instant> startsAt, Instant now) {
    if (startsAt.filter(now::isBefore).isEmpty()) {
      return Optional.empty();
    }
    if (startAhead.isEmpty()) {
      return Optional.of(new Refusal.StartNotOffered());
    }
    return startsAt.get().isAfter(now.plus(startAhead.get()))
        ? Optional.of(new Refusal.StartTooFar(startAhead.get()))
        : Optional.empty();
  }
}

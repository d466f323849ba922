package dev.hourkey.grant;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far a change has come on its way to AWS.
 *
 * @param since when Entra accepted it
 * @param pushes how often provisioning on demand was asked for
 * @param pushNotBefore when it may be asked again, if the last answer named a time
 * @param confirmed whether one of the answers said that AWS has it
 */
record Sync(Instant since, int pushes, Optional<Instant> pushNotBefore, boolean confirmed) {
  /** Entra's directory replicates within seconds, so the first push may come too early. */
  private static final List<Duration> PUSH_AFTER =
      List.of(
          Duration.ZERO,
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15));

  private static final Duration PUSH_EVERY = Duration.ofMinutes(15);

  /** One cycle of Entra's SCIM job and slack: after it, nothing from before can still arrive. */
  static final Duration CYCLE = Duration.ofMinutes(60);

  boolean pushDue(Instant now) {
    return !now.isBefore(pushAt());
  }

  /** When to look into AWS again: often at first, then ever less. */
  Instant nextLook(Instant now) {
    Duration age = Duration.between(since, now);
    Instant look = now.plus(pause(age));
    return pushAt().isAfter(now) && pushAt().isBefore(look) ? pushAt() : look;
  }

  private Instant pushAt() {
    Duration after =
        pushes < PUSH_AFTER.size()
            ? PUSH_AFTER.get(pushes)
            : PUSH_AFTER.getLast().plus(PUSH_EVERY.multipliedBy(pushes - PUSH_AFTER.size() + 1L));
    Instant due = since.plus(after);
    return pushNotBefore.filter(due::isBefore).orElse(due);
  }

  private static Duration pause(Duration age) {
    if (age.toSeconds() < 30) {
      return Duration.ofSeconds(1);
    }
    if (age.toMinutes() < 5) {
      return Duration.ofSeconds(5);
    }
    return Duration.ofSeconds(age.toMinutes() < 60 ? 15 : 60);
  }
}

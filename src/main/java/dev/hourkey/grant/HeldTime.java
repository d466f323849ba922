package dev.hourkey.grant;

import java.time.Instant;
import java.util.Optional;

/** The time for which somebody had, or is to have, what was granted. */
public record HeldTime(Instant from, Instant until) {
  /**
   * From when AWS showed it until its end was due or, as long as AWS has not shown it, for as long
   * as it is granted; empty if it ends without that.
   */
  public static Optional<HeldTime> of(Grant grant) {
    return grant
        .liveSince()
        .map(since -> new HeldTime(since, grant.dueAt().isBefore(since) ? since : grant.dueAt()))
        .or(
            () ->
                grant.endable()
                    ? Optional.of(new HeldTime(grant.begin(), grant.begin().plus(grant.duration())))
                    : Optional.empty());
  }
}

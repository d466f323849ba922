package dev.hourkey.grant;

import java.time.Duration;
import java.time.Instant;

/** The result of checking a directory. A vendor that limits the rate or refuses gives no result. */
public enum Presence {
  YES,
  NO,
  UNKNOWN;

  /** The vendors' reads lag, so an absence counts only if two checks, this far apart, show it. */
  public static final Duration ABSENT_FOR = Duration.ofMinutes(5);

  /** Whether an absence that was first seen at {@code since}, and is seen again now, counts. */
  public static boolean absentLongEnough(Instant since, Instant now) {
    return !since.plus(ABSENT_FOR).isAfter(now);
  }
}

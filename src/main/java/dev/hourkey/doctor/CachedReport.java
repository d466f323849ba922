package dev.hourkey.doctor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Doctor's report of a running service. It is kept for a minute, because each report takes many
 * calls to the vendors.
 */
public final class CachedReport {
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final Doctor doctor;
  private final Clock clock;
  private @Nullable Examined last;

  public CachedReport(Doctor doctor, Clock clock) {
    this.doctor = doctor;
    this.clock = clock;
  }

  /** A report, and when it was made. */
  public record Examined(Report report, Instant at) {}

  /** The last report if it is recent, otherwise a new one. */
  public synchronized Examined get() {
    Instant now = clock.instant();
    Examined known = last;
    if (known == null || known.at.plus(KEPT).isBefore(now) || known.at.isAfter(now)) {
      known = new Examined(doctor.examine(), now);
      last = known;
    }
    return known;
  }
}

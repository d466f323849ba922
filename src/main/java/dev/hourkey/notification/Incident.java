package dev.hourkey.notification;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.MappedSuperclass;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Trouble that several replicas may see, and that operators are told of once. A row is kept when
 * its trouble is over, so that the message can still be resolved.
 */
@MappedSuperclass
public abstract class Incident {
  private @Nullable Instant failingSince;
  private @Nullable Instant failedAt;
  private @Nullable String because;
  private @Nullable UUID incident;
  private boolean alerted;

  /** What a sighting changed. */
  public enum Sighting {
    /** The trouble was not there before. */
    BEGINS,
    /** It lasts, for the same reason. */
    LASTS,
    /** It lasts, and the reason is another one. */
    OTHER_REASON
  }

  /** Notes that the trouble was seen. */
  public Sighting seen(String why, Instant now) {
    boolean begins = failingSince == null;
    boolean same = why.equals(because);
    if (begins) {
      failingSince = now;
      incident = UUID.randomUUID();
      alerted = false;
    }
    failedAt = now;
    because = why;
    return begins ? Sighting.BEGINS : same ? Sighting.LASTS : Sighting.OTHER_REASON;
  }

  /** Whether it has lasted this long. */
  public boolean lasts(Duration time, Instant now) {
    return failingSince != null && !now.isBefore(failingSince.plus(time));
  }

  /** Whether no replica has seen it for this long. */
  public boolean quietFor(Duration time, Instant now) {
    return failedAt == null || !now.isBefore(failedAt.plus(time));
  }

  /** Notes that operators are told. */
  public void tell() {
    alerted = true;
  }

  /** Whether operators were told. */
  public boolean alerted() {
    return alerted;
  }

  /** Notes that it is over. */
  public void end() {
    failingSince = null;
  }

  /** The same from when it began until it begins again. */
  public UUID incident() {
    return requireNonNull(incident);
  }

  /** Why, as last seen. */
  public String because() {
    return requireNonNull(because);
  }

  /** Since when; only while it lasts. */
  public Instant since() {
    return requireNonNull(failingSince);
  }
}

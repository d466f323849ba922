package dev.hourkey.notification;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.MappedSuperclass;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A problem that several replicas may see and that operators are told about once. Its row is kept
 * when it is over, so that the message about it can be updated.
 */
@MappedSuperclass
public abstract class Incident {
  /**
   * While replicas are replaced one by one, some still have a setting or policy that others no
   * longer have. Such a replica reports the problem more often than this.
   */
  private static final Duration REMOVED_AFTER = Duration.ofHours(1);

  private @Nullable Instant failingSince;
  private @Nullable Instant failedAt;
  private @Nullable String because;
  private @Nullable UUID incident;
  private boolean alerted;
  private boolean removed;

  /** What a new observation changed. */
  public enum Sighting {
    /** The problem has just begun. */
    BEGINS,
    /** It continues, for the same reason. */
    LASTS,
    /** It continues, but for another reason. */
    OTHER_REASON
  }

  /** Records that the problem was observed. */
  public Sighting seen(String why, Instant now) {
    boolean begins = failingSince == null;
    boolean same = why.equals(because);
    if (begins) {
      failingSince = now;
      incident = UUID.randomUUID();
      alerted = false;
      removed = false;
    }
    failedAt = now;
    because = why;
    return begins ? Sighting.BEGINS : same ? Sighting.LASTS : Sighting.OTHER_REASON;
  }

  /** Whether the incident is still open. */
  public boolean lasting() {
    return failingSince != null;
  }

  /** Whether it has lasted at least this long. */
  public boolean lasts(Duration time, Instant now) {
    return failingSince != null && !now.isBefore(failingSince.plus(time));
  }

  /** Whether no replica has observed it for at least this long. */
  public boolean quietFor(Duration time, Instant now) {
    return failedAt == null || !now.isBefore(failedAt.plus(time));
  }

  /** Records that operators are alerted. */
  public void tell() {
    alerted = true;
  }

  /** Whether operators were alerted. */
  public boolean alerted() {
    return alerted;
  }

  /** Records that it is over. */
  public void end() {
    failingSince = null;
  }

  /**
   * Records that it is over because its subject is no longer in the settings or the policy file.
   * Does nothing if a replica has observed it recently; returns whether it is over.
   *
   * @param between the longest time that a replica waits between two attempts
   */
  public boolean endRemoved(Duration between, Instant now) {
    Duration quiet = between.multipliedBy(2);
    removed = quietFor(quiet.compareTo(REMOVED_AFTER) > 0 ? quiet : REMOVED_AFTER, now);
    if (removed) {
      end();
    }
    return removed;
  }

  /** Whether it is over because its subject was removed. */
  public boolean removed() {
    return removed;
  }

  /** The id of this occurrence: it changes when the problem begins again. */
  public UUID incident() {
    return requireNonNull(incident);
  }

  /** The reason that was last observed. */
  public String because() {
    return requireNonNull(because);
  }

  /** When it was last observed. */
  public Instant lastSeen() {
    return requireNonNull(failedAt);
  }

  /** When it began; only while it lasts. */
  public Instant since() {
    return requireNonNull(failingSince);
  }
}

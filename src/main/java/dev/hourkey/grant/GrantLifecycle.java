package dev.hourkey.grant;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The columns behind a {@link GrantState}: the phase of a grant, and why it ends. */
@MappedSuperclass
public abstract class GrantLifecycle extends GrantedAccess {
  @Enumerated(EnumType.STRING)
  private Phase phase = Phase.PROVISIONING;

  private @Nullable Instant addedAt;
  private @Nullable Instant absentSince;
  private @Nullable Instant liveSince;
  private @Nullable Instant endsAt;
  private Instant dueAt = Instant.EPOCH;

  @Enumerated(EnumType.STRING)
  private @Nullable EndReason cause;

  private @Nullable String detail;
  private @Nullable String revokedBy;
  private @Nullable String revokeReason;
  private @Nullable Instant removedAt;
  private @Nullable Instant endedAt;
  private @Nullable Instant returnedAt;
  private int returns;

  enum Phase {
    SCHEDULED,
    PROVISIONING,
    SYNCING,
    LIVE,
    REVOKING,
    CLEARING,
    ENDED
  }

  protected GrantLifecycle() {}

  GrantLifecycle(GrantSpec spec, Instant now) {
    super(spec, now);
    dueAt = deadline();
    phase = startsAt().isPresent() ? Phase.SCHEDULED : Phase.PROVISIONING;
  }

  public GrantState state() {
    return switch (phase) {
      case SCHEDULED -> new GrantState.Scheduled(begin());
      case PROVISIONING -> new GrantState.Provisioning();
      case SYNCING -> new GrantState.Syncing();
      case LIVE -> new GrantState.Live(requireNonNull(liveSince), requireNonNull(endsAt));
      case REVOKING -> new GrantState.Revoking(requireNonNull(cause));
      case CLEARING -> new GrantState.Clearing(requireNonNull(cause), requireNonNull(removedAt));
      case ENDED -> new GrantState.Ended(requireNonNull(cause), requireNonNull(endedAt));
    };
  }

  void become(GrantState state, Instant now) {
    switch (state) {
      case GrantState.Scheduled _ -> phase = Phase.SCHEDULED;
      case GrantState.Provisioning _ -> phase = Phase.PROVISIONING;
      case GrantState.Syncing _ -> {
        phase = Phase.SYNCING;
        addedAt = now;
      }
      case GrantState.Live(Instant since, Instant end) -> {
        phase = Phase.LIVE;
        liveSince = liveSince == null ? since : liveSince; // It may be active for a second time.
        endAt(end);
        absentSince = null;
      }
      case GrantState.Revoking(EndReason why) -> {
        phase = Phase.REVOKING;
        cause = why;
        dueAt = now.isBefore(dueAt) ? now : dueAt;
      }
      case GrantState.Clearing(EndReason why, Instant removed) -> {
        phase = Phase.CLEARING;
        cause = why;
        removedAt = removed;
      }
      case GrantState.Ended(EndReason why, Instant at) -> {
        phase = Phase.ENDED;
        cause = why;
        endedAt = at;
      }
    }
  }

  /** Records when the grant ends, once AWS has shown the membership. */
  void endAt(Instant end) {
    endsAt = end;
    dueAt = end;
  }

  /** Records that AWS shows the membership again, so the grant has not ended after all. */
  void returned(Instant now) {
    endedAt = null;
    detail = null; // It explained the earlier end.
    returnedAt = now;
    returns++;
    Instant removed = requireNonNull(removedAt); // In the future if the clock was set back.
    become(
        new GrantState.Clearing(requireNonNull(cause), removed.isAfter(now) ? now : removed), now);
  }

  /**
   * Records whether Entra showed the membership. Returns true once two checks, minutes apart, did
   * not show it, which means that somebody removed it.
   */
  boolean seenInEntra(boolean member, Instant now) {
    boolean added = phase == Phase.SYNCING || phase == Phase.LIVE; // Not if it is added again.
    if (member || !added || !requireNonNull(addedAt).plus(Presence.ABSENT_FOR).isBefore(now)) {
      absentSince = null;
      return false;
    }
    absentSince = absentSince == null ? now : absentSince;
    return Presence.absentLongEnough(absentSince, now);
  }

  /** Records details about why the grant ends. */
  void explain(@Nullable String why) {
    detail = why;
  }

  void revoked(Revocation revocation) {
    revokedBy = revocation.by();
    revokeReason = revocation.reason();
  }

  public GrantPeriod term() {
    return new GrantPeriod(
        openedAt(), duration(), deadline(), warnBefore(), Optional.ofNullable(endsAt));
  }

  Phase phase() {
    return phase;
  }

  GrantQueue queue() {
    return GrantQueue.of(phase);
  }

  /** Whether the grant has not ended. */
  public boolean open() {
    return endedAt == null;
  }

  /** Whether the grant has begun. Until then, it has no effect on the membership. */
  boolean begun() {
    return phase != Phase.SCHEDULED;
  }

  /** Whether the membership is needed: it is in Entra or on its way there. */
  public boolean wanted() {
    return switch (phase) {
      case PROVISIONING, SYNCING, LIVE -> true;
      case SCHEDULED, REVOKING, CLEARING, ENDED -> false;
    };
  }

  /** Whether the end of the grant has begun, but is not proved yet. */
  public boolean ending() {
    return open() && cause != null;
  }

  /** Whether the end has not begun, so that the grant can still be ended or revoked. */
  public boolean endable() {
    return cause == null;
  }

  /** When Entra last accepted the add. */
  Optional<Instant> addedAt() {
    return Optional.ofNullable(addedAt);
  }

  /** Whether the last check of Entra did not show the membership, which may be a stale read. */
  public boolean absent() {
    return absentSince != null;
  }

  /** When AWS first showed the membership, if it ever did. */
  public Optional<Instant> liveSince() {
    return Optional.ofNullable(liveSince);
  }

  /** When the membership first had to be gone. */
  public Instant dueAt() {
    return dueAt;
  }

  /** From when the end counts as late: when the access had to be gone or, if later, came back. */
  public Instant lateFrom() {
    return returnedAt != null ? returnedAt : dueAt;
  }

  /** Why the grant ends, once its end has begun. */
  Optional<EndReason> cause() {
    return Optional.ofNullable(cause);
  }

  /** Details about why the grant ended. */
  public Optional<String> detail() {
    return Optional.ofNullable(detail);
  }

  /** Who revoked the grant: a person's object id, or a name given on the command line. */
  public Optional<String> revokedBy() {
    return Optional.ofNullable(revokedBy);
  }

  /** Why the grant was revoked. */
  public Optional<String> revokeReason() {
    return Optional.ofNullable(revokeReason);
  }

  /**
   * When Entra last accepted the removal; empty if nothing was removed, for example because another
   * grant needs the membership.
   */
  public Optional<Instant> removedAt() {
    return Optional.ofNullable(removedAt);
  }

  /** When AWS last showed the membership again after the grant had ended, if it ever did. */
  public Optional<Instant> returnedAt() {
    return Optional.ofNullable(returnedAt);
  }

  /** How often AWS showed the membership again after the grant had ended. */
  public int returns() {
    return returns;
  }

  /** Since when a change has been missing in AWS: Entra accepted it, or AWS undid it. */
  Instant syncSince() {
    if (removedAt == null) {
      return addedAt != null ? addedAt : begin();
    }
    return returnedAt != null && returnedAt.isAfter(removedAt) ? returnedAt : removedAt;
  }
}

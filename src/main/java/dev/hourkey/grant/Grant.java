package dev.hourkey.grant;

import static java.util.Objects.requireNonNull;

import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.AwsAccessColumn;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.GrantState.Observed;
import dev.hourkey.person.PersonId;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One person's time-bound hold on a group. The columns are nobody else's business: {@link #state}
 * is what a grant is, and {@link #become} the only way to another.
 */
@Entity
@Table(name = "access_grant")
public class Grant {
  @Id UUID id = new UUID(0, 0);
  UUID request = new UUID(0, 0);
  String holder = "";
  @Nullable String awsUserId;

  @Enumerated(EnumType.STRING)
  AwsPresence awsPresence = AwsPresence.UNKNOWN;

  Instant awsPresenceSince = Instant.EPOCH;
  String entitlement = "";
  String entitlementName = "";
  String groupId = "";
  String groupName = "";

  @Convert(converter = AwsAccessColumn.class)
  AwsAccess opens = AwsAccess.none();

  long durationSeconds;
  long warnBeforeSeconds;
  Instant openedAt = Instant.EPOCH;
  Instant deadline = Instant.EPOCH;

  @Enumerated(EnumType.STRING)
  Phase phase = Phase.PROVISIONING;

  @Nullable Instant addedAt;
  @Nullable Instant liveSince;
  @Nullable Instant endsAt;
  @Nullable Instant warnedAt;

  @Enumerated(EnumType.STRING)
  @Nullable EndReason cause;

  @Nullable String detail;
  @Nullable String revokedBy;
  @Nullable String revokeReason;
  Instant dueAt = Instant.EPOCH;
  @Nullable Instant removedAt;
  @Nullable Instant endedAt;
  int onDemandCalls;
  @Nullable Instant onDemandDueAt;
  boolean onDemandConfirmed;
  boolean jobStartRequested;
  @Nullable Instant notFoundSince;
  boolean removalConfirmed;
  @Nullable Instant goneSince;
  @Nullable Instant proofFrom;
  @Nullable Instant returnedAt;
  @Nullable Instant absentSince;
  @Nullable Instant writeSlot;
  boolean slowAlerted;
  boolean overdueAlerted;
  int failures;
  @Nullable String trouble;
  int attempt;
  @Nullable Instant nextLookAt;

  enum Phase {
    PROVISIONING,
    SYNCING,
    LIVE,
    REVOKING,
    CLEARING,
    ENDED;

    Stage stage() {
      return switch (this) {
        case PROVISIONING, SYNCING -> Stage.PROVISIONING;
        case LIVE, REVOKING -> Stage.ENDING;
        case CLEARING, ENDED -> Stage.CLEARING;
      };
    }
  }

  protected Grant() {}

  Grant(GrantSpec opening, Instant now) {
    id = UUID.randomUUID();
    request = opening.request();
    holder = opening.holder().value();
    entitlement = opening.entitlement().id();
    entitlementName = opening.entitlement().name();
    groupId = opening.entitlement().group().id();
    groupName = opening.entitlement().group().name();
    opens = opening.entitlement().opens();
    durationSeconds = opening.duration().toSeconds();
    warnBeforeSeconds = opening.entitlement().warnBefore().toSeconds();
    openedAt = now;
    awsPresenceSince = now;
    deadline = now.plus(opening.duration()).plus(opening.entitlement().syncTimeout());
    dueAt = deadline;
    nextLookAt = now;
  }

  public UUID id() {
    return id;
  }

  public UUID request() {
    return request;
  }

  public PersonId holder() {
    return new PersonId(holder);
  }

  /** The user in the Identity Store that the last successful look found, if there was one. */
  public Optional<String> awsUserId() {
    return Optional.ofNullable(awsUserId);
  }

  /** The vendor's answer to the last attempt, if it failed. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** What the last look at AWS showed. */
  public AwsPresence awsPresence() {
    return awsPresence;
  }

  /** Since when every look at AWS has shown {@link #awsPresence}; the opening if there was none. */
  public Instant awsPresenceSince() {
    return awsPresenceSince;
  }

  /** Whether the grant is open and already on its way to its end. */
  public boolean ending() {
    return endedAt == null && !wanted();
  }

  /** When AWS showed the membership again after the grant had ended, if it ever did. */
  public Optional<Instant> returnedAt() {
    return Optional.ofNullable(returnedAt);
  }

  /**
   * Whether neither side shows the membership, and its end waits only for proof: the last look
   * found it nowhere, or AWS has no such user or group and a cycle may still bring one.
   */
  boolean waitsForProof(Instant now) {
    boolean mayBeProvisioned =
        switch (awsPresence) {
          case NO_USER, NO_GROUP, ANOTHER_PERSONS_USER -> true;
          case MEMBER, DISABLED_MEMBER, NOT_MEMBER, UNKNOWN -> false;
        };
    return goneSince != null
        || (phase == Phase.CLEARING
            && mayBeProvisioned
            && requireNonNull(removedAt).plus(Propagation.CYCLE).isAfter(now));
  }

  public String entitlement() {
    return entitlement;
  }

  public String entitlementName() {
    return entitlementName;
  }

  public EntraGroup group() {
    return new EntraGroup(groupId, groupName);
  }

  /** What its group was seen to open when it was approved. */
  public AwsAccess opens() {
    return opens;
  }

  public GrantPeriod term() {
    return new GrantPeriod(
        openedAt,
        Duration.ofSeconds(durationSeconds),
        deadline,
        Duration.ofSeconds(warnBeforeSeconds),
        Optional.ofNullable(endsAt));
  }

  public GrantState state() {
    return switch (phase) {
      case PROVISIONING -> new GrantState.Provisioning();
      case SYNCING -> new GrantState.Syncing();
      case LIVE -> new GrantState.Live(requireNonNull(liveSince), requireNonNull(endsAt));
      case REVOKING -> new GrantState.Revoking(requireNonNull(cause));
      case CLEARING -> new GrantState.Clearing(requireNonNull(cause), requireNonNull(removedAt));
      case ENDED -> new GrantState.Ended(requireNonNull(cause), requireNonNull(endedAt));
    };
  }

  /** When AWS first showed it, if it ever did. */
  public Optional<Instant> liveSince() {
    return Optional.ofNullable(liveSince);
  }

  /** What more there is to say about why it ended. */
  public Optional<String> detail() {
    return Optional.ofNullable(detail);
  }

  /**
   * Who revoked it, if it was revoked: a person's object id, or a name given on the command line.
   */
  public Optional<String> revokedBy() {
    return Optional.ofNullable(revokedBy);
  }

  /** Why it was revoked. */
  public Optional<String> revokeReason() {
    return Optional.ofNullable(revokeReason);
  }

  /** Whether its membership was taken out of Entra; it is kept where somebody else needs it. */
  public boolean removed() {
    return removedAt != null;
  }

  /** When the membership has to be gone: the promise that lateness is measured against. */
  public Instant dueAt() {
    return dueAt;
  }

  /** Whether its removal waits for its turn, because Entra has said that there are too many. */
  public boolean waitsForItsTurn() {
    return writeSlot != null;
  }

  boolean warned() {
    return warnedAt != null;
  }

  /** How far the last change, an add or a removal, has come on its way to AWS. */
  Propagation sync() {
    Instant since = syncSince();
    Instant due =
        onDemandDueAt == null ? Propagation.onDemandAt(since, onDemandCalls) : onDemandDueAt;
    return new Propagation(since, onDemandCalls, due, onDemandConfirmed, jobStartRequested);
  }

  /** When Entra accepted what is on its way to AWS. */
  Instant syncSince() {
    return removedAt != null ? removedAt : addedAt != null ? addedAt : openedAt;
  }

  /** Whether the membership is wanted: it is to be there, or to come. */
  public boolean wanted() {
    return switch (phase) {
      case PROVISIONING, SYNCING, LIVE -> true;
      case REVOKING, CLEARING, ENDED -> false;
    };
  }

  /** Notes what a look at the directories showed. */
  void observed(Observed found, Instant now) {
    found.inAws().awsUserId().ifPresent(id -> awsUserId = id);
    if (awsPresence != found.presence()) {
      awsPresence = found.presence();
      awsPresenceSince = now;
    }
    boolean gone = state() instanceof GrantState.Clearing clearing && clearing.gone(found, now);
    if (!gone) {
      restartProof(null);
    } else if (goneSince == null) {
      restartProof(now);
    } else if (proofFrom(now).isEmpty()) {
      proofFrom = now;
    }
  }

  /**
   * Restarts the proof; {@code since} is the first look that did not find the membership, if any.
   */
  private void restartProof(@Nullable Instant since) {
    goneSince = since;
    proofFrom = since;
  }

  /**
   * The first of the looks that prove the end, if it counts at {@code now}. Two looks that are
   * minutes apart may both be stale reads. Then the second counts as the first, and the third
   * decides, however late it is: otherwise a large queue could delay every end for ever.
   */
  Optional<Instant> proofFrom(Instant now) {
    Instant first = proofFrom == null ? goneSince : proofFrom; // The last version wrote only one.
    return Optional.ofNullable(first)
        .filter(
            from ->
                !from.equals(goneSince) || !now.isAfter(from.plus(GrantState.SEEN_TWICE_AT_MOST)));
  }

  /** Notes that Entra refused the add; true once it has done so long enough to be believed. */
  boolean addRefused(Instant now) {
    notFoundSince = notFoundSince == null ? now : notFoundSince;
    return !notFoundSince.plus(GrantState.ADD_REPEATED_FOR).isAfter(now);
  }

  /** Notes that Entra removed the member. */
  void memberRemoved() {
    notFoundSince = null;
    removalConfirmed = true;
  }

  /**
   * Notes that Entra did not find the member it was asked to remove. A replica that lags may not
   * know of a recent add; for an older one, and when Entra has shown no such member for minutes,
   * there is no doubt.
   */
  void memberNotFound(Instant now) {
    notFoundSince = notFoundSince == null ? now : notFoundSince;
    removalConfirmed =
        !removedByNobodyKnown()
            || !notFoundSince.plus(GrantState.REMOVAL_REPEATED_AFTER).isAfter(now);
  }

  /**
   * Whether Entra never confirmed the removal, and only ever answered that it found no such member.
   */
  boolean removedByNobodyKnown() {
    return notFoundSince != null
        && cause != EndReason.REMOVED_ELSEWHERE // Entra has shown no such member for minutes.
        && (addedAt == null || notFoundSince.isBefore(addedAt.plus(GrantState.READ_LAG)));
  }

  /** When to repeat the removal, because Entra only answered that it did not find the member. */
  Optional<Instant> repeatRemovalAt() {
    return removalConfirmed
        ? Optional.empty()
        : Optional.ofNullable(notFoundSince)
            .map(since -> since.plus(GrantState.REMOVAL_REPEATED_AFTER));
  }

  /** Notes that AWS shows the membership again, so the grant has not ended after all. */
  void returned(Instant now) {
    endedAt = null;
    returnedAt = now;
    removalConfirmed = true; // It was gone from Entra, or it would not have ended.
    become(new GrantState.Clearing(requireNonNull(cause), requireNonNull(removedAt)), now);
    beginSync(now);
  }

  void become(GrantState state, Instant now) {
    if (!(state instanceof GrantState.Ended)) {
      restartProof(null);
    }
    switch (state) {
      case GrantState.Provisioning _ -> {
        phase = Phase.PROVISIONING;
        notFoundSince = null;
      }
      case GrantState.Syncing _ -> {
        phase = Phase.SYNCING;
        addedAt = now;
        notFoundSince = null;
        removalConfirmed = false;
        beginSync(now);
      }
      case GrantState.Live(Instant since, Instant end) -> {
        phase = Phase.LIVE;
        liveSince = since;
        endsAt = end;
        dueAt = end;
        onDemandDueAt = null;
        absentSince = null;
      }
      case GrantState.Revoking(EndReason why) -> {
        notFoundSince = phase == Phase.CLEARING ? notFoundSince : null;
        phase = Phase.REVOKING;
        cause = why;
        dueAt = now.isBefore(dueAt) ? now : dueAt;
        onDemandDueAt = null;
      }
      case GrantState.Clearing(EndReason why, Instant removed) -> {
        phase = Phase.CLEARING;
        cause = why;
        removedAt = removed;
        writeSlot = null;
        beginSync(removed);
      }
      case GrantState.Ended(EndReason why, Instant at) -> {
        phase = Phase.ENDED;
        cause = why;
        endedAt = at;
        onDemandDueAt = null;
      }
    }
    nextLookAt = phase == Phase.ENDED ? null : now;
    failures = 0;
  }

  /**
   * Notes that provisioning on demand was asked for; {@code confirmed} when it said that AWS has
   * it.
   */
  void provisioned(boolean confirmed, Instant now) {
    onDemandCalls++;
    onDemandConfirmed |= confirmed;
    Instant due = Propagation.onDemandAt(syncSince(), onDemandCalls);
    onDemandDueAt =
        due.isBefore(now.plus(Propagation.ON_DEMAND_GAP))
            ? now.plus(Propagation.ON_DEMAND_GAP)
            : due;
    failures = 0;
    nextLookAt = now;
  }

  /** Notes that provisioning on demand had too much to do. */
  void postponeOnDemand(Instant when) {
    onDemandDueAt = onDemandDueAt == null ? null : when;
  }

  private void beginSync(Instant now) {
    onDemandCalls = 0;
    onDemandDueAt = Propagation.onDemandAt(now, 0);
    onDemandConfirmed = false;
    jobStartRequested = false;
  }
}

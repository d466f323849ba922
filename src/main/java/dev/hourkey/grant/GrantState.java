package dev.hourkey.grant;

import dev.hourkey.scim.LastFinishedCycle;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The state of a grant. */
public sealed interface GrantState {
  /**
   * A member that Entra still shows this long after the removal is removed again, because one of
   * Hourkey's adds may have taken effect late. If it was only a stale read, that does no harm.
   */
  Duration READ_AGAIN = Duration.ofSeconds(10);

  /** Reads of Entra may still show a member for this long after the removal. */
  Duration READ_LAG = Duration.ofMinutes(10);

  /**
   * A single read may be stale, in AWS as well as in Entra. An end needs two reads, this long
   * apart, that do not show the member, and no read in between that shows the member.
   */
  Duration SEEN_TWICE_WITHIN = Duration.ofSeconds(5);

  /** Two reads further apart than this may both be stale, so a third read decides. */
  Duration SEEN_TWICE_AT_MOST = Duration.ofSeconds(60);

  /** How often to check while the only thing missing is proof that nothing comes back. */
  Duration BETWEEN_PROOFS = Duration.ofSeconds(30);

  /**
   * Entra also answers "not found" to a removal if the replica that answers has not seen the add
   * yet. Such an answer is believed only when it is repeated after this time.
   */
  Duration REMOVAL_REPEATED_AFTER = Duration.ofSeconds(60);

  /**
   * Entra also answers "not found" to an add if the group or the person was created elsewhere a
   * moment ago, and "forbidden" if the permission was granted a moment ago. The add is repeated for
   * this long before the grant is given up.
   */
  Duration ADD_REPEATED_FOR = Duration.ofMinutes(2);

  /** Approved, and begins later. */
  record Scheduled(Instant startsAt) implements GrantState {}

  /** Approved; the membership is to be added. */
  record Provisioning() implements GrantState {}

  /** In the Entra group; AWS does not show it yet. */
  record Syncing() implements GrantState {}

  /** AWS shows it. */
  record Live(Instant since, Instant endsAt) implements GrantState {}

  /** The membership is to be removed. */
  record Revoking(EndReason cause) implements GrantState {}

  /** Entra accepted the removal; AWS may still show the membership. */
  record Clearing(EndReason cause, Instant removedAt) implements GrantState {
    /**
     * Whether the grant has ended: more than one check showed the membership on neither side, and
     * nothing can bring it back.
     */
    private boolean over(Observed found, Instant now) {
      return gone(found, now)
          && found.goneFor(SEEN_TWICE_WITHIN, now)
          && found.repeatRemovalAt().isEmpty()
          && covered(found, now);
    }

    /**
     * Whether this check found the membership on neither side. A missing user or group proves
     * nothing while a cycle may bring it back, because it may be provisioned again together with a
     * membership that is under way.
     */
    boolean gone(Observed found, Instant now) {
      boolean notInAws =
          switch (found.presence()) {
            case NOT_MEMBER -> true;
            case NO_USER, NO_GROUP, ANOTHER_PERSONS_USER -> outOfReach(found, now);
            case MEMBER, DISABLED_MEMBER, UNKNOWN -> false;
          };
      return notInAws && found.inEntra() == Presence.NO;
    }

    /**
     * Whether no add can still be on its way to AWS. If AWS never showed the membership, a cycle
     * that read the group before the removal may still bring it, whatever provisioning on demand
     * says. If the grant was live, its add has arrived, and {@link EndedGrantMonitor} finds a
     * membership that a cycle brings back.
     */
    private boolean covered(Observed found, Instant now) {
      return found.wasLive() || outOfReach(found, now);
    }

    private boolean outOfReach(Observed found, Instant now) {
      return !removedAt.isAfter(found.cycle().coversUntil(now));
    }
  }

  /** Neither Entra nor AWS shows the membership, or there was nothing to remove. */
  record Ended(EndReason cause, Instant at) implements GrantState {}

  /**
   * The facts from which the next step is chosen.
   *
   * @param inEntra whether Entra shows the membership. Entra may still show a membership that was
   *     removed a moment ago
   * @param inAws what AWS shows about the membership
   * @param neededByOtherGrant whether another open grant needs the same membership
   * @param warned whether the holder was warned that the end is near
   * @param wasLive whether AWS ever showed the membership
   * @param direct what may be done in AWS directly, without Entra
   * @param proofFrom the first of the consecutive checks that found the membership on neither side
   *     and count as proof
   * @param repeatRemovalAt when to remove again, because Entra only answered that it did not find
   *     the member
   * @param cycle the last cycle that Hourkey saw the SCIM job finish
   * @param returned whether the grant had ended and AWS showed the membership again. If Entra shows
   *     the member at that point, somebody else added them
   */
  record Observed(
      Presence inEntra,
      AwsObservation inAws,
      boolean neededByOtherGrant,
      boolean warned,
      boolean wasLive,
      DirectWrites direct,
      Optional<Instant> proofFrom,
      Optional<Instant> repeatRemovalAt,
      LastFinishedCycle cycle,
      boolean returned) {
    AwsPresence presence() {
      return inAws.presence();
    }

    /** The same facts after a check of the directories. */
    Observed after(Presence entra, AwsObservation aws) {
      return new Observed(
          entra,
          aws,
          neededByOtherGrant,
          warned,
          wasLive,
          direct,
          proofFrom,
          repeatRemovalAt,
          cycle,
          returned);
    }

    /** Whether neither side has shown the membership for so long that the reads cannot be stale. */
    private boolean goneFor(Duration time, Instant now) {
      return proofFrom.filter(since -> !now.isBefore(since.plus(time))).isPresent();
    }
  }

  /** Whether the next step depends on what the directories show now. */
  default boolean needsCheck() {
    return switch (this) {
      case Syncing _, Clearing _ -> true;
      case Scheduled _, Provisioning _, Live _, Revoking _, Ended _ -> false;
    };
  }

  /**
   * The next step of the reconciler, chosen by comparing the desired state with what was found.
   * Pure. Only this method chooses a step. While the step is carried out, {@link ApprovalCheck},
   * {@link Lease}, {@link MemberAddition}, {@link GraphWriteLimiter} and {@link ProvisioningQueue}
   * decide whether and when it may continue. Events outside the reconciler, such as a revocation or
   * a restore, change the state without a step: see {@link GrantTransitions}.
   */
  default Step next(Observed found, GrantPeriod term, Propagation sync, Instant now) {
    return switch (this) {
      case Scheduled(Instant startsAt) when now.isBefore(startsAt) -> new Step.CheckAgain(startsAt);
      case Scheduled _ -> new Step.Become(new Provisioning());

      case Provisioning _ when term.over(now) -> new Step.RemoveMember(tooLate(found));
      case Provisioning _ -> new Step.AddMember();

      case Syncing _ when term.over(now) -> new Step.RemoveMember(tooLate(found));
      case Syncing _ when found.presence() == AwsPresence.MEMBER ->
          new Step.Become(new Live(now, term.endIfLiveAt(now)));
      case Syncing _
          when found.direct() == DirectWrites.REMOVE_AND_REPAIR
              && found.presence() == AwsPresence.NOT_MEMBER
              && sync.passedOver(now) ->
          new Step.AddDirectly();
      case Syncing _ when sync.onDemandDue(now) -> new Step.ProvisionOnDemand();
      case Syncing _ when sync.startDue(now) -> new Step.StartJob();
      case Syncing _ -> new Step.CheckAgain(earlier(sync.nextCheck(now), term.end()));

      case Live(_, Instant endsAt) when !now.isBefore(endsAt) ->
          new Step.RemoveMember(EndReason.EXPIRED);
      case Live(Instant since, Instant endsAt) -> {
        Optional<Instant> warning = found.warned() ? Optional.empty() : term.warnAt(since, endsAt);
        yield warning.filter(at -> !now.isBefore(at)).isPresent()
            ? new Step.Warn()
            : new Step.CheckAgain(warning.orElse(endsAt));
      }

      case Revoking(EndReason cause) -> new Step.RemoveMember(cause);

      case Clearing(EndReason cause, _) when found.neededByOtherGrant() ->
          new Step.Become(new Ended(cause, now));
      case Clearing(EndReason cause, Instant removedAt)
          when found.inEntra() == Presence.YES
              && !now.isBefore(removedAt.plus(found.returned() ? READ_LAG : READ_AGAIN)) ->
          new Step.Become(new Revoking(cause));
      case Clearing(EndReason cause, _)
          when found.repeatRemovalAt().filter(at -> !now.isBefore(at)).isPresent() ->
          new Step.Become(new Revoking(cause));
      case Clearing clearing when clearing.over(found, now) ->
          new Step.Become(new Ended(clearing.cause(), now));
      case Clearing clearing
          when clearing.gone(found, now)
              && clearing.covered(found, now)
              && !found.goneFor(SEEN_TWICE_WITHIN, now) ->
          new Step.CheckAgain(found.proofFrom().orElse(now).plus(SEEN_TWICE_WITHIN));
      case Clearing clearing when clearing.gone(found, now) ->
          new Step.CheckAgain(
              found
                  .repeatRemovalAt()
                  .map(at -> earlier(at, now.plus(BETWEEN_PROOFS)))
                  .orElse(now.plus(BETWEEN_PROOFS)));
      case Clearing _ when found.direct() != DirectWrites.NOTHING && found.presence().shown() ->
          new Step.RemoveDirectly();
      case Clearing _ when sync.onDemandDue(now) -> new Step.ProvisionOnDemand();
      case Clearing _ when sync.startDue(now) -> new Step.StartJob();
      case Clearing _ -> {
        Instant due = sync.nextCheck(now);
        yield new Step.CheckAgain(found.repeatRemovalAt().map(at -> earlier(at, due)).orElse(due));
      }
      case Ended _ -> throw new IllegalStateException("an ended grant has no next step");
    };
  }

  /** A grant that was live before it was added again counts as expired. */
  private static EndReason tooLate(Observed found) {
    return found.wasLive() ? EndReason.EXPIRED : EndReason.NEVER_ARRIVED;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}

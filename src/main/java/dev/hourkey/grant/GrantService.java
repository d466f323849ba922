package dev.hourkey.grant;

import static java.util.Objects.requireNonNull;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.grant.GrantState.Direct;
import dev.hourkey.grant.GrantState.Observed;
import dev.hourkey.grant.GrantState.Step;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The changes a grant can go through. Each is one transaction with its audit entries, its
 * notifications and its task; none asks a directory.
 */
@ApplicationScoped
public class GrantService {
  private static final Logger LOG = Logger.getLogger(GrantService.class);

  /** Reads of Entra lag, so an absence counts when it is seen twice with this long between. */
  static final Duration ABSENT_FOR = Duration.ofMinutes(5);

  private final Grants grants;
  private final Memberships memberships;
  private final GraphWriteLimiter pace;
  private final DirectAwsMembership direct;
  private final GrantTransitions transitions;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final GrantScheduler alarm;
  private final Clock clock;

  GrantService(
      Grants grants,
      Memberships memberships,
      GraphWriteLimiter pace,
      DirectAwsMembership direct,
      GrantTransitions transitions,
      Outbox outbox,
      AuditTrail trail,
      GrantScheduler alarm,
      Clock clock) {
    this.grants = grants;
    this.memberships = memberships;
    this.pace = pace;
    this.direct = direct;
    this.transitions = transitions;
    this.outbox = outbox;
    this.trail = trail;
    this.alarm = alarm;
    this.clock = clock;
  }

  /** Opens a grant in the transaction of the deciding approval, with its deadline and its task. */
  @Transactional(Transactional.TxType.MANDATORY)
  public Grant open(GrantSpec opening) {
    Instant now = clock.instant();
    Grant grant = new Grant(opening, now);
    grants.add(grant);
    alarm.schedule(grant.id, Stage.PROVISIONING, now);
    trail.record(
        new AuditEvent.GrantOpened(
            grant.id,
            grant.request,
            grant.holder(),
            grant.entitlement,
            grant.group(),
            grant.opens(),
            opening.duration(),
            grant.deadline));
    return grant;
  }

  /** Ends a grant early at its holder's wish; false when it is ending already or not theirs. */
  @Transactional
  public boolean endEarly(UUID id, PersonId by) {
    Grant grant = grants.locked(id);
    if (grant == null || !grant.holder().equals(by) || grant.cause != null) {
      return false;
    }
    endNow(grant, EndReason.ENDED_EARLY, by.value());
    return true;
  }

  /**
   * Ends somebody's grant early; false when it is ending already or there is none. The holder is
   * told at once who revoked it and why; the same message later says that it has ended.
   */
  @Transactional
  public boolean revoke(UUID id, Revocation revocation) {
    Grant grant = grants.locked(id);
    if (grant == null || grant.cause != null) {
      return false;
    }
    grant.revokedBy = revocation.by();
    grant.revokeReason = revocation.reason();
    endNow(grant, EndReason.REVOKED, revocation.by());
    outbox.tell(new Notification.GrantOver(id));
    trail.record(
        new AuditEvent.GrantRevoked(
            id,
            grant.holder(),
            grant.entitlement,
            revocation.by(),
            revocation.role().name(),
            revocation.reason()));
    return true;
  }

  private void endNow(Grant grant, EndReason cause, String by) {
    grant.attempt++; // The outcome of an attempt that is still running is ignored.
    transitions.become(grant, new GrantState.Revoking(cause), by);
    alarm.schedule(grant.id, Stage.ENDING, clock.instant());
  }

  /**
   * Notes whether Entra was seen to show the membership of a grant. One that somebody took away
   * ends once it was seen to be missing twice, minutes apart.
   */
  @Transactional
  void seenInEntra(UUID id, boolean member) {
    Grant grant = grants.locked(id);
    Instant now = clock.instant();
    if (grant == null || !grant.wanted() || grant.addedAt == null) {
      return;
    }
    if (member || !grant.addedAt.plus(ABSENT_FOR).isBefore(now)) {
      grant.absentSince = null;
    } else if (grant.absentSince == null) {
      grant.absentSince = now;
    } else if (!grant.absentSince.plus(ABSENT_FOR).isAfter(now)) {
      grant.attempt++;
      transitions.become(
          grant, new GrantState.Revoking(EndReason.REMOVED_ELSEWHERE), "somebody else");
      alarm.schedule(id, Stage.ENDING, now);
    }
  }

  /**
   * Reopens the end of a grant that had ended and whose membership AWS shows again: a cycle of the
   * SCIM job may export an add that it read before the removal. Does nothing if another open grant
   * is about the same membership.
   *
   * @return whether it did
   */
  @Transactional
  boolean returned(UUID id) {
    Grant grant = grants.locked(id);
    if (grant == null
        || grant.endedAt == null
        || !grants.openOn(MembershipKey.of(grant)).isEmpty()) {
      return false;
    }
    transitions.returned(grant);
    alarm.schedule(id, Stage.CLEARING, clock.instant());
    return true;
  }

  /**
   * Begins an attempt of a worker of this stage, and leaves a grant that is in another stage to
   * that stage's workers: of two concurrent removals, one would get "not found".
   */
  @Transactional
  Claim claim(UUID id, Stage stage) {
    Grant grant = grants.locked(id);
    return grant == null || grant.endedAt != null || grant.phase.stage() == stage
        ? claim(id)
        : new Claim.PutOff(next(grant, requireNonNull(grant.nextLookAt)));
  }

  /** Begins an attempt; what an earlier one still has to say is no longer heard. */
  @Transactional
  Claim claim(UUID id) {
    Grant grant = grants.locked(id);
    if (grant == null || grant.endedAt != null) {
      return new Claim.Over();
    }
    grant.attempt++;
    Instant now = clock.instant();
    if (grant.state().looks()) {
      grant.onDemandDueAt =
          grant.sync().onDemandAt(); // A replica of the version before leaves it out.
      Optional<Membership> membership = memberships.of(MembershipKey.of(grant));
      return Claim.Taken.of(
          grant,
          known(grant, direct(membership, now), wantedElsewhere(grant), now),
          Optional.empty(),
          membership.map(Membership::managed).orElse(false));
    }
    Observed known = known(grant, Direct.NOTHING, false, now);
    Step step = grant.state().next(known, grant.term(), grant.sync(), now);
    return step instanceof Step.RemoveMember(EndReason cause)
        ? claimRemoval(grant, cause, now)
        : Claim.Taken.of(grant, known, Optional.of(step), false);
  }

  private Claim claimRemoval(Grant grant, EndReason cause, Instant now) {
    Membership membership = memberships.locked(MembershipKey.of(grant));
    // Counted under the lock of the pair, so that no add slips in between.
    boolean wantedElsewhere = wantedElsewhere(grant);
    if (membership.managed() && !wantedElsewhere) {
      Instant slot = grant.writeSlot != null ? grant.writeSlot : pace.reserve(now);
      if (slot.isAfter(now)) {
        grant.writeSlot = slot;
        return putOff(grant, cause, slot);
      }
    }
    if (!membership.leaseForRemoval(grant.id, grant.attempt, now)) {
      return putOff(grant, cause, now.plus(StepOutcome.SOON));
    }
    return Claim.Taken.of(
        grant,
        known(grant, Direct.NOTHING, wantedElsewhere, now),
        Optional.of(new Step.RemoveMember(cause)),
        membership.managed());
  }

  private Claim putOff(Grant grant, EndReason cause, Instant until) {
    transitions.end(grant, cause);
    grant.nextLookAt = until;
    transitions.tellIfLate(grant);
    return new Claim.PutOff(next(grant, until));
  }

  private static Observed known(Grant grant, Direct direct, boolean wantedElsewhere, Instant now) {
    return new Observed(
        Presence.UNKNOWN,
        AwsObservation.NOTHING,
        wantedElsewhere,
        grant.warnedAt != null,
        grant.liveSince != null,
        direct,
        grant.proofFrom(now),
        grant.repeatRemovalAt(),
        grant.returnedAt != null);
  }

  private Direct direct(Optional<Membership> membership, Instant now) {
    if (!direct.allowed()) {
      return Direct.NOTHING;
    }
    return membership.filter(membershipKey -> membershipKey.behindEntra(now)).isPresent()
        ? Direct.REMOVE_AND_REPAIR
        : Direct.REMOVE;
  }

  private boolean wantedElsewhere(Grant grant) {
    return grants.besides(grant).stream().anyMatch(Grant::wanted);
  }

  /** Takes the pair for an add, if nobody else has it and no removal has to go first. */
  @Transactional
  AddLease leaseForAdd(Claim.Taken claim) {
    Instant now = clock.instant();
    Instant turn = pace.afterRemovals(now);
    if (turn.isAfter(now)) {
      return new AddLease.Wait(turn);
    }
    if (overtaken(claim)) {
      return new AddLease.Wait(now);
    }
    Membership membership = memberships.locked(claim.membershipKey());
    return membership.lease(claim.id(), claim.attempt(), now)
        ? new AddLease.Held(membership.managed(), membership.removedLately(now))
        : new AddLease.Wait(now.plus(StepOutcome.SOON));
  }

  /** Whether an attempt may look at the pair and add to it. */
  sealed interface AddLease {
    /**
     * @param ours whether the membership is ours already
     * @param removedLately whether Entra may still show one that we removed
     */
    record Held(boolean managed, boolean removedLately) implements AddLease {}

    record Wait(Instant until) implements AddLease {}
  }

  /**
   * Takes the pair for a removal in AWS itself, unless somebody else has it or needs the member. It
   * is noted before it is done: from then on Entra may believe in what AWS does not have.
   */
  @Transactional
  boolean leaseForDirectRemoval(Claim.Taken claim) {
    if (!leaseForDirect(claim)) {
      return false;
    }
    if (wantedElsewhere(grants.locked(claim.id()))) {
      memberships.locked(claim.membershipKey()).giveUpLease(claim.id(), claim.attempt());
      return false;
    }
    memberships.locked(claim.membershipKey()).directlyRemovedAt = clock.instant();
    return true;
  }

  /** Takes the pair for an add in AWS itself: nothing is removed from Entra before it is over. */
  @Transactional
  boolean leaseForDirectAdd(Claim.Taken claim) {
    return leaseForDirect(claim);
  }

  private boolean leaseForDirect(Claim.Taken claim) {
    return !overtaken(claim)
        && memberships
            .locked(claim.membershipKey())
            .leaseForLong(claim.id(), claim.attempt(), clock.instant());
  }

  /** Notes that the add is about to be sent; false when the attempt no longer may. */
  @Transactional
  boolean beginAdd(Claim.Taken claim) {
    return !overtaken(claim)
        && memberships
            .locked(claim.membershipKey())
            .beginAdd(claim.id(), claim.attempt(), clock.instant());
  }

  /**
   * Notes how the add went, or that nobody knows; before all else, because whoever was overtaken
   * has added all the same, and what landed late is ours to remove.
   *
   * @param wasOurs whether the membership was ours before
   * @param wish how long Entra wants to be left alone, if there were too many
   */
  @Transactional
  void addAnswered(
      Claim.Taken claim,
      boolean wasManaged,
      Optional<GroupMembership.Added> answer,
      Optional<Duration> command) {
    Instant now = clock.instant();
    List<Grant> open = lockedOn(claim);
    boolean late = overtaken(claim);
    Membership membership = memberships.locked(claim.membershipKey());
    membership.addAnswered();
    boolean added = answer.filter(GroupMembership.Added.ADDED::equals).isPresent();
    if (answer.isPresent() && !added && !wasManaged && (!late || open.isEmpty())) {
      membership.notManaged(); // It was somebody else's before us, or was never there.
    }
    if (late && answer.isEmpty()) {
      membership.addMayLand(now);
    }
    if (added && !membership.managed()) { // The note made before the add was lost with a database.
      membership.addedLate(now);
    }
    if (late && added) {
      membership.addedLate(now);
      trail.record(new AuditEvent.MemberAddedLate(claim.id(), claim.holder(), claim.group()));
    }
    if (late) {
      open.forEach(this::removeAgain);
    }
    command.ifPresent(_ -> pace.tooMany(now, StepOutcome.pause(1, command)));
  }

  /** All open grants of the pair, to change; in one order, so that no two wait for each other. */
  private List<Grant> lockedOn(Claim.Taken claim) {
    List<Grant> open = new ArrayList<>();
    Stream.concat(
            grants.openOn(claim.membershipKey()).stream().map(grant -> grant.id),
            Stream.of(claim.id()))
        .distinct()
        .sorted()
        .map(grants::locked)
        .filter(grant -> grant.endedAt == null)
        .forEach(open::add);
    return open;
  }

  private boolean overtaken(Claim.Taken claim) {
    return claim.overtaken(grants.locked(claim.id()));
  }

  /**
   * Records what an attempt saw and how it went, unless another began or someone changed the grant
   * meanwhile.
   *
   * @return when to look at the grant again; nothing when it is over
   */
  @Transactional
  Optional<Next> record(Claim.Taken claim, Observed found, StepOutcome result) {
    Grant grant = grants.locked(claim.id());
    boolean latest = !overtaken(claim);
    if (latest) {
      transitions.tellIfLate(
          grant); // First, because a grant that is gone no longer counts as late.
      if (claim.state().looks()) {
        transitions.observed(grant, found);
      }
      apply(grant, result);
    } else {
      compensate(claim, result, lockedOn(claim));
    }
    letGo(claim);
    Instant next = latest ? grant.nextLookAt : clock.instant();
    return Optional.of(grant)
        .filter(one -> one.endedAt == null)
        .map(one -> next(one, requireNonNull(next)));
  }

  private static Next next(Grant grant, Instant at) {
    return new Next(at, grant.phase.stage());
  }

  /**
   * When a grant is to be looked at again, and by whom.
   *
   * @param at now or before means at once
   */
  public record Next(Instant at, Stage stage) {}

  /** Gives up the pair; after a look, only whoever may write to AWS itself can have taken it. */
  private void letGo(Claim.Taken claim) {
    boolean direct = claim.state().looks() && this.direct.allowed();
    if (direct || claim.step().filter(Step::writesToEntra).isPresent()) {
      memberships.locked(claim.membershipKey()).giveUpLease(claim.id(), claim.attempt());
    }
  }

  private void apply(Grant grant, StepOutcome result) {
    Instant now = clock.instant();
    grant.trouble = null;
    switch (result) {
      case StepOutcome.Became(GrantState state, Optional<String> detail) -> {
        detail.ifPresent(text -> grant.detail = text);
        transitions.become(grant, state, "hourkey");
      }
      case StepOutcome.Added _ -> transitions.become(grant, new GrantState.Syncing(), "hourkey");
      case StepOutcome.AddRefused(EndReason cause, String why) -> addRefused(grant, cause, why);
      case StepOutcome.Removed(EndReason cause, GroupMembership.Removed how) ->
          removed(grant, cause, how);
      case StepOutcome.Kept(EndReason cause, String why) -> {
        transitions.end(grant, cause);
        grant.detail = grant.detail == null ? why : grant.detail;
        transitions.become(grant, new GrantState.Ended(cause, now), "hourkey");
      }
      case StepOutcome.Standing _ -> {
        memberships.locked(MembershipKey.of(grant)).notManaged();
        grant.detail = "the membership is somebody else's and stays";
        transitions.become(grant, new GrantState.Ended(EndReason.STANDING, now), "hourkey");
      }
      case StepOutcome.RemovedDirectly _ -> {
        grant.nextLookAt = now.plus(StepOutcome.SOON);
        trail.record(new AuditEvent.MemberRemovedInAws(grant.id, grant.holder(), grant.group()));
      }
      case StepOutcome.AddedDirectly _ -> {
        grant.nextLookAt = now.plus(StepOutcome.SOON);
        trail.record(new AuditEvent.MemberRestoredInAws(grant.id, grant.holder(), grant.group()));
      }
      case StepOutcome.JobStartRequested _ -> {
        grant.jobStartRequested = true;
        grant.nextLookAt = now.plus(StepOutcome.SOON);
      }
      case StepOutcome.Warned _ -> {
        grant.warnedAt = now;
        grant.nextLookAt = now;
        outbox.tell(new Notification.GrantEnding(grant.id));
      }
      case StepOutcome.LookAgain(Instant at) -> {
        grant.failures = 0;
        grant.nextLookAt = at;
      }
      case StepOutcome.Failed(Step step, Optional<Duration> retryAfter, Optional<String> why) -> {
        grant.trouble = why.orElse(null);
        failed(grant, step, retryAfter);
      }
    }
  }

  private void addRefused(Grant grant, EndReason cause, String why) {
    Instant now = clock.instant();
    if (grant.addRefused(now)) {
      LOG.errorf("grant %s cannot begin: %s", grant.id, why);
      grant.detail = why;
      transitions.become(grant, new GrantState.Revoking(cause), "hourkey");
    } else {
      grant.failures++;
      grant.nextLookAt = now.plus(StepOutcome.pause(grant.failures, Optional.empty()));
    }
  }

  private void removed(Grant grant, EndReason cause, GroupMembership.Removed how) {
    Instant now = clock.instant();
    transitions.end(grant, cause);
    boolean removedNow = how == GroupMembership.Removed.REMOVED;
    if (removedNow) {
      grant.memberRemoved();
    } else {
      grant.memberNotFound(now);
    }
    boolean news = removedNow || grant.removedAt == null;
    boolean restorable =
        switch (how) {
          case REMOVED, WAS_NOT_THERE -> false;
          case NO_SUCH_PERSON, NO_SUCH_GROUP -> true; // Entra keeps what is deleted for 30 days.
        };
    boolean gone = memberships.locked(MembershipKey.of(grant)).removed(now, restorable);
    if (how == GroupMembership.Removed.NO_SUCH_GROUP && news) {
      grant.detail = "Entra no longer has the group " + grant.groupName;
      LOG.errorf("grant %s: Entra no longer has group %s", grant.id, grant.group());
      outbox.tell(new Notification.GroupGone(grant.id));
    }
    if (how == GroupMembership.Removed.NO_SUCH_PERSON) {
      grant.detail = "Entra no longer has this person";
    }
    if (gone) {
      transitions.become(grant, new GrantState.Clearing(cause, now), "hourkey");
      if (grant.liveSince == null) { // The proof takes a while, and the holder has waited enough.
        outbox.tell(new Notification.GrantOver(grant.id));
      }
      if (news) {
        trail.record(new AuditEvent.MemberRemoved(grant.id, grant.holder(), grant.group()));
      }
    } else {
      grant.nextLookAt = now; // An add landed meanwhile, so it is removed once more.
    }
  }

  private void failed(Grant grant, Step step, Optional<Duration> command) {
    Instant now = clock.instant();
    int failures = grant.failures + 1;
    if (step instanceof Step.RemoveMember(EndReason cause)) {
      transitions.end(grant, cause);
    }
    grant.failures = failures;
    grant.nextLookAt = now.plus(StepOutcome.pause(failures, command));
    if (step instanceof Step.RemoveMember && command.isPresent()) {
      Membership _ =
          memberships.locked(MembershipKey.of(grant)); // Before the pace, as everybody does.
      pace.tooMany(now, StepOutcome.pause(1, command));
      if (grant.writeSlot == null) { // Whoever has had a moment comes before the queue.
        Instant slot = pace.reserve(now);
        grant.nextLookAt = slot.isAfter(grant.nextLookAt) ? slot : grant.nextLookAt;
      }
      grant.writeSlot = grant.nextLookAt;
    }
  }

  /**
   * What an attempt removed that was overtaken, or may have, is added again where it is wanted;
   * what it did in AWS itself is on record all the same.
   */
  private void compensate(Claim.Taken claim, StepOutcome result, List<Grant> open) {
    switch (result) {
      case StepOutcome.Removed(_, GroupMembership.Removed how)
          when how == GroupMembership.Removed.REMOVED -> {
        trail.record(new AuditEvent.MemberRemovedLate(claim.id(), claim.holder(), claim.group()));
        open.forEach(this::addAgain);
      }
      case StepOutcome.Failed(Step.RemoveMember _, _, _) -> open.forEach(this::addAgain);
      case StepOutcome.RemovedDirectly _ ->
          trail.record(
              new AuditEvent.MemberRemovedInAws(claim.id(), claim.holder(), claim.group()));
      case StepOutcome.AddedDirectly _ ->
          trail.record(
              new AuditEvent.MemberRestoredInAws(claim.id(), claim.holder(), claim.group()));
      default -> {}
    }
  }

  private void removeAgain(Grant grant) {
    if (grant.state() instanceof GrantState.Clearing(EndReason cause, _)) {
      grant.attempt++;
      transitions.become(grant, new GrantState.Revoking(cause), "hourkey");
      alarm.schedule(grant.id, Stage.ENDING, clock.instant());
    }
  }

  /** The end that the grant had stays; where it is over by now, it ends at once. */
  private void addAgain(Grant grant) {
    if (grant.wanted() && grant.addedAt != null) {
      grant.attempt++;
      transitions.become(grant, new GrantState.Provisioning(), "hourkey");
      alarm.schedule(grant.id, Stage.PROVISIONING, clock.instant());
    }
  }

  /**
   * Tells operators how many ends are overdue where those are too many to tell of each: once an
   * hour, with the number as it is now. Not by those who are late, for they would all wait for the
   * same notification.
   */
  @Transactional
  public void tellOfMany() {
    transitions.tellOfMany();
  }
}

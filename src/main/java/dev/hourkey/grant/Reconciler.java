package dev.hourkey.grant;

import dev.hourkey.grant.GrantWorkers.Stage;
import dev.hourkey.grant.Step.Outcome;
import dev.hourkey.grant.GrantClaims.Claim;
import dev.hourkey.grant.GrantState.Observed;
import dev.hourkey.grant.MembershipLeases.AddLease;
import dev.hourkey.grant.ProvisioningQueue.Turn;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import dev.hourkey.scim.ScimJobMonitor;
import dev.hourkey.scim.ScimProvisioner;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Takes grants one step further: look, decide, act, record. No transaction is open during a call,
 * and every step may be repeated.
 */
@ApplicationScoped
public class Reconciler {
  private static final Logger LOG = Logger.getLogger(Reconciler.class);

  /** How soon a grant goes on after granting was resumed. */
  private static final Duration BETWEEN_LOOKS_AT_A_PAUSE = Duration.ofSeconds(15);

  private final GrantClaims claims;
  private final MembershipLeases leases;
  private final GrantOutcomes outcomes;
  private final GrantTransactions changes;
  private final GroupMembership directory;
  private final ProvisioningQueue queue;
  private final AccessProbe aws;
  private final ApprovalCheck approvalCheck;
  private final GrantCalls calls;
  private final Clock clock;

  Reconciler(
      GrantClaims claims,
      MembershipLeases leases,
      GrantOutcomes outcomes,
      GrantTransactions changes,
      GroupMembership directory,
      ScimProvisioner provisioning,
      ProvisioningQueue queue,
      ScimJobMonitor scimJob,
      AccessProbe aws,
      DirectAwsMembership direct,
      ApprovalCheck approvalCheck,
      GrantTraces traces,
      Clock clock) {
    this.claims = claims;
    this.leases = leases;
    this.outcomes = outcomes;
    this.changes = changes;
    this.directory = directory;
    this.queue = queue;
    this.aws = aws;
    this.approvalCheck = approvalCheck;
    this.calls = new GrantCalls(directory, provisioning, scimJob, direct, traces);
    this.clock = clock;
  }

  /**
   * When a grant is to be looked at again, and by the workers of which stage.
   *
   * @param at now or before means at once
   */
  public record Next(Instant at, Stage stage) {}

  /** Takes a grant in this stage one step further; returns when to look at it again, if ever. */
  public Optional<Next> reconcile(UUID id, Stage stage) {
    return reconcile(id, () -> claims.claim(id, stage));
  }

  /** Takes a grant one step further, in whatever stage; returns when to look again, if ever. */
  public Optional<Next> reconcile(UUID id) {
    return reconcile(id, () -> claims.claim(id));
  }

  private Optional<Next> reconcile(UUID id, Supplier<Claim> attempt) {
    return switch (changes.call(id, _ -> false, attempt)) {
      case Claim.Over _ -> Optional.empty();
      case Claim.PutOff(Next next) -> Optional.of(next);
      case Claim.Taken claim -> {
        Observed found = claim.state().looks() ? look(claim) : claim.known();
        Step step = claim.step().orElseGet(() -> next(claim, found));
        Outcome result = attempt(step, claim, found);
        yield changes.call(
            id,
            grant -> outcomes.touchesOthers(claim, grant),
            () -> outcomes.record(claim, found, result));
      }
    };
  }

  private Observed look(Claim.Taken claim) {
    return claim
        .known()
        .after(
            claim.state() instanceof GrantState.Clearing ? inEntra(claim) : Presence.UNKNOWN,
            aws.look(claim.group(), claim.holder(), claim.awsUserId()));
  }

  private Presence inEntra(Claim.Taken claim) {
    try {
      return directory.contains(claim.group(), claim.holder()) ? Presence.YES : Presence.NO;
    } catch (DirectoryFailure failure) {
      LOG.warnf("grant %s: %s; retrying", claim.id(), failure.sentence());
      return Presence.UNKNOWN;
    }
  }

  private Step next(Claim.Taken claim, Observed found) {
    return claim.state().next(found, claim.term(), claim.sync(), clock.instant());
  }

  private Outcome attempt(Step step, Claim.Taken claim, Observed found) {
    try {
      return act(step, claim, found);
    } catch (DirectoryFailure failure) {
      LOG.warnf(
          "grant %s stays %s: %s; retrying",
          claim.id(), claim.state().getClass().getSimpleName(), failure.sentence());
      return new Outcome.Failed(
          step, failure.retryAfter(), failure.vendorError().map(VendorError::sentence));
    } catch (RuntimeException e) { // Unforeseen, and must not pass in silence.
      LOG.errorf(e, "grant %s: %s failed; retrying", claim.id(), step);
      return new Outcome.Failed(step, Optional.empty());
    }
  }

  private Outcome act(Step step, Claim.Taken claim, Observed found) {
    return switch (step) {
      case Step.AddMember _ when leases.paused() ->
          new Outcome.LookAgain(clock.instant().plus(BETWEEN_LOOKS_AT_A_PAUSE));
      case Step.AddMember _ ->
          switch (approvalCheck.of(
              claim.approval())) { // Before the lease: it makes several Graph calls.
            case ApprovalCheck.Warrant.Fallen(String why) ->
                new Outcome.Became(
                    new GrantState.Revoking(EndReason.NO_LONGER_APPROVED), Optional.of(why));
            case ApprovalCheck.Warrant.Missing(String why) ->
                new Outcome.AddRefused(EndReason.NO_LONGER_APPROVED, why);
            case ApprovalCheck.Warrant.Stands _ -> add(claim);
          };
      case Step.RemoveMember(EndReason cause) -> remove(claim, cause);
      case Step.RemoveDirectly _ -> removeDirectly(claim, found);
      case Step.AddDirectly _ -> addDirectly(claim, found);
      case Step.ProvisionOnDemand _ -> provisionOnDemand(claim);
      case Step.StartJob _ ->
          calls.startJob(claim) ? new Outcome.JobStartRequested() : lookAgain(claim);
      case Step.Warn _ -> new Outcome.Warned();
      case Step.Become(GrantState state) -> new Outcome.Became(state);
      case Step.LookAgain(Instant at) -> new Outcome.LookAgain(at);
    };
  }

  private Outcome add(Claim.Taken claim) {
    return switch (leases.leaseForAdd(claim)) {
      case AddLease.Wait(Instant until) -> new Outcome.LookAgain(until);
      case AddLease.Held held -> add(claim, held);
    };
  }

  private Outcome add(Claim.Taken claim, AddLease.Held held) {
    if (MembershipRules.standingIfShown(held.managed(), held.removedLately())
        && directory.contains(claim.group(), claim.holder())) {
      return new Outcome.Standing();
    }
    if (!leases.beginAdd(claim)) {
      return new Outcome.LookAgain(clock.instant().plus(Outcome.SOON));
    }
    try {
      GroupMembership.Added added = calls.add(claim);
      leases.addAnswered(claim, held.managed(), Optional.of(added), Optional.empty());
      return MembershipRules.added(added, held.managed(), claim.group());
    } catch (DirectoryFailure failure) {
      leases.addAnswered(claim, held.managed(), Optional.empty(), failure.retryAfter());
      if (failure.lasting()) {
        LOG.warnf("grant %s: %s; retrying", claim.id(), failure.sentence());
        return new Outcome.AddRefused(
            EndReason.IMPOSSIBLE,
            "Entra does not let Hourkey change this group"
                + failure.vendorError().map(said -> " (" + said.code() + ")").orElse(""));
      }
      throw failure;
    }
  }

  private Outcome remove(Claim.Taken claim, EndReason cause) {
    return MembershipRules.keptBecause(claim.managed(), claim.known().wantedElsewhere())
        .<Outcome>map(why -> new Outcome.Kept(cause, why))
        .orElseGet(() -> new Outcome.Removed(cause, calls.remove(claim)));
  }

  private Outcome removeDirectly(Claim.Taken claim, Observed found) {
    String user = found.inAws().awsUserId().orElseThrow();
    boolean done = leases.leaseForDirectRemoval(claim) && calls.removeDirectly(claim, user);
    return done ? new Outcome.RemovedDirectly() : lookAgain(claim);
  }

  private Outcome addDirectly(Claim.Taken claim, Observed found) {
    String user = found.inAws().awsUserId().orElseThrow();
    boolean done = leases.leaseForDirectAdd(claim) && calls.addDirectly(claim, user);
    return done ? new Outcome.AddedDirectly() : lookAgain(claim);
  }

  private Outcome lookAgain(Claim.Taken claim) {
    Instant now = clock.instant();
    return new Outcome.LookAgain(claim.nextLook(now, now));
  }

  /** Makes the next call of provisioning on demand, which need not be about this grant. */
  private Outcome provisionOnDemand(Claim.Taken claim) {
    Instant now = clock.instant();
    return switch (queue.next(now)) {
      case Turn.Wait(Instant until) -> new Outcome.LookAgain(claim.nextLook(now, until));
      case Turn.NobodyWaits _ -> new Outcome.LookAgain(now.plus(Outcome.SOON));
      case Turn.Batch batch -> {
        queue.record(batch, calls.provisionOnDemand(claim, batch), clock.instant());
        yield new Outcome.LookAgain(clock.instant());
      }
    };
  }
}

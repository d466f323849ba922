package dev.hourkey.grant;

import dev.hourkey.grant.GrantClaims.Claim;
import dev.hourkey.grant.GrantState.Observed;
import dev.hourkey.grant.GrantTraces.Call;
import dev.hourkey.grant.ProvisioningQueue.Turn;
import dev.hourkey.grant.Step.Outcome;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import dev.hourkey.scim.ScimJobMonitor;
import dev.hourkey.scim.ScimProvisioner;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Takes grants one step further: check, decide, act, record. No transaction is open during a call,
 * and every step may be repeated.
 */
@ApplicationScoped
public class Reconciler {
  private static final Logger LOG = Logger.getLogger(Reconciler.class);

  private final GrantClaims claims;
  private final MembershipLeases leases;
  private final AttemptRecorder recorder;
  private final GrantTransactions transactions;
  private final EntraGroupMembers directory;
  private final ProvisioningQueue provisioningQueue;
  private final AccessProbe aws;
  private final ScimProvisioner provisioning;
  private final ScimJobMonitor scimJob;
  private final DirectAwsMembership direct;
  private final MemberAddition addition;
  private final GrantTraces traces;
  private final Clock clock;

  Reconciler(
      GrantClaims claims,
      MembershipLeases leases,
      AttemptRecorder recorder,
      GrantTransactions transactions,
      EntraGroupMembers directory,
      ScimProvisioner provisioning,
      ProvisioningQueue provisioningQueue,
      ScimJobMonitor scimJob,
      AccessProbe aws,
      DirectAwsMembership direct,
      ApprovalCheck approvalCheck,
      GrantTraces traces,
      Clock clock) {
    this.claims = claims;
    this.leases = leases;
    this.recorder = recorder;
    this.transactions = transactions;
    this.directory = directory;
    this.provisioningQueue = provisioningQueue;
    this.aws = aws;
    this.provisioning = provisioning;
    this.scimJob = scimJob;
    this.direct = direct;
    this.addition = new MemberAddition(leases, directory, approvalCheck, traces, clock);
    this.traces = traces;
    this.clock = clock;
  }

  /**
   * When a grant is to be checked again, and which queue's workers check it.
   *
   * @param at a time that has passed means at once
   */
  public record Next(Instant at, GrantQueue queue) {}

  /** Takes a grant in this queue one step further; returns when to check it again, if ever. */
  public Optional<Next> reconcile(UUID id, GrantQueue queue) {
    return reconcile(id, () -> claims.claim(id, queue));
  }

  /** Takes a grant one step further, in any queue; returns when to check again, if ever. */
  public Optional<Next> reconcile(UUID id) {
    return reconcile(id, () -> claims.claim(id));
  }

  private Optional<Next> reconcile(UUID id, Supplier<Claim> attempt) {
    return switch (transactions.call(id, attempt)) {
      case Claim.Over _ -> Optional.empty();
      case Claim.PutOff(Next next) -> Optional.of(next);
      case Claim.Taken claim -> {
        Observed found = claim.state().needsCheck() ? observe(claim) : claim.known();
        Step step = claim.step().orElseGet(() -> next(claim, found));
        Outcome result = attempt(step, claim, found);
        yield transactions.call(
            id,
            grant -> recorder.touchesOthers(claim, grant),
            () -> recorder.record(claim, found, result));
      }
    };
  }

  private Observed observe(Claim.Taken claim) {
    return claim
        .known()
        .after(
            claim.state() instanceof GrantState.Clearing ? inEntra(claim) : Presence.UNKNOWN,
            aws.observe(claim.group(), claim.holder(), claim.awsUserId()));
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
    } catch (RuntimeException e) { // Unexpected, so it must be logged.
      LOG.errorf(e, "grant %s: %s failed; retrying", claim.id(), step);
      return new Outcome.Failed(step, Optional.empty());
    }
  }

  private Outcome act(Step step, Claim.Taken claim, Observed found) {
    return switch (step) {
      case Step.AddMember _ -> addition.add(claim);
      case Step.RemoveMember(EndReason cause) -> remove(claim, cause);
      case Step.RemoveDirectly _ -> removeDirectly(claim, found);
      case Step.AddDirectly _ -> addDirectly(claim, found);
      case Step.ProvisionOnDemand _ -> provisionOnDemand(claim);
      case Step.StartJob _ ->
          traces.call(claim, Call.START_JOB, () -> scimJob.startOnce(claim.sync().since()))
              ? new Outcome.JobStartRequested()
              : checkAgain(claim);
      case Step.Warn _ -> new Outcome.Warned();
      case Step.Become(GrantState state) -> new Outcome.Became(state);
      case Step.CheckAgain(Instant at) -> new Outcome.CheckAgain(at);
    };
  }

  private Outcome remove(Claim.Taken claim, EndReason cause) {
    Optional<String> kept = keptBecause(claim.managed(), claim.known().neededByOtherGrant());
    return kept.isPresent()
        ? new Outcome.Kept(cause, kept.get())
        : new Outcome.Removed(
            cause,
            traces.call(
                claim, Call.REMOVE_MEMBER, () -> directory.remove(claim.group(), claim.holder())));
  }

  /** Why a grant ends without a removal; empty if the member is removed. */
  static Optional<String> keptBecause(boolean managed, boolean neededByOtherGrant) {
    if (!managed) {
      return Optional.of("nothing was added");
    }
    return neededByOtherGrant
        ? Optional.of("another grant needs the same membership")
        : Optional.empty();
  }

  private Outcome removeDirectly(Claim.Taken claim, Observed found) {
    String user = found.inAws().awsUserId().orElseThrow();
    boolean done =
        leases.leaseForDirectRemoval(claim)
            && traces.call(claim, Call.REMOVE_DIRECTLY, () -> direct.remove(claim.group(), user));
    return done ? new Outcome.RemovedDirectly() : checkAgain(claim);
  }

  private Outcome addDirectly(Claim.Taken claim, Observed found) {
    String user = found.inAws().awsUserId().orElseThrow();
    boolean done =
        leases.leaseForDirectAdd(claim)
            && traces.call(claim, Call.ADD_DIRECTLY, () -> direct.add(claim.group(), user));
    return done ? new Outcome.AddedDirectly() : checkAgain(claim);
  }

  private Outcome checkAgain(Claim.Taken claim) {
    Instant now = clock.instant();
    return new Outcome.CheckAgain(claim.nextCheck(now, now));
  }

  /** Makes the next call to provisioning on demand, which need not be about this grant. */
  private Outcome provisionOnDemand(Claim.Taken claim) {
    Instant now = clock.instant();
    return switch (provisioningQueue.next(now)) {
      case Turn.Wait(Instant until) -> new Outcome.CheckAgain(claim.nextCheck(now, until));
      case Turn.NobodyWaits _ -> new Outcome.CheckAgain(now.plus(Outcome.SOON));
      case Turn.Batch batch -> {
        provisioningQueue.record(batch, provisionOnDemand(claim, batch), clock.instant());
        yield new Outcome.CheckAgain(clock.instant());
      }
    };
  }

  /** Provisions everybody in the batch, which need not include the grant's holder. */
  private ScimProvisioner.OnDemandResult provisionOnDemand(Claim.Taken claim, Turn.Batch batch) {
    try {
      ScimProvisioner.OnDemandResult answer =
          traces.call(
              claim,
              Call.PROVISION_ON_DEMAND,
              () -> provisioning.provisionOnDemand(batch.group(), batch.people()));
      if (answer instanceof ScimProvisioner.OnDemandResult.NotDone(String why)) {
        LOG.infof(
            "provisioning %s on demand failed to apply the change: %s", batch.group().name(), why);
      }
      return answer;
    } catch (DirectoryFailure failure) {
      LOG.warnf(
          "provisioning %s on demand did not answer (%s); the job's next cycle will apply the"
              + " change",
          batch.group().name(), failure.sentence());
      return new ScimProvisioner.OnDemandResult.NotDone("it did not answer");
    }
  }
}

package dev.hourkey.grant;

import dev.hourkey.grant.GrantService.AddLease;
import dev.hourkey.grant.GrantService.Next;
import dev.hourkey.grant.GrantState.Observed;
import dev.hourkey.grant.GrantState.Step;
import dev.hourkey.grant.ProvisioningQueue.Turn;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Brings what is closer to what should be: look, decide, do, write down. No transaction is open
 * while a call leaves the process, and every step may be done twice.
 */
@ApplicationScoped
public class Reconciler {
  private static final Logger LOG = Logger.getLogger(Reconciler.class);

  private final GrantService service;
  private final GroupCommit together;
  private final GroupMembership directory;
  private final ScimProvisioner provisioning;
  private final ProvisioningQueue queue;
  private final ScimJobMonitor scimJob;
  private final AccessProbe aws;
  private final DirectAwsMembership direct;
  private final ApprovalCheck approvalCheck;
  private final Clock clock;

  Reconciler(
      GrantService service,
      GroupCommit together,
      GroupMembership directory,
      ScimProvisioner provisioning,
      ProvisioningQueue queue,
      ScimJobMonitor scimJob,
      AccessProbe aws,
      DirectAwsMembership direct,
      ApprovalCheck approvalCheck,
      Clock clock) {
    this.service = service;
    this.together = together;
    this.directory = directory;
    this.provisioning = provisioning;
    this.queue = queue;
    this.scimJob = scimJob;
    this.aws = aws;
    this.direct = direct;
    this.approvalCheck = approvalCheck;
    this.clock = clock;
  }

  /** Takes a grant in this stage one step further; returns when to look at it again, if ever. */
  public Optional<Next> reconcile(UUID id, Stage stage) {
    return reconcile(id, () -> service.claim(id, stage));
  }

  /** Takes a grant one step further, in whatever stage; returns when to look again, if ever. */
  public Optional<Next> reconcile(UUID id) {
    return reconcile(id, () -> service.claim(id));
  }

  private Optional<Next> reconcile(UUID id, Supplier<Claim> attempt) {
    return switch (together.call(id, _ -> false, attempt)) {
      case Claim.Over _ -> Optional.empty();
      case Claim.PutOff(Next next) -> Optional.of(next);
      case Claim.Taken claim -> {
        Observed found = claim.state().looks() ? look(claim) : claim.known();
        Step step = claim.step().orElseGet(() -> next(claim, found));
        StepOutcome result = attempt(step, claim, found);
        yield together.call(id, claim::overtaken, () -> service.record(claim, found, result));
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
      LOG.warnf("grant %s: %s; it is looked at again", claim.id(), failure.sentence());
      return Presence.UNKNOWN;
    }
  }

  private Step next(Claim.Taken claim, Observed found) {
    return claim.state().next(found, claim.term(), claim.sync(), clock.instant());
  }

  private StepOutcome attempt(Step step, Claim.Taken claim, Observed found) {
    try {
      return act(step, claim, found);
    } catch (DirectoryFailure failure) {
      LOG.warnf(
          "grant %s stays %s: %s; tried again soon",
          claim.id(), claim.state().getClass().getSimpleName(), failure.sentence());
      return new StepOutcome.Failed(
          step, failure.retryAfter(), failure.vendorError().map(VendorError::sentence));
    } catch (RuntimeException e) { // Nobody foresaw it, and it must not be silent all the same.
      LOG.errorf(e, "grant %s: %s went wrong; tried again soon", claim.id(), step);
      return new StepOutcome.Failed(step, Optional.empty());
    }
  }

  private StepOutcome act(Step step, Claim.Taken claim, Observed found) {
    return switch (step) {
      case Step.AddMember _ ->
          switch (approvalCheck.of(claim.request())) { // Before the lease, for it asks a lot.
            case ApprovalCheck.Warrant.Fallen(String why) ->
                new StepOutcome.Became(
                    new GrantState.Revoking(EndReason.NO_LONGER_APPROVED), Optional.of(why));
            case ApprovalCheck.Warrant.Missing(String why) ->
                new StepOutcome.AddRefused(EndReason.NO_LONGER_APPROVED, why);
            case ApprovalCheck.Warrant.Stands _ -> add(claim);
          };
      case Step.RemoveMember(EndReason cause) -> remove(claim, cause);
      case Step.RemoveDirectly _ -> removeDirectly(claim, found);
      case Step.AddDirectly _ -> addDirectly(claim, found);
      case Step.Push _ -> provisionOnDemand(claim);
      case Step.StartJob _ ->
          scimJob.startOnce(claim.sync().since())
              ? new StepOutcome.JobStartRequested()
              : lookAgain(claim);
      case Step.Warn _ -> new StepOutcome.Warned();
      case Step.Become(GrantState state) -> new StepOutcome.Became(state);
      case Step.LookAgain(Instant at) -> new StepOutcome.LookAgain(at);
    };
  }

  private StepOutcome add(Claim.Taken claim) {
    return switch (service.leaseForAdd(claim)) {
      case AddLease.Wait(Instant until) -> new StepOutcome.LookAgain(until);
      case AddLease.Held held -> add(claim, held);
    };
  }

  private StepOutcome add(Claim.Taken claim, AddLease.Held held) {
    if (!held.managed()
        && !held.removedLately()
        && directory.contains(claim.group(), claim.holder())) {
      return new StepOutcome.Standing();
    }
    if (!service.beginAdd(claim)) {
      return new StepOutcome.LookAgain(clock.instant().plus(StepOutcome.SOON));
    }
    try {
      GroupMembership.Added added = directory.add(claim.group(), claim.holder());
      service.addAnswered(claim, held.managed(), Optional.of(added), Optional.empty());
      return switch (added) {
        case ADDED -> new StepOutcome.Added();
        case WAS_THERE -> held.managed() ? new StepOutcome.Added() : new StepOutcome.Standing();
        case NO_SUCH_PERSON ->
            new StepOutcome.AddRefused(EndReason.IMPOSSIBLE, "Entra no longer has this person");
        case NO_SUCH_GROUP ->
            new StepOutcome.AddRefused(
                EndReason.IMPOSSIBLE, "Entra no longer has the group " + claim.group().name());
      };
    } catch (DirectoryFailure failure) {
      service.addAnswered(claim, held.managed(), Optional.empty(), failure.retryAfter());
      if (failure.lasting()) {
        LOG.warnf("grant %s: %s; retrying", claim.id(), failure.sentence());
        return new StepOutcome.AddRefused(
            EndReason.IMPOSSIBLE,
            "Entra does not let Hourkey change this group"
                + failure.vendorError().map(said -> " (" + said.code() + ")").orElse(""));
      }
      throw failure;
    }
  }

  private StepOutcome remove(Claim.Taken claim, EndReason cause) {
    if (!claim.managed()) {
      return new StepOutcome.Kept(cause, "nothing was added");
    }
    if (claim.known().wantedElsewhere()) {
      return new StepOutcome.Kept(cause, "another grant of the same group goes on");
    }
    return new StepOutcome.Removed(cause, directory.remove(claim.group(), claim.holder()));
  }

  private StepOutcome removeDirectly(Claim.Taken claim, Observed found) {
    String user = found.inAws().awsUserId().orElseThrow();
    boolean done = service.leaseForDirectRemoval(claim) && direct.remove(claim.group(), user);
    return done ? new StepOutcome.RemovedDirectly() : lookAgain(claim);
  }

  private StepOutcome addDirectly(Claim.Taken claim, Observed found) {
    String user = found.inAws().awsUserId().orElseThrow();
    boolean done = service.leaseForDirectAdd(claim) && direct.add(claim.group(), user);
    return done ? new StepOutcome.AddedDirectly() : lookAgain(claim);
  }

  private StepOutcome lookAgain(Claim.Taken claim) {
    Instant now = clock.instant();
    return new StepOutcome.LookAgain(claim.nextLook(now, now));
  }

  /** Pushes whoever's turn it is, which need not be this grant's. */
  private StepOutcome provisionOnDemand(Claim.Taken claim) {
    Instant now = clock.instant();
    return switch (queue.next(now)) {
      case Turn.Wait(Instant until) -> new StepOutcome.LookAgain(claim.nextLook(now, until));
      case Turn.NobodyWaits _ -> new StepOutcome.LookAgain(now.plus(StepOutcome.SOON));
      case Turn.Batch batch -> {
        queue.record(batch, provisioned(batch), clock.instant());
        yield new StepOutcome.LookAgain(clock.instant());
      }
    };
  }

  private ScimProvisioner.Push provisioned(Turn.Batch batch) {
    try {
      ScimProvisioner.Push provisionOnDemand =
          provisioning.provisionOnDemand(batch.group(), batch.people());
      if (provisionOnDemand instanceof ScimProvisioner.Push.NotDone(String why)) {
        LOG.infof("provisioning %s on demand did not help: %s", batch.group().name(), why);
      }
      return provisionOnDemand;
    } catch (DirectoryFailure failure) {
      LOG.warnf(
          "provisioning %s on demand did not answer (%s); the job's own cycle will carry it",
          batch.group().name(), failure.sentence());
      return new ScimProvisioner.Push.NotDone("it did not answer");
    }
  }
}

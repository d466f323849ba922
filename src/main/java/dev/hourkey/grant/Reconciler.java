package dev.hourkey.grant;

import dev.hourkey.grant.GrantService.AddLease;
import dev.hourkey.grant.GrantService.Next;
import dev.hourkey.grant.GrantState.Observed;
import dev.hourkey.grant.GrantState.Step;
import dev.hourkey.grant.ProvisioningQueue.Turn;
import dev.hourkey.person.Complaint;
import dev.hourkey.person.DirectoryFailure;
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
  private final Provisioning provisioning;
  private final ProvisioningQueue queue;
  private final Pipeline pipeline;
  private final AccessProbe aws;
  private final DirectAccess direct;
  private final Warrants warrants;
  private final Clock clock;

  Reconciler(
      GrantService service,
      GroupCommit together,
      GroupMembership directory,
      Provisioning provisioning,
      ProvisioningQueue queue,
      Pipeline pipeline,
      AccessProbe aws,
      DirectAccess direct,
      Warrants warrants,
      Clock clock) {
    this.service = service;
    this.together = together;
    this.directory = directory;
    this.provisioning = provisioning;
    this.queue = queue;
    this.pipeline = pipeline;
    this.aws = aws;
    this.direct = direct;
    this.warrants = warrants;
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
        Result result = attempt(step, claim, found);
        yield together.call(id, claim::overtaken, () -> service.record(claim, found, result));
      }
    };
  }

  private Observed look(Claim.Taken claim) {
    return claim
        .known()
        .after(
            claim.state() instanceof GrantState.Clearing ? inEntra(claim) : Seen.UNKNOWN,
            aws.look(claim.group(), claim.holder(), claim.awsUserId()));
  }

  private Seen inEntra(Claim.Taken claim) {
    try {
      return directory.contains(claim.group(), claim.holder()) ? Seen.YES : Seen.NO;
    } catch (DirectoryFailure failure) {
      LOG.warnf("grant %s: %s; it is looked at again", claim.id(), failure.sentence());
      return Seen.UNKNOWN;
    }
  }

  private Step next(Claim.Taken claim, Observed found) {
    return claim.state().next(found, claim.term(), claim.sync(), clock.instant());
  }

  private Result attempt(Step step, Claim.Taken claim, Observed found) {
    try {
      return act(step, claim, found);
    } catch (DirectoryFailure failure) {
      LOG.warnf(
          "grant %s stays %s: %s; tried again soon",
          claim.id(), claim.state().getClass().getSimpleName(), failure.sentence());
      return new Result.Failed(
          step, failure.retryAfter(), failure.complaint().map(Complaint::sentence));
    } catch (RuntimeException e) { // Nobody foresaw it, and it must not be silent all the same.
      LOG.errorf(e, "grant %s: %s went wrong; tried again soon", claim.id(), step);
      return new Result.Failed(step, Optional.empty());
    }
  }

  private Result act(Step step, Claim.Taken claim, Observed found) {
    return switch (step) {
      case Step.AddMember _ ->
          switch (warrants.of(claim.request())) { // Before the lease, for it asks a lot.
            case Warrants.Warrant.Fallen(String why) ->
                new Result.Became(
                    new GrantState.Revoking(Cause.NO_LONGER_APPROVED), Optional.of(why));
            case Warrants.Warrant.Missing(String why) ->
                new Result.AddRefused(Cause.NO_LONGER_APPROVED, why);
            case Warrants.Warrant.Stands _ -> add(claim);
          };
      case Step.RemoveMember(Cause cause) -> remove(claim, cause);
      case Step.RemoveDirectly _ -> removeDirectly(claim, found);
      case Step.AddDirectly _ -> addDirectly(claim, found);
      case Step.Push _ -> push(claim);
      case Step.StartJob _ ->
          pipeline.startOnce(claim.sync().since()) ? new Result.StartAsked() : lookAgain(claim);
      case Step.Warn _ -> new Result.Warned();
      case Step.Become(GrantState state) -> new Result.Became(state);
      case Step.LookAgain(Instant at) -> new Result.LookAgain(at);
    };
  }

  private Result add(Claim.Taken claim) {
    return switch (service.leaseForAdd(claim)) {
      case AddLease.Wait(Instant until) -> new Result.LookAgain(until);
      case AddLease.Held held -> add(claim, held);
    };
  }

  private Result add(Claim.Taken claim, AddLease.Held held) {
    if (!held.ours()
        && !held.removedLately()
        && directory.contains(claim.group(), claim.holder())) {
      return new Result.Standing();
    }
    if (!service.beginAdd(claim)) {
      return new Result.LookAgain(clock.instant().plus(Result.SOON));
    }
    try {
      GroupMembership.Added added = directory.add(claim.group(), claim.holder());
      service.addAnswered(claim, held.ours(), Optional.of(added), Optional.empty());
      return switch (added) {
        case ADDED -> new Result.Added();
        case WAS_THERE -> held.ours() ? new Result.Added() : new Result.Standing();
        case NO_SUCH_PERSON ->
            new Result.AddRefused(Cause.IMPOSSIBLE, "Entra no longer has this person");
        case NO_SUCH_GROUP ->
            new Result.AddRefused(
                Cause.IMPOSSIBLE, "Entra no longer has the group " + claim.group().name());
      };
    } catch (DirectoryFailure failure) {
      service.addAnswered(claim, held.ours(), Optional.empty(), failure.retryAfter());
      if (failure.lasting()) {
        LOG.warnf("grant %s: %s; retrying", claim.id(), failure.sentence());
        return new Result.AddRefused(
            Cause.IMPOSSIBLE,
            "Entra does not let Hourkey change this group"
                + failure.complaint().map(said -> " (" + said.code() + ")").orElse(""));
      }
      throw failure;
    }
  }

  private Result remove(Claim.Taken claim, Cause cause) {
    if (!claim.ours()) {
      return new Result.Kept(cause, "nothing was added");
    }
    if (claim.known().wantedElsewhere()) {
      return new Result.Kept(cause, "another grant of the same group goes on");
    }
    return new Result.Removed(cause, directory.remove(claim.group(), claim.holder()));
  }

  private Result removeDirectly(Claim.Taken claim, Observed found) {
    String user = found.inAws().awsUserId().orElseThrow();
    boolean done = service.leaseForDirectRemoval(claim) && direct.remove(claim.group(), user);
    return done ? new Result.RemovedDirectly() : lookAgain(claim);
  }

  private Result addDirectly(Claim.Taken claim, Observed found) {
    String user = found.inAws().awsUserId().orElseThrow();
    boolean done = service.leaseForDirectAdd(claim) && direct.add(claim.group(), user);
    return done ? new Result.AddedDirectly() : lookAgain(claim);
  }

  private Result lookAgain(Claim.Taken claim) {
    Instant now = clock.instant();
    return new Result.LookAgain(claim.nextLook(now, now));
  }

  /** Pushes whoever's turn it is, which need not be this grant's. */
  private Result push(Claim.Taken claim) {
    Instant now = clock.instant();
    return switch (queue.next(now)) {
      case Turn.Wait(Instant until) -> new Result.LookAgain(claim.nextLook(now, until));
      case Turn.NobodyWaits _ -> new Result.LookAgain(now.plus(Result.SOON));
      case Turn.Batch batch -> {
        queue.record(batch, pushed(batch), clock.instant());
        yield new Result.LookAgain(clock.instant());
      }
    };
  }

  private Provisioning.Push pushed(Turn.Batch batch) {
    try {
      Provisioning.Push push = provisioning.push(batch.group(), batch.people());
      if (push instanceof Provisioning.Push.NotDone(String why)) {
        LOG.infof("provisioning %s on demand did not help: %s", batch.group().name(), why);
      }
      return push;
    } catch (DirectoryFailure failure) {
      LOG.warnf(
          "provisioning %s on demand did not answer (%s); the job's own cycle will carry it",
          batch.group().name(), failure.sentence());
      return new Provisioning.Push.NotDone("it did not answer");
    }
  }
}

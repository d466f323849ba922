package dev.hourkey.grant;

import dev.hourkey.grant.GrantState.Observed;
import dev.hourkey.grant.GrantState.Step;
import dev.hourkey.grant.Grants.Claim;
import dev.hourkey.person.DirectoryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Brings what is closer to what should be: look, decide, do, write down. No transaction is open
 * while a call leaves the process, and every step may be done twice.
 */
@ApplicationScoped
public class Reconciler {
  private static final Logger LOG = Logger.getLogger(Reconciler.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Grants grants;
  private final Memberships memberships;
  private final GroupMembership directory;
  private final Provisioning provisioning;
  private final ProvisioningBudget budget;
  private final AccessProbe aws;
  private final Warrants warrants;
  private final Clock clock;

  Reconciler(
      Grants grants,
      Memberships memberships,
      GroupMembership directory,
      Provisioning provisioning,
      ProvisioningBudget budget,
      AccessProbe aws,
      Warrants warrants,
      Clock clock) {
    this.grants = grants;
    this.memberships = memberships;
    this.directory = directory;
    this.provisioning = provisioning;
    this.budget = budget;
    this.aws = aws;
    this.warrants = warrants;
    this.clock = clock;
  }

  /** Takes a grant one step further; returns when to look at it again, if ever. */
  public Optional<Instant> reconcile(UUID id) {
    return grants
        .claim(id)
        .flatMap(
            claim -> {
              Grant grant = claim.grant();
              Step step =
                  grant.state().next(observe(claim), grant.term(), grant.sync(), clock.instant());
              return grants.record(grant, attempt(step, claim));
            });
  }

  private Observed observe(Claim claim) {
    Grant grant = claim.grant();
    boolean clearing = grant.state() instanceof GrantState.Clearing;
    boolean onItsWay = clearing || grant.state() instanceof GrantState.Syncing;
    return new Observed(
        clearing ? inEntra(grant) : Seen.UNKNOWN,
        onItsWay ? aws.shows(grant.group(), grant.awsUserId()) : Seen.UNKNOWN,
        claim.wantedElsewhere(),
        grant.warned(),
        grant.liveSince().isPresent());
  }

  private Seen inEntra(Grant grant) {
    try {
      return directory.contains(grant.group(), grant.holder()) ? Seen.YES : Seen.NO;
    } catch (DirectoryFailure failure) {
      LOG.warnf(failure, "grant %s: %s; it is looked at again", grant.id(), failure.getMessage());
      return Seen.UNKNOWN;
    }
  }

  private Result attempt(Step step, Claim claim) {
    try {
      return act(step, claim);
    } catch (DirectoryFailure failure) {
      LOG.warnf(
          failure,
          "grant %s stays %s: %s; tried again soon",
          claim.grant().id(),
          claim.grant().phase,
          failure.getMessage());
      return new Result.Failed(failure.retryAfter());
    }
  }

  private Result act(Step step, Claim claim) {
    Grant grant = claim.grant();
    return switch (step) {
      case Step.AddMember _ ->
          switch (warrants.of(grant.request())) { // Before the lease, for it asks a lot.
            case Warrants.Warrant.Fallen(String why) -> revoking(Cause.NO_LONGER_APPROVED, why);
            case Warrants.Warrant.Stands _ -> leased(grant, membership -> add(grant, membership));
          };
      case Step.RemoveMember _ -> leased(grant, membership -> remove(grant, membership));
      case Step.Push _ -> push(grant);
      case Step.Warn _ -> new Result.Warned();
      case Step.Become(GrantState state) -> new Result.Became(state);
      case Step.LookAgain(Instant at) -> new Result.LookAgain(at);
    };
  }

  private Result leased(Grant grant, Function<Membership, Result> work) {
    Optional<Membership> membership = memberships.lease(grant, clock.instant());
    if (membership.isEmpty()) {
      return new Result.LookAgain(clock.instant().plus(SOON));
    }
    try {
      return work.apply(membership.get());
    } finally {
      memberships.giveUpLease(grant);
    }
  }

  private Result add(Grant grant, Membership membership) {
    boolean first = !membership.ours();
    if (first
        && !membership.removedLately(clock.instant())
        && directory.contains(grant.group(), grant.holder())) {
      return standing(grant);
    }
    if (!memberships.aboutToAdd(grant, clock.instant())) {
      return new Result.LookAgain(clock.instant().plus(SOON));
    }
    try {
      return switch (directory.add(grant.group(), grant.holder())) {
        case ADDED -> new Result.Became(new GrantState.Syncing());
        case WAS_THERE -> first ? standing(grant) : new Result.Became(new GrantState.Syncing());
        case NO_SUCH_PERSON -> revoking(Cause.IMPOSSIBLE, "Entra no longer has this person");
        case NO_SUCH_GROUP ->
            revoking(Cause.IMPOSSIBLE, "Entra no longer has the group " + grant.groupName);
      };
    } catch (DirectoryFailure failure) {
      if (failure.lasting()) {
        LOG.errorf(failure, "grant %s cannot begin: %s", grant.id(), failure.getMessage());
        return revoking(Cause.IMPOSSIBLE, "Entra does not let Hourkey change this group");
      }
      throw failure;
    }
  }

  private Result standing(Grant grant) {
    memberships.notOurs(grant);
    return new Result.Became(
        new GrantState.Ended(Cause.STANDING, clock.instant()),
        Optional.of("the membership is somebody else's and stays"));
  }

  private static Result revoking(Cause cause, String why) {
    return new Result.Became(new GrantState.Revoking(cause), Optional.of(why));
  }

  private Result remove(Grant grant, Membership membership) {
    if (!membership.ours()) {
      return over(grant, "nothing was added");
    }
    if (grants.wantedElsewhere(grant)) { // Asked under the lease, so that no add slips in between.
      return over(grant, "another grant of the same group goes on");
    }
    GroupMembership.Removed removed = directory.remove(grant.group(), grant.holder());
    if (removed == GroupMembership.Removed.NO_SUCH_GROUP) {
      LOG.errorf("grant %s: Entra no longer has group %s", grant.id(), grant.group());
    }
    return new Result.Became(new GrantState.Clearing(causeOf(grant), clock.instant()));
  }

  private Result over(Grant grant, String why) {
    return new Result.Became(
        new GrantState.Ended(causeOf(grant), clock.instant()),
        grant.detail().or(() -> Optional.of(why)));
  }

  private static Cause causeOf(Grant grant) {
    if (grant.state() instanceof GrantState.Revoking(Cause cause)) {
      return cause;
    }
    throw new IllegalStateException("grant " + grant.id() + " is not being revoked");
  }

  private Result push(Grant grant) {
    Instant now = clock.instant();
    if (!budget.take(now)) {
      return new Result.PushNotBefore(now.plus(SOON));
    }
    try {
      return switch (provisioning.push(grant.group(), grant.holder())) {
        case Provisioning.Push.Done _ -> new Result.Pushed(true);
        case Provisioning.Push.NotDone(String why) -> {
          LOG.infof("grant %s: provisioning on demand did not help: %s", grant.id(), why);
          yield new Result.Pushed(false);
        }
        case Provisioning.Push.NotNow(Duration retryAfter) ->
            new Result.PushNotBefore(now.plus(retryAfter));
      };
    } catch (DirectoryFailure failure) {
      LOG.warnf(
          failure,
          "grant %s: provisioning on demand did not answer; the job's own cycle will carry it",
          grant.id());
      return new Result.Pushed(false);
    }
  }
}

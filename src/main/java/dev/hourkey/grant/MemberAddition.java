package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.EntraGroupMembers.Added;
import dev.hourkey.grant.GrantClaims.Claim;
import dev.hourkey.grant.GrantTraces.Call;
import dev.hourkey.grant.MembershipLeases.AddLease;
import dev.hourkey.grant.Step.Outcome;
import dev.hourkey.person.DirectoryFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Adds the member of a grant, unless granting is paused, its approval is no longer valid, or the
 * membership is a standing one. No transaction is open during a call.
 */
final class MemberAddition {
  private static final Logger LOG = Logger.getLogger(MemberAddition.class);

  /** How soon a grant continues after granting is resumed. */
  private static final Duration BETWEEN_CHECKS_OF_A_PAUSE = Duration.ofSeconds(15);

  private final MembershipLeases leases;
  private final EntraGroupMembers directory;
  private final ApprovalCheck approvalCheck;
  private final GrantTraces traces;
  private final Clock clock;

  MemberAddition(
      MembershipLeases leases,
      EntraGroupMembers directory,
      ApprovalCheck approvalCheck,
      GrantTraces traces,
      Clock clock) {
    this.leases = leases;
    this.directory = directory;
    this.approvalCheck = approvalCheck;
    this.traces = traces;
    this.clock = clock;
  }

  /**
   * Adds the member, or returns the reason why not.
   *
   * @throws DirectoryFailure when a directory did not answer
   */
  Outcome add(Claim.Taken claim) {
    if (leases.paused()) {
      return new Outcome.CheckAgain(clock.instant().plus(BETWEEN_CHECKS_OF_A_PAUSE));
    }
    return switch (approvalCheck.of(
        claim.approval())) { // Before the lease, because it makes several Graph calls.
      case ApprovalCheck.Warrant.Fallen(String why) ->
          new Outcome.Became(
              new GrantState.Revoking(EndReason.NO_LONGER_APPROVED), Optional.of(why));
      case ApprovalCheck.Warrant.Missing(String why) ->
          new Outcome.AddRefused(EndReason.NO_LONGER_APPROVED, why);
      case ApprovalCheck.Warrant.Stands _ -> addApproved(claim);
    };
  }

  private Outcome addApproved(Claim.Taken claim) {
    return switch (leases.leaseForAdd(claim)) {
      case AddLease.Wait(Instant until) -> new Outcome.CheckAgain(until);
      case AddLease.Held held -> addLeased(claim, held);
    };
  }

  private Outcome addLeased(Claim.Taken claim, AddLease.Held held) {
    if (standingIfShown(held.managed(), held.removedLately())
        && directory.contains(claim.group(), claim.holder())) {
      return new Outcome.Standing();
    }
    if (!leases.beginAdd(claim)) {
      return new Outcome.CheckAgain(clock.instant().plus(Outcome.SOON));
    }
    try {
      Added added =
          traces.call(claim, Call.ADD_MEMBER, () -> directory.add(claim.group(), claim.holder()));
      leases.addAnswered(claim, held.managed(), Optional.of(added), Optional.empty());
      return outcome(added, held.managed(), claim.group());
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

  /**
   * Whether a member that Entra shows before the add is a standing member. Hourkey has not added a
   * standing member, and has not removed them so recently that Entra may still show them.
   */
  static boolean standingIfShown(boolean managed, boolean removedLately) {
    return !managed && !removedLately;
  }

  /**
   * The outcome of an add, from Entra's answer. {@code managed} is true if the membership was
   * managed before the add.
   */
  static Outcome outcome(Added answer, boolean managed, EntraGroup group) {
    return switch (answer) {
      case ADDED -> new Outcome.Added();
      case WAS_THERE -> managed ? new Outcome.Added() : new Outcome.Standing();
      case NO_SUCH_PERSON ->
          new Outcome.AddRefused(EndReason.IMPOSSIBLE, EntraGroupMembers.NO_PERSON);
      case NO_SUCH_GROUP ->
          new Outcome.AddRefused(EndReason.IMPOSSIBLE, EntraGroupMembers.noGroup(group));
    };
  }
}

package dev.hourkey.request;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.grant.ApprovalCheck;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.policy.ApplicablePolicy;
import dev.hourkey.policy.ApprovalDecision;
import dev.hourkey.policy.BreakGlass;
import dev.hourkey.policy.PendingRequestPolicy;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Refusal;
import dev.hourkey.policy.SignInRefusal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Checks whether an approval covers what the group opens now and, before the member is added,
 * whether it is still valid according to the current policy and the directories.
 */
@ApplicationScoped
class RequestApprovalCheck implements ApprovalCheck {
  private static final int MAX_NAMED = 5;

  private final Requests requests;
  private final Catalog catalog;
  private final StandingMembershipCheck standingMembers;
  private final ApplicablePolicies policies;
  private final SubjectResolver subjects;
  private final TicketCheck tickets;
  private final BreakGlassReviews breakGlass;
  private final PolicyVersions versions;
  private final LimitCheck limits;
  private final Clock clock;

  RequestApprovalCheck(
      Requests requests,
      Catalog catalog,
      StandingMembershipCheck standingMembers,
      ApplicablePolicies policies,
      SubjectResolver subjects,
      TicketCheck tickets,
      BreakGlassReviews breakGlass,
      PolicyVersions versions,
      LimitCheck limits,
      Clock clock) {
    this.requests = requests;
    this.catalog = catalog;
    this.standingMembers = standingMembers;
    this.policies = policies;
    this.subjects = subjects;
    this.tickets = tickets;
    this.breakGlass = breakGlass;
    this.versions = versions;
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public Warrant of(UUID id) {
    String version =
        catalog.version(); // Read first, so that everything looked up later is at least as new.
    Warrant warrant = byThisReplica(id);
    versions.requireInForce(version); // Last, because the directories may have been slow.
    return warrant;
  }

  private Warrant byThisReplica(UUID id) {
    AccessRequest request = requests.find(id).orElseThrow();
    Optional<Entitlement> entitlement = catalog.settled(request.access().entitlement());
    if (entitlement.isEmpty()) {
      return warrant(new SubmissionRefusal.NoLongerOffered(request.access().entitlementName()));
    }
    return switch (access(request, entitlement.get())) {
      case AccessNow.Refused(var why) -> warrant(why);
      case AccessNow.Covered _ -> warrant(approval(request, entitlement.get()));
    };
  }

  /** Whether an approval covers what the group opens now. */
  sealed interface AccessNow {
    /** The group opens what was shown, or less. */
    record Covered(AwsAccess now) implements AccessNow {}

    record Refused(SubmissionRefusal.OfAccess why) implements AccessNow {}
  }

  /**
   * Compares what a request showed to its approvers with what the group opens now. An approval is
   * for what was shown: it does not cover anything that was added since. Asks AWS what the group
   * opens and, if the group was not compared since a restore of the database, asks Entra for its
   * members.
   *
   * @throws DirectoryFailure when one could not be queried, or AWS shows too little to compare
   */
  AccessNow access(AccessRequest request, Entitlement entitlement) {
    if (!standingMembers.groupSettled(entitlement.group())) {
      return new AccessNow.Refused(
          new SubmissionRefusal.GroupUnsettled(entitlement.group().name()));
    }
    String name = request.access().entitlementName();
    if (!request.sameGroup(entitlement)) {
      return new AccessNow.Refused(
          new SubmissionRefusal.AccessChanged(name, "it now stands for another Entra group"));
    }
    return compare(name, request.access().opens(), catalog.opensNow(entitlement));
  }

  static AccessNow compare(String name, AwsAccess shown, AwsAccess now) {
    if (now.open().isEmpty()) {
      return new AccessNow.Refused(new SubmissionRefusal.OpensNothing(name));
    }
    List<AccountAssignment> added = now.beyond(shown);
    if (!added.isEmpty()) {
      return new AccessNow.Refused(
          new SubmissionRefusal.AccessChanged(name, "it now also opens " + named(added)));
    }
    if (now.cannotBeComparedWith(shown)) {
      throw DirectoryFailure.temporary(
          "compare what the group opens with what was shown",
          null,
          new IllegalStateException("AWS shows less of it than when it was requested"));
    }
    return new AccessNow.Covered(now);
  }

  private static String named(List<AccountAssignment> assignments) {
    String first =
        assignments.stream()
            .limit(MAX_NAMED)
            .map(AccountAssignment::words)
            .collect(Collectors.joining(", "));
    return assignments.size() > MAX_NAMED
        ? first + " and " + (assignments.size() - MAX_NAMED) + " more"
        : first;
  }

  /**
   * Checks an approval for this duration when it is given. The policy may have changed since the
   * request, or another override may apply. The ticket of an extension is checked now as well; the
   * ticket of any other request is checked right before the member is added.
   */
  ApprovalDecision atDecision(AccessRequest request, Duration duration, Entitlement entitlement) {
    Policy policy = entitlement.policy();
    Optional<Refusal> tooLong = PendingRequestPolicy.durationRefusal(policy, duration);
    if (tooLong.isPresent()) {
      return new ApprovalDecision.Invalid(tooLong.get());
    }
    return request.extension().isEmpty()
        ? new ApprovalDecision.Holds()
        : tickets.approval(policy.justification(), request);
  }

  private ApprovalDecision approval(AccessRequest request, Entitlement entitlement) {
    if (breakGlass.find(request.id()).isPresent()) {
      return entitlement
          .breakGlass()
          .map(rules -> approval(request, rules.policy()))
          .orElseGet(() -> new ApprovalDecision.Invalid(BreakGlass.noRules()));
    }
    if (requests.lackSignIn(request.id(), entitlement)) {
      return new ApprovalDecision.Invalid(new SignInRefusal.ApprovedWithoutSignIn());
    }
    return switch (policies.of(entitlement, request, request.duration())) {
      case ApplicablePolicy.Unknown(var why) -> new ApprovalDecision.Unproven(why);
      case ApplicablePolicy.Known(var policy, _) ->
          approval(request, PendingRequestPolicy.stricter(policy, request.progress()));
    };
  }

  private ApprovalDecision approval(AccessRequest request, Policy policy) {
    ApprovalDecision approval =
        limits
            .beforeAdding(policy.limits(), request, clock.instant())
            .<ApprovalDecision>map(ApprovalDecision.Invalid::new)
            .orElseGet(() -> approvalByPeople(request, policy));
    return approval instanceof ApprovalDecision.Holds
        ? tickets.approval(policy.justification(), request)
        : approval;
  }

  private ApprovalDecision approvalByPeople(AccessRequest request, Policy policy) {
    return policy.approval(
        subjects.requesterOf(request, policy),
        request.duration(),
        requests.approvedBy(request.id()).stream()
            .map(approver -> subjects.reviewer(approver, policy))
            .toList());
  }

  /**
   * Something that AWS or Entra does not show may only be delayed. So it must stay missing for a
   * while before the approval is invalid.
   */
  private static Warrant warrant(SubmissionRefusal.OfAccess why) {
    return switch (why) {
      case SubmissionRefusal.NoLongerOffered _, SubmissionRefusal.OpensNothing _ ->
          new Warrant.Missing(why.clause());
      case SubmissionRefusal.GroupUnsettled _, SubmissionRefusal.AccessChanged _ ->
          new Warrant.Fallen(why.clause());
    };
  }

  private static Warrant warrant(ApprovalDecision decision) {
    return switch (decision) {
      case ApprovalDecision.Holds _ -> new Warrant.Stands();
      case ApprovalDecision.Unproven(var why) -> new Warrant.Missing(why.clause());
      case ApprovalDecision.Invalid(var why) -> new Warrant.Fallen(why.clause());
    };
  }
}

package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApplicablePolicy;
import dev.hourkey.policy.ApprovalDecision;
import dev.hourkey.policy.PendingRequestPolicy;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.PolicyOverride;
import dev.hourkey.policy.Refusal;
import dev.hourkey.policy.ReviewDecision;
import dev.hourkey.policy.ReviewType;
import dev.hourkey.policy.SignInRefusal;
import dev.hourkey.policy.Subject;
import dev.hourkey.policy.SubjectStatus;
import dev.hourkey.request.SubmissionCommand.ReviewRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Decides whether somebody may approve or deny a request, according to the directories now. */
@ApplicationScoped
class ReviewProcessor {
  private final Requests requests;
  private final Catalog catalog;
  private final ApplicablePolicies policies;
  private final SubjectResolver subjects;
  private final RequestApprovalCheck check;
  private final DenialCheck denials;
  private final ReviewService reviews;
  private final RevocationProcessor revocations;
  private final SubmissionRefusals refusals;

  ReviewProcessor(
      Requests requests,
      Catalog catalog,
      ApplicablePolicies policies,
      SubjectResolver subjects,
      RequestApprovalCheck check,
      DenialCheck denials,
      ReviewService reviews,
      RevocationProcessor revocations,
      SubmissionRefusals refusals) {
    this.requests = requests;
    this.catalog = catalog;
    this.policies = policies;
    this.subjects = subjects;
    this.check = check;
    this.denials = denials;
    this.reviews = reviews;
    this.revocations = revocations;
    this.refusals = refusals;
  }

  /** An earlier approver who is looked up for a policy. */
  private record ReviewerLookup(PersonId approver, Policy policy) {}

  /**
   * An attempt to review a request.
   *
   * @param version the version of the policy file that applies
   * @param lookups Entra's answers so far. If another approval came first, only its approver still
   *     has to be looked up
   */
  private record Attempt(
      UUID submission,
      AccessRequest request,
      EntraAccount reviewer,
      ReviewRequest wanted,
      String version,
      Map<ReviewerLookup, SubjectStatus> lookups) {
    boolean denies() {
      return wanted instanceof SubmissionCommand.Deny;
    }
  }

  /** Carries out somebody's approval or denial of a request, or refuses it. */
  SubmissionOutcome process(UUID submission, EntraAccount reviewer, ReviewRequest wanted) {
    Map<ReviewerLookup, SubjectStatus> lookups = new HashMap<>();
    SubmissionOutcome outcome;
    do {
      String version =
          catalog.version(); // Read first, so that everything looked up later is at least as new.
      outcome =
          reviews
              .find(wanted.request())
              .map(
                  request ->
                      process(new Attempt(submission, request, reviewer, wanted, version, lookups)))
              .orElseGet(() -> refusals.refuse(submission, new SubmissionRefusal.NoSuchRequest()));
    } while (outcome instanceof SubmissionOutcome.Overtaken);
    return outcome;
  }

  private SubmissionOutcome process(Attempt attempt) {
    AccessRequest request = attempt.request();
    if (!request.pending()) {
      return refusals.refuseLateReview(
          attempt.submission(),
          request.id(),
          attempt.reviewer().id(),
          refusals.alreadyDecided(request),
          revocations.revocable(attempt.reviewer(), request.id()));
    }
    String offered = request.access().entitlement();
    Optional<Entitlement> entitlement =
        attempt.denies() ? catalog.named(offered) : catalog.settled(offered);
    if (entitlement.isEmpty()) {
      return refuse(
          attempt, new SubmissionRefusal.NoLongerOffered(request.access().entitlementName()));
    }
    if (attempt.wanted().signIn().isEmpty() && request.needsSignIn(entitlement.get())) {
      return refuse(attempt, new SignInRefusal.NeedsSignIn());
    }
    return switch (policy(entitlement.get(), attempt)) {
      case ApplicablePolicy.Unknown(var why) -> new SubmissionOutcome.NotYet(why.clause());
      case ApplicablePolicy.Known(var found, var override) -> {
        Policy policy = PendingRequestPolicy.stricter(found, request.progress());
        Subject me = subjects.reviewer(attempt.reviewer(), policy);
        yield switch (attempt.wanted()) {
          case SubmissionCommand.Deny denial ->
              denials
                  .refusal(me, request, policy)
                  .map(why -> refuse(attempt, why))
                  .orElseGet(
                      () -> reviews.deny(attempt.submission(), me.person(), override, denial));
          case SubmissionCommand.Approve approval ->
              approve(attempt, approval, me, entitlement.get().withPolicy(policy), override);
        };
      }
    };
  }

  private ApplicablePolicy policy(Entitlement entitlement, Attempt attempt) {
    AccessRequest request = attempt.request();
    return attempt.denies()
        ? policies.toDeny(entitlement, request)
        : policies.of(entitlement, request, attempt.wanted().duration(request));
  }

  private SubmissionOutcome approve(
      Attempt attempt,
      SubmissionCommand.Approve approval,
      Subject reviewer,
      Entitlement entitlement,
      Optional<PolicyOverride> override) {
    AccessRequest request = attempt.request();
    Policy policy = entitlement.policy();
    List<PersonId> before = requests.approvedBy(request.id());
    SubjectStatus requester = subjects.requesterOf(request, policy);
    List<SubjectStatus> approvedBy =
        before.stream()
            .map(
                one ->
                    attempt
                        .lookups()
                        .computeIfAbsent(
                            new ReviewerLookup(one, policy), _ -> subjects.reviewer(one, policy)))
            .toList();
    // A shorter duration may have another policy, which is not the card's until it is approved.
    if (approval.shorter().isEmpty()) {
      policy
          .progress(requester, approvedBy)
          .filter(now -> !now.equals(request.progress()))
          .ifPresent(now -> reviews.correct(request.id(), before, now));
    }
    return switch (policy.review(reviewer, requester, approvedBy, ReviewType.APPROVE)) {
      case ReviewDecision.RequesterUnknown _ ->
          new SubmissionOutcome.NotYet("Entra does not show the requester's account");
      case ReviewDecision.ApproverUnknown _ ->
          new SubmissionOutcome.NotYet(
              "Entra does not show who an earlier approver is, or whether they are a guest");
      case ReviewDecision.Refused(var why) -> refuse(attempt, why);
      case ReviewDecision.Allowed _
          when approval.shorter().filter(request.shorterDurations(policy)::contains).isEmpty()
              && approval.shorter().isPresent() ->
          refuse(attempt, new Refusal.NotShorter());
      case ReviewDecision.Allowed allowed ->
          approveIfCovered(attempt, approval, before, allowed, entitlement, override);
    };
  }

  private SubmissionOutcome approveIfCovered(
      Attempt attempt,
      SubmissionCommand.Approve approval,
      List<PersonId> before,
      ReviewDecision.Allowed allowed,
      Entitlement entitlement,
      Optional<PolicyOverride> override) {
    AccessRequest request = attempt.request();
    return switch (check.access(request, entitlement)) {
      case RequestApprovalCheck.AccessNow.Refused(var why) -> refuse(attempt, why);
      case RequestApprovalCheck.AccessNow.Covered(var now) ->
          switch (check.atDecision(request, approval.duration(request), entitlement)) {
            case ApprovalDecision.Unproven(var why) -> new SubmissionOutcome.NotYet(why.clause());
            case ApprovalDecision.Invalid(var why) -> refuse(attempt, why);
            case ApprovalDecision.Holds _ ->
                reviews.approve(
                    attempt.submission(),
                    attempt.reviewer().id(),
                    before,
                    allowed,
                    override,
                    approval,
                    entitlement.opening(now),
                    attempt.version());
          };
    };
  }

  private SubmissionOutcome refuse(Attempt attempt, Refusal why) {
    return refuse(attempt, SubmissionRefusal.ofReview(attempt.request(), why));
  }

  private SubmissionOutcome refuse(Attempt attempt, SubmissionRefusal why) {
    return refusals.refuseReview(
        attempt.submission(), attempt.request().id(), attempt.reviewer().id(), why);
  }
}

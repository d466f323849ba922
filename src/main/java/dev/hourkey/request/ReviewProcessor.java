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

/** Decides whether somebody may approve or deny a request, by the directories as they are now. */
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

  /** Carries out somebody's approval or denial of a request, or refuses it. */
  SubmissionOutcome process(UUID submission, EntraAccount reviewer, ReviewRequest wanted) {
    return process(submission, reviewer, wanted, new HashMap<>());
  }

  /**
   * @param lookups Entra's answers so far. If another approval came first, only its approver still
   *     has to be looked up
   */
  private SubmissionOutcome process(
      UUID submission,
      EntraAccount reviewer,
      ReviewRequest wanted,
      Map<ReviewerLookup, SubjectStatus> lookups) {
    String version = catalog.version(); // First: what is looked up later is at least as new.
    UUID id = wanted.request();
    Optional<AccessRequest> found = reviews.find(id);
    if (found.isEmpty()) {
      return refusals.refuse(submission, new SubmissionRefusal.NoSuchRequest());
    }
    AccessRequest request = found.get();
    if (!request.pending()) {
      return refusals.refuseLateReview(
          submission,
          id,
          reviewer.id(),
          refusals.alreadyDecided(request),
          revocations.revocable(reviewer, id));
    }
    String offered = request.access().entitlement();
    Optional<Entitlement> entitlement =
        wanted instanceof SubmissionCommand.Deny
            ? catalog.named(offered)
            : catalog.settled(offered);
    if (entitlement.isEmpty()) {
      return refusals.refuseReview(
          submission,
          id,
          reviewer.id(),
          new SubmissionRefusal.NoLongerOffered(request.access().entitlementName()));
    }
    if (wanted.signIn().isEmpty() && request.needsSignIn(entitlement.get())) {
      return refuse(submission, request, reviewer.id(), new SignInRefusal.NeedsSignIn());
    }
    SubmissionOutcome outcome =
        switch (policy(entitlement.get(), request, wanted)) {
          case ApplicablePolicy.Unknown(var why) -> new SubmissionOutcome.NotYet(why.clause());
          case ApplicablePolicy.Known(var policy, var override) ->
              review(
                  submission,
                  request,
                  entitlement
                      .get()
                      .under(PendingRequestPolicy.stricter(policy, request.progress())),
                  override,
                  reviewer,
                  wanted,
                  lookups,
                  version);
        };
    return outcome instanceof SubmissionOutcome.Overtaken
        ? process(submission, reviewer, wanted, lookups)
        : outcome;
  }

  private ApplicablePolicy policy(
      Entitlement entitlement, AccessRequest request, ReviewRequest wanted) {
    return wanted instanceof SubmissionCommand.Deny
        ? policies.toDeny(entitlement, request)
        : policies.of(entitlement, request, wanted.duration(request));
  }

  private SubmissionOutcome review(
      UUID submission,
      AccessRequest request,
      Entitlement entitlement,
      Optional<PolicyOverride> override,
      EntraAccount reviewer,
      ReviewRequest wanted,
      Map<ReviewerLookup, SubjectStatus> lookups,
      String version) {
    Policy policy = entitlement.policy();
    Subject me = subjects.reviewer(reviewer, policy);
    if (!(wanted instanceof SubmissionCommand.Approve approval)) {
      return deny(submission, request, policy, override, me, (SubmissionCommand.Deny) wanted);
    }
    List<PersonId> before = requests.approvedBy(request.id());
    SubjectStatus requester = subjects.requesterOf(request, policy);
    List<SubjectStatus> approvedBy =
        before.stream()
            .map(
                one ->
                    lookups.computeIfAbsent(
                        new ReviewerLookup(one, policy), _ -> subjects.reviewer(one, policy)))
            .toList();
    // A shorter duration may have another policy, which is not the card's until it is approved.
    if (approval.shorter().isEmpty()) {
      policy
          .progress(requester, approvedBy)
          .filter(now -> !now.equals(request.progress()))
          .ifPresent(now -> reviews.correct(request.id(), before, now));
    }
    return switch (policy.review(me, requester, approvedBy, ReviewType.APPROVE)) {
      case ReviewDecision.RequesterUnknown _ ->
          new SubmissionOutcome.NotYet("Entra does not show the requester's account");
      case ReviewDecision.ApproverUnknown _ ->
          new SubmissionOutcome.NotYet(
              "Entra does not show who an earlier approver is, or whether they are a guest");
      case ReviewDecision.Refused(var why) -> refuse(submission, request, reviewer.id(), why);
      case ReviewDecision.Allowed _
          when approval.shorter().filter(request.shorterDurations(policy)::contains).isEmpty()
              && approval.shorter().isPresent() ->
          refuse(submission, request, reviewer.id(), new Refusal.NotShorter());
      case ReviewDecision.Allowed allowed ->
          approve(
              submission,
              request,
              approval,
              entitlement,
              override,
              reviewer.id(),
              before,
              allowed,
              version);
    };
  }

  private SubmissionOutcome deny(
      UUID submission,
      AccessRequest request,
      Policy policy,
      Optional<PolicyOverride> override,
      Subject reviewer,
      SubmissionCommand.Deny wanted) {
    return denials
        .refusal(reviewer, request, policy)
        .map(why -> refuse(submission, request, reviewer.person(), why))
        .orElseGet(() -> reviews.deny(submission, reviewer.person(), override, wanted));
  }

  private SubmissionOutcome refuse(
      UUID submission, AccessRequest request, PersonId reviewer, Refusal why) {
    return refusals.refuseReview(
        submission, request.id(), reviewer, SubmissionRefusal.ofReview(request, why));
  }

  private SubmissionOutcome approve(
      UUID submission,
      AccessRequest request,
      SubmissionCommand.Approve wanted,
      Entitlement entitlement,
      Optional<PolicyOverride> override,
      PersonId reviewer,
      List<PersonId> before,
      ReviewDecision.Allowed allowed,
      String version) {
    return switch (check.access(request, entitlement)) {
      case RequestApprovalCheck.AccessNow.Covered(var now) ->
          switch (check.atDecision(request, wanted.duration(request), entitlement)) {
            case ApprovalDecision.Holds _ ->
                reviews.approve(
                    submission,
                    reviewer,
                    before,
                    allowed,
                    override,
                    wanted.duration(request),
                    wanted,
                    entitlement.opening(now),
                    version);
            case ApprovalDecision.Unproven(var why) -> new SubmissionOutcome.NotYet(why.clause());
            case ApprovalDecision.Invalid(var why) -> refuse(submission, request, reviewer, why);
          };
      case RequestApprovalCheck.AccessNow.Refused(var why) ->
          refusals.refuseReview(submission, request.id(), reviewer, why);
    };
  }
}

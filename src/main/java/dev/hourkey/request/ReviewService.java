package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantingPauses;
import dev.hourkey.grant.Grants;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.policy.DecideWith;
import dev.hourkey.policy.PolicyOverride;
import dev.hourkey.policy.ReviewDecision;
import dev.hourkey.policy.SignInRefusal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Adds the reviews of people who are known to be allowed to review. Each is one transaction with
 * its audit events, its notifications and everything that has to follow; none calls a directory.
 */
@ApplicationScoped
class ReviewService {
  private final Requests requests;
  private final ApprovalPairs pairs;
  private final RequestService requestService;
  private final PendingRequestLifecycle pendingRequests;
  private final Submissions submissions;
  private final Grants grants;
  private final Persons persons;
  private final AuditTrail trail;
  private final LimitCheck limits;
  private final PolicyVersions versions;
  private final GrantingPauses pauses;
  private final SubmissionRefusals refusals;
  private final Clock clock;

  ReviewService(
      Requests requests,
      ApprovalPairs pairs,
      RequestService requestService,
      PendingRequestLifecycle pendingRequests,
      Submissions submissions,
      Grants grants,
      Persons persons,
      AuditTrail trail,
      LimitCheck limits,
      PolicyVersions versions,
      GrantingPauses pauses,
      SubmissionRefusals refusals,
      Clock clock) {
    this.requests = requests;
    this.pairs = pairs;
    this.requestService = requestService;
    this.pendingRequests = pendingRequests;
    this.submissions = submissions;
    this.grants = grants;
    this.persons = persons;
    this.trail = trail;
    this.limits = limits;
    this.versions = versions;
    this.pauses = pauses;
    this.refusals = refusals;
    this.clock = clock;
  }

  /**
   * The request that somebody reviews, with its current stage escalated if that is due. Each read
   * has its own transaction: a transaction that locks a row after reading it would write old
   * columns back.
   */
  Optional<AccessRequest> find(UUID id) {
    Optional<AccessRequest> found = requests.find(id);
    if (found.filter(one -> one.escalationDue(clock.instant())).isEmpty()) {
      return found;
    }
    pendingRequests.escalateIfDue(id);
    return requests.find(id);
  }

  /**
   * Counts an approval; the last required one opens the grant.
   *
   * @param before the approvals that existed when the reviewer's right to approve was checked
   * @param allowed the progress of the approval, including this one
   * @param override the override that the entitlement's policy comes from
   * @param wanted the command that the reviewer sent
   * @param version the version of the policy file that lets the reviewer approve
   */
  @Transactional
  SubmissionOutcome approve(
      UUID submission,
      PersonId reviewer,
      List<PersonId> before,
      ReviewDecision.Allowed allowed,
      Optional<PolicyOverride> override,
      SubmissionCommand.Approve wanted,
      Entitlement entitlement,
      String version) {
    UUID id = wanted.request();
    AccessRequest request = requireNonNull(requests.locked(id));
    Review review = review(reviewer, wanted);
    Optional<SubmissionOutcome> instead = tooLate(submission, request, review);
    if (instead.isPresent()) {
      return instead.get();
    }
    versions.requireInForce(version); // An extension is not checked again later.
    if (!requests.approvedBy(id).equals(before) || lacksSignIn(request, review)) {
      return new SubmissionOutcome.Overtaken();
    }
    if (requests.lackSignIn(id, entitlement)) {
      requestService.end(id, new SignInRefusal.ApprovedWithoutSignIn().clause());
      return refusals.refuse(submission, refusals.alreadyDecided(request));
    }
    Duration duration = wanted.duration(request);
    Optional<SubmissionRefusal> refusal =
        pauses
            .current()
            .<SubmissionRefusal>map(PauseRefusal.GrantingPaused::new)
            .or(
                () ->
                    limits
                        .ofApproval(entitlement, request, duration, review.reviewedAt())
                        .map(SubmissionRefusal.ByPolicy::new));
    if (refusal.isPresent()) {
      return refusals.refuseReview(submission, id, reviewer, refusal.get());
    }
    if (!requestService.grantable(request)) {
      requestService.endIfNotGrantable(request);
      return refusals.refuse(submission, refusals.alreadyDecided(request));
    }
    requests.put(review);
    if (!before.contains(reviewer)) {
      pairs.add(request, review);
    }
    ApprovalProgress progress = allowed.progress();
    ApprovalProgress shown = request.progress();
    trail.record(review.event(duration, progress, progress.lastApproved(), override));
    request.recordApproval(progress, duration, review.reviewedAt());
    submissions.done(submission, Optional.empty());
    if (progress.isComplete()) {
      requestService.approve(
          request,
          persons.find(request.requester()).orElseThrow(),
          entitlement,
          allowed.approvers());
    } else {
      request.scheduleNext();
      requestService.changed(request, shown);
    }
    return new SubmissionOutcome.Reviewed();
  }

  /** Denies a request; one denial is enough. */
  @Transactional
  SubmissionOutcome deny(
      UUID submission,
      PersonId reviewer,
      Optional<PolicyOverride> override,
      SubmissionCommand.Deny wanted) {
    UUID id = wanted.request();
    AccessRequest request = requireNonNull(requests.locked(id));
    Review review = review(reviewer, wanted);
    Optional<SubmissionOutcome> instead = tooLate(submission, request, review);
    if (instead.isPresent()) {
      return instead.get();
    }
    if (lacksSignIn(request, review)) {
      return new SubmissionOutcome.Overtaken();
    }
    requests.put(review);
    requestService.refuse(
        request, new RequestState.Denied(reviewer, wanted.reason(), review.reviewedAt()));
    submissions.done(submission, Optional.empty());
    ApprovalProgress progress = request.progress();
    int stage = progress.current().orElse(progress.stages().size() - 1);
    trail.record(review.event(request.duration(), progress, stage, override));
    trail.record(new AuditEvent.RequestDenied(id, reviewer, wanted.reason()));
    return new SubmissionOutcome.Reviewed();
  }

  /**
   * Whether a newer version of the policy, which was applied to the request in the meantime,
   * demands a sign-in that this review lacks.
   */
  private static boolean lacksSignIn(AccessRequest request, Review review) {
    return request.decideWith() == DecideWith.ENTRA && review.signIn().isEmpty();
  }

  /**
   * Stores the progress of a request's approval under the current policy, so that the card never
   * contradicts an answer. If another approval came first, it has stored its own progress.
   */
  @Transactional
  void correct(UUID id, List<PersonId> before, ApprovalProgress progress) {
    AccessRequest request = requireNonNull(requests.locked(id));
    if (request.pending() && requests.approvedBy(id).equals(before)) {
      ApprovalProgress shown = request.progress();
      request.correct(progress);
      requestService.changed(request, shown);
    }
  }

  private Review review(PersonId reviewer, SubmissionCommand.ReviewRequest wanted) {
    // Not the count, because a review that was replaced leaves a gap.
    int number =
        requests.reviews(wanted.request()).stream().mapToInt(Review::number).max().orElse(0) + 1;
    return new Review(number, reviewer, wanted, clock.instant());
  }

  /** The outcome if the request was already decided or has expired; otherwise empty. */
  private Optional<SubmissionOutcome> tooLate(
      UUID submission, AccessRequest request, Review review) {
    if (!request.pending()) {
      Optional<UUID> revocable =
          grants.forRequest(request.id()).filter(Grant::endable).map(Grant::id);
      return Optional.of(
          refusals.refuseLateReview(
              submission,
              request.id(),
              review.reviewer(),
              refusals.alreadyDecided(request),
              revocable));
    }
    if (request.overdue(review.reviewedAt())) {
      return Optional.of(refusals.refuse(submission, new SubmissionRefusal.RequestExpired()));
    }
    return Optional.empty();
  }
}

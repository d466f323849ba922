package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Grants;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Refusal;
import dev.hourkey.policy.ReviewDecision;
import dev.hourkey.policy.SubjectStatus;
import dev.hourkey.policy.Vote;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Decides whether somebody may approve or deny a request, by the directories as they are now. */
@ApplicationScoped
class ReviewProcessor {
  private static final Logger LOG = Logger.getLogger(ReviewProcessor.class);

  private final Requests requests;
  private final Catalog catalog;
  private final SubjectResolver subjects;
  private final AccessComparison comparison;
  private final ReviewService reviews;
  private final Grants grants;
  private final RevocationRights revocationRights;
  private final SubmissionRefusals refusals;

  ReviewProcessor(
      Requests requests,
      Catalog catalog,
      SubjectResolver subjects,
      AccessComparison comparison,
      ReviewService reviews,
      Grants grants,
      RevocationRights revocationRights,
      SubmissionRefusals refusals) {
    this.requests = requests;
    this.catalog = catalog;
    this.subjects = subjects;
    this.comparison = comparison;
    this.reviews = reviews;
    this.grants = grants;
    this.revocationRights = revocationRights;
    this.refusals = refusals;
  }

  /** What the reviewer wants to do. */
  sealed interface Wanted {
    record Approve() implements Wanted {}

    record ApproveShorter(Duration duration) implements Wanted {}

    record Deny(String reason) implements Wanted {}

    default Vote vote() {
      return switch (this) {
        case Approve _, ApproveShorter _ -> Vote.APPROVE;
        case Deny _ -> Vote.DENY;
      };
    }
  }

  /** Approves or denies a request for somebody, or refuses that. */
  SubmissionOutcome process(UUID submission, UUID id, EntraAccount reviewer, Wanted wanted) {
    return process(submission, id, reviewer, wanted, new HashMap<>());
  }

  /**
   * @param looked the earlier approvers whom Entra was asked for already, so that one who is
   *     overtaken asks only for those who came first
   */
  private SubmissionOutcome process(
      UUID submission,
      UUID id,
      EntraAccount reviewer,
      Wanted wanted,
      Map<PersonId, SubjectStatus> looked) {
    Optional<AccessRequest> found = requests.find(id);
    if (found.isEmpty()) {
      return refusals.refuse(submission, new SubmissionRefusal.NoSuchRequest());
    }
    AccessRequest request = found.get();
    if (!request.pending()) {
      return refusals.refuseLateReview(
          submission, id, reviewer.id(), refusals.alreadyDecided(request), revocable(id, reviewer));
    }
    Optional<Entitlement> entitlement = catalog.settled(request.access().entitlement());
    if (entitlement.isEmpty()) {
      return refusals.refuseReview(
          submission,
          id,
          reviewer.id(),
          new SubmissionRefusal.NoLongerOffered(request.access().entitlementName()));
    }
    Policy policy = entitlement.get().policy();
    boolean denial = wanted.vote() == Vote.DENY;
    List<PersonId> before = denial ? List.of() : requests.approvedBy(id);
    SubjectStatus requester =
        denial ? subjects.requesterToDeny(request, policy) : subjects.requesterOf(request, policy);
    List<SubjectStatus> approvedBy =
        before.stream()
            .map(one -> looked.computeIfAbsent(one, _ -> subjects.reviewer(one, policy)))
            .toList();
    if (!denial) {
      policy
          .progress(requester, approvedBy)
          .filter(now -> !now.equals(request.progress()))
          .ifPresent(now -> reviews.correct(id, before, now));
    }
    SubmissionOutcome outcome =
        switch (policy.review(
            subjects.reviewer(reviewer, policy), requester, approvedBy, wanted.vote())) {
          case ReviewDecision.RequesterUnknown _ ->
              new SubmissionOutcome.NotYet("Entra does not show the requester's account");
          case ReviewDecision.ApproverUnknown _ ->
              new SubmissionOutcome.NotYet(
                  "Entra does not show who an earlier approver is, or whether they are a guest");
          case ReviewDecision.Refused(var why) ->
              refusals.refuseReview(
                  submission, id, reviewer.id(), new SubmissionRefusal.ByPolicy(why));
          case ReviewDecision.Allowed allowed ->
              switch (wanted) {
                case Wanted.Approve _ ->
                    approve(
                        submission,
                        request,
                        request.duration(),
                        entitlement.get(),
                        reviewer,
                        before,
                        allowed);
                case Wanted.ApproveShorter(Duration shorter)
                    when policy.shorterThan(request.duration()).contains(shorter) ->
                    approve(
                        submission, request, shorter, entitlement.get(), reviewer, before, allowed);
                case Wanted.ApproveShorter _ ->
                    refusals.refuseReview(
                        submission,
                        id,
                        reviewer.id(),
                        new SubmissionRefusal.ByPolicy(new Refusal.NotShorter()));
                case Wanted.Deny(String reason) ->
                    reviews.deny(submission, id, reviewer.id(), reason);
              };
        };
    return outcome instanceof SubmissionOutcome.Overtaken
        ? process(submission, id, reviewer, wanted, looked)
        : outcome;
  }

  private SubmissionOutcome approve(
      UUID submission,
      AccessRequest request,
      Duration duration,
      Entitlement entitlement,
      EntraAccount reviewer,
      List<PersonId> before,
      ReviewDecision.Allowed allowed) {
    return switch (comparison.compare(request, entitlement)) {
      case AccessComparison.Result.Covered(var now) ->
          reviews.approve(
              submission,
              request.id(),
              reviewer.id(),
              before,
              allowed,
              duration,
              entitlement.opening(now));
      case AccessComparison.Result.Refused(var why) ->
          refusals.refuseReview(submission, request.id(), reviewer.id(), why);
    };
  }

  /**
   * The grant that a late reviewer may still revoke; none unless a directory confirms their right.
   */
  private Optional<UUID> revocable(UUID request, EntraAccount reviewer) {
    try {
      return grants
          .forRequest(request)
          .filter(Grant::wanted)
          .filter(grant -> revocationRights.role(reviewer, grant).isPresent())
          .map(Grant::id);
    } catch (DirectoryFailure e) {
      LOG.warnf("a late decision on request %s: %s", request, e.forLog());
      return Optional.empty();
    }
  }
}

package dev.hourkey.request;

import dev.hourkey.person.IdentityRefusal;
import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.policy.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Every reason why a submission changes nothing, with the sentence that its sender reads. The
 * sentences of the policy are in {@link Refusal}, those of the identification in {@link
 * IdentityRefusal}.
 */
sealed interface SubmissionRefusal {
  /** The refusals of extensions, of reminders by requesters, and of pauses. */
  sealed interface InOwnFile extends SubmissionRefusal
      permits ExtensionRefusal, NudgeRefusal, PauseRefusal {}

  /** The policy of the entitlement refuses it. */
  record ByPolicy(Refusal refusal) implements SubmissionRefusal {}

  // The sender and the submission.

  record NotIdentified(IdentityRefusal refusal) implements SubmissionRefusal {}

  record SentBeforeRestore() implements SubmissionRefusal {}

  record FormCorrected() implements SubmissionRefusal {}

  /** Carrying it out failed until the time for retries was over. */
  record StillFailing(String problem, long minutes) implements SubmissionRefusal {}

  // A new request.

  record NotRequestable(String entitlement) implements SubmissionRefusal {}

  /** The entitlement is unavailable; {@code why} is a clause. */
  record Unavailable(String entitlementName, String why) implements SubmissionRefusal {}

  /** The policy allows it, but a grant could not reach AWS. */
  record CannotReachAws(List<ProvisioningBlocker> blockers) implements SubmissionRefusal {}

  /** The person that the sender requests access for can't be identified. */
  record BeneficiaryUnknown(IdentityRefusal refusal) implements SubmissionRefusal {}

  /**
   * The request is for somebody else.
   *
   * @param name who that is
   */
  record ForOther(String name, SubmissionRefusal why) implements SubmissionRefusal {}

  record AlreadyMember(String entitlementName, String group) implements SubmissionRefusal {}

  record AlreadyActive(String entitlementName) implements SubmissionRefusal {}

  record AlreadyScheduled(String entitlementName, Instant startsAt) implements SubmissionRefusal {}

  record AlreadyRequested(String entitlementName) implements SubmissionRefusal {}

  // A decision on a request, or its cancellation.

  record NoSuchRequest() implements SubmissionRefusal {}

  record RequestExpired() implements SubmissionRefusal {}

  record AlreadyApproved(List<String> approvers) implements SubmissionRefusal {}

  record AlreadyDenied(Optional<String> by) implements SubmissionRefusal {}

  /** {@code because} says why the policy ended it; empty if the requester took it back. */
  record AlreadyCancelled(Optional<String> because) implements SubmissionRefusal {}

  /** {@code approvers} names those who decide, in words. */
  record NotAnApprover(String approvers) implements SubmissionRefusal {}

  record NotRequester() implements SubmissionRefusal {}

  // The review of break-glass access.

  record NoReview() implements SubmissionRefusal {}

  /** The policy file no longer has {@code break_glass} for it. */
  record NoReviewers() implements SubmissionRefusal {}

  record AlreadyReviewed(Optional<String> by) implements SubmissionRefusal {}

  // The end of a grant.

  record NoSuchGrant() implements SubmissionRefusal {}

  record NothingToEnd() implements SubmissionRefusal {}

  record NotHolder() implements SubmissionRefusal {}

  /** There is no such grant, or others may revoke it: the sender must not learn which. */
  record NotRevocable() implements SubmissionRefusal {}

  record NotOperator() implements SubmissionRefusal {}

  record AlreadyEnding(String access) implements SubmissionRefusal {}

  /**
   * What the request is for cannot be granted now. This is checked when somebody approves, and
   * again right before the member is added.
   */
  sealed interface OfAccess extends SubmissionRefusal {
    /** The reason, as a clause of a sentence. */
    default String clause() {
      return switch (this) {
        case NoLongerOffered(String name) -> name + " can no longer be requested";
        case GroupUnsettled(String group) ->
            "Hourkey is checking the group "
                + group
                + ", because its database may have been restored";
        case OpensNothing(String name) -> name + " opens nothing in AWS";
        case AccessChanged(String name, String change) ->
            name + " has changed since it was requested: " + change;
      };
    }
  }

  record NoLongerOffered(String entitlementName) implements OfAccess {}

  record GroupUnsettled(String group) implements OfAccess {}

  record OpensNothing(String entitlementName) implements OfAccess {}

  record AccessChanged(String entitlementName, String change) implements OfAccess {}

  /** Why somebody can't decide on a request, according to its policy. */
  static SubmissionRefusal ofReview(AccessRequest request, Refusal why) {
    ApprovalProgress progress = request.progress();
    return why instanceof Refusal.NotApprover && progress.current().isPresent()
        ? new NotAnApprover(progress.stages().get(progress.current().getAsInt()).approvers())
        : new ByPolicy(why);
  }

  /** The answer to the sender. */
  default String sentence() {
    return switch (this) {
      case ByPolicy(Refusal refusal) -> refusal.sentence();
      case NotIdentified(IdentityRefusal refusal) -> refusal.sentence();
      case SentBeforeRestore _ ->
          "Hourkey's database was restored after you sent this, so nothing was changed. Send it"
              + " again if you still want it.";
      case FormCorrected _ ->
          "You sent this form again with a correction, so only the later one counts.";
      case StillFailing(String problem, long minutes) ->
          problem
              + ". Hourkey retried for "
              + minutes
              + " minutes. Nothing was changed; try again later.";
      case NotRequestable(String entitlement) ->
          "There is no access called '" + entitlement + "' that can be requested now.";
      case Unavailable(String name, String why) ->
          name
              + " can't be requested now: "
              + why
              + ". Operators have been notified. Request it again once that is fixed.";
      case CannotReachAws(List<ProvisioningBlocker> blockers) ->
          blockers.stream().map(ProvisioningBlocker::toRequester).collect(Collectors.joining(" "))
              + (blockers.stream().anyMatch(ProvisioningBlocker::needsOperators)
                  ? " Operators have been notified. Request it again once that is fixed."
                  : "");
      case BeneficiaryUnknown(IdentityRefusal refusal) -> OnBehalfText.sentence(refusal);
      case ForOther(String name, SubmissionRefusal why) -> OnBehalfText.sentence(name, why);
      case AlreadyMember(String name, String group) ->
          "You already have "
              + name
              + ": you were added to the group "
              + group
              + " outside Hourkey.";
      case AlreadyActive(String name) ->
          "You already have " + name + ". Your status shows when it ends.";
      case AlreadyScheduled(String name, Instant startsAt) ->
          "You already have %s scheduled: it starts %s. End that first if you need it at another time."
              .formatted(name, startsAt);
      case AlreadyRequested(String name) ->
          "You already requested " + name + ", and it waits for a decision.";
      case NoSuchRequest _ -> "This request does not exist.";
      case RequestExpired _ -> "This request has expired. Its requester can submit a new one.";
      case AlreadyApproved(List<String> approvers) ->
          "This request was already approved" + by(approvers) + ", so nothing was changed.";
      case AlreadyDenied(Optional<String> by) ->
          "This request was already denied"
              + by(by.stream().toList())
              + ", so nothing was changed.";
      case AlreadyCancelled(Optional<String> because) ->
          because
              .map(why -> "This request ended, because " + why + ".")
              .orElse("This request was cancelled by its requester, so nothing was changed.");
      case NotAnApprover(String approvers) ->
          new Refusal.NotApprover().sentence() + " Its approvers: " + approvers + ".";
      case NotRequester _ -> "Only the requester can cancel this request.";
      case NoReview _ -> "There is nothing to review here.";
      case NoReviewers _ ->
          "The policy file no longer says who reviews this break-glass access. Ask your operators"
              + " to put 'break_glass' back.";
      case AlreadyReviewed(Optional<String> by) ->
          "This was already reviewed" + by(by.stream().toList()) + ", so nothing was changed.";
      case InOwnFile refusal -> refusal.sentence();
      case NoSuchGrant _ -> "This access does not exist.";
      case NothingToEnd _ -> "You have no request to cancel and no access to end.";
      case NotHolder _ -> "This access is already ending, or it isn't yours.";
      case NotRevocable _ ->
          "You can't revoke this, so nothing was changed. Only approvers and operators can revoke"
              + " somebody's access, and a command must name exactly one active grant.";
      case NotOperator _ ->
          "Only operators can revoke all access to an entitlement, or all access that a person has."
              + " Nothing was changed.";
      case AlreadyEnding(String access) -> access + " is ending or has ended already.";
      case NoLongerOffered gone -> gone.clause() + ", so this request can't be decided.";
      case GroupUnsettled(String group) ->
          "Hourkey can't grant anything through the group "
              + group
              + " yet: its database may have been restored, and the group is still being checked."
              + " Operators are alerted. Try again later.";
      case OpensNothing nothing ->
          nothing.clause() + " at the moment. Nothing was approved; try again later.";
      case AccessChanged changed ->
          changed.clause() + ". Nothing was approved; ask the requester to submit a new request.";
    };
  }

  /** Whether others can fix the cause, but the sender can't. */
  default boolean needsHelp() {
    return switch (this) {
      case ByPolicy(Refusal refusal) -> refusal.needsHelp();
      case NotIdentified(IdentityRefusal refusal) -> refusal.needsHelp();
      case ForOther(_, SubmissionRefusal why) -> why.needsHelp();
      case CannotReachAws(List<ProvisioningBlocker> blockers) ->
          blockers.stream().anyMatch(ProvisioningBlocker::needsOperators);
      case Unavailable _ -> true;
      default -> false;
    };
  }

  private static String by(List<String> names) {
    return names.isEmpty() ? "" : " by " + String.join(" and ", names);
  }
}

package dev.hourkey.request;

import dev.hourkey.person.IdentityRefusal;
import dev.hourkey.policy.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The sentences about a person when somebody else requests access for them. */
final class OnBehalfText {
  private OnBehalfText() {}

  /** Why a request for this person is refused. */
  static String sentence(String name, SubmissionRefusal why) {
    return switch (why) {
      case SubmissionRefusal.ByPolicy(Refusal refusal) -> byPolicy(name, refusal);
      case SubmissionRefusal.CannotReachAws(List<ProvisioningBlocker> blockers) ->
          blockers.stream()
              .map(blocker -> blocker.toOperators(name) + ".")
              .collect(Collectors.joining(" "));
      case SubmissionRefusal.AlreadyMember(String access, String group) ->
          "%s already has %s: they were added to the group %s outside Hourkey."
              .formatted(name, access, group);
      case SubmissionRefusal.AlreadyActive(String access) -> name + " already has " + access + ".";
      case SubmissionRefusal.AlreadyScheduled(String access, Instant startsAt) ->
          "%s already has %s scheduled: it starts %s. To change the time, end it first."
              .formatted(name, access, startsAt);
      case SubmissionRefusal.AlreadyRequested(String access) ->
          "%s was already requested for %s, and waits for a decision.".formatted(access, name);
      case SubmissionRefusal.ForOther _,
          SubmissionRefusal.NotIdentified _,
          SubmissionRefusal.SentBeforeRestore _,
          SubmissionRefusal.FormCorrected _,
          SubmissionRefusal.StillFailing _,
          SubmissionRefusal.NotRequestable _,
          SubmissionRefusal.Unavailable _,
          SubmissionRefusal.BeneficiaryUnknown _,
          SubmissionRefusal.NoSuchRequest _,
          SubmissionRefusal.RequestExpired _,
          SubmissionRefusal.AlreadyApproved _,
          SubmissionRefusal.AlreadyDenied _,
          SubmissionRefusal.AlreadyCancelled _,
          SubmissionRefusal.NotAnApprover _,
          SubmissionRefusal.NotRequester _,
          SubmissionRefusal.NoReview _,
          SubmissionRefusal.NoReviewers _,
          SubmissionRefusal.AlreadyReviewed _,
          SubmissionRefusal.NoSuchGrant _,
          SubmissionRefusal.NothingToEnd _,
          SubmissionRefusal.NotHolder _,
          SubmissionRefusal.NotRevocable _,
          SubmissionRefusal.NotOperator _,
          SubmissionRefusal.AlreadyEnding _,
          SubmissionRefusal.OfAccess _,
          SubmissionRefusal.InOwnFile _ ->
          why.sentence(); // It says nothing about the requester.
    };
  }

  private static String byPolicy(String name, Refusal why) {
    return switch (why) {
      case Refusal.NotEligible _ -> name + " is not eligible for this access.";
      case Refusal.Excluded _ -> name + " is excluded from this access.";
      case Refusal.ChatGuest _ ->
          name + " is a guest of this workspace; guests can't have this access.";
      case Refusal.NobodyCanApprove(String approvers) ->
          "Nobody could approve this request: besides you and %s, too few people with an enabled account are approvers (%s)."
              .formatted(name, approvers);
      case Refusal.NoManager _ ->
          "The manager of %s must approve it, but Entra names none.".formatted(name);
      case Refusal.NotForOthers _,
          Refusal.DurationNotOffered _,
          Refusal.NoBreakGlass _,
          Refusal.JustificationTooShort _,
          Refusal.JustificationTooLong _,
          Refusal.JustificationMismatch _,
          Refusal.TicketNotNamed _,
          Refusal.TicketMissing _,
          Refusal.TicketClosed _,
          Refusal.TicketMoved _,
          Refusal.StartNotOffered _,
          Refusal.StartTooFar _,
          Refusal.LimitReached _,
          Refusal.CoolingDown _,
          Refusal.OwnRequest _,
          Refusal.NotApprover _,
          Refusal.GuestApprover _,
          Refusal.UserTypeUnknown _,
          Refusal.NotEscalated _,
          Refusal.AlreadyApproved _,
          Refusal.NeededLater _,
          Refusal.NotShorter _,
          Refusal.OwnBreakGlass _,
          Refusal.NotReviewer _,
          Refusal.GuestReviewer _,
          Refusal.OtherStage _,
          Refusal.RequesterMissing _,
          Refusal.RequesterDisabled _,
          Refusal.RequesterNotEligible _,
          Refusal.RulesUnknown _,
          Refusal.RequesterExcluded _,
          Refusal.SenderNotAllowed _,
          Refusal.RequesterChatGuest _,
          Refusal.DurationTooLong _,
          Refusal.NoApproversLeft _,
          Refusal.ApproverMissing _,
          Refusal.ApproverTypeUnknown _,
          Refusal.TooFewValidApprovals _,
          Refusal.OfSignIn _ ->
          why.sentence(); // It says nothing about the requester, or names them.
    };
  }

  /** Why the person who was named can't be identified. */
  static String sentence(IdentityRefusal why) {
    return switch (why) {
      case IdentityRefusal.NoAccount(String mail) ->
          "No Entra account has the address " + mail + ".";
      case IdentityRefusal.SeveralAccounts(String mail) ->
          "More than one Entra account has the address " + mail + ".";
      case IdentityRefusal.AccountDisabled _ ->
          "The Entra account of the person you chose is disabled.";
      case IdentityRefusal.AccountGone _ ->
          "The Entra account of the person you chose no longer exists.";
      case IdentityRefusal.StatusUnreadable _ -> why.sentence();
      case IdentityRefusal.ByChat _,
          IdentityRefusal.ChatGuest _,
          IdentityRefusal.LinkedToAnother _ ->
          "Hourkey can't match the person you chose to an Entra account. They can see why with"
              + " `/aws-access`.";
    };
  }
}

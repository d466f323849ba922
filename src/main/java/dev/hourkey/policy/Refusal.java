package dev.hourkey.policy;

import dev.hourkey.text.Counted;
import dev.hourkey.text.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Every reason for which a policy refuses something, with its sentence. */
public sealed interface Refusal {
  /** The refusals that concern the sign-in for a decision; they are in a file of their own. */
  sealed interface OfSignIn extends Refusal permits SignInRefusal {}

  // For somebody who requests access.

  record NotEligible() implements Refusal {}

  record Excluded() implements Refusal {}

  /** Refuses somebody who may not request this access for others. */
  record NotForOthers() implements Refusal {}

  record ChatGuest() implements Refusal {}

  /** {@code approvers} names those who would have to approve, in words. */
  record NobodyCanApprove(String approvers) implements Refusal {}

  record NoManager() implements Refusal {}

  record DurationNotOffered() implements Refusal {}

  /** Also used right before the member is added. */
  record NoBreakGlass() implements Refusal {}

  record JustificationTooShort(int minLength) implements Refusal {}

  record JustificationTooLong(int maxLength) implements Refusal {}

  /** {@code form} is an example of a justification or, without one, the pattern. */
  record JustificationMismatch(String form) implements Refusal {}

  /** Like the other refusals about tickets below, also used right before the member is added. */
  record TicketNotNamed(List<String> projects) implements Refusal {}

  record TicketMissing(String key) implements Refusal {}

  record TicketClosed(String key, String status) implements Refusal {}

  /** A ticket that was moved to a project that does not count. */
  record TicketMoved(String key) implements Refusal {}

  // For somebody who requests or approves, and right before the member is added.

  record StartNotOffered() implements Refusal {}

  record StartTooFar(Duration startAhead) implements Refusal {}

  /**
   * The person would have this access for longer than the limit allows.
   *
   * @param left the longest access that is still possible at that time
   * @param possible when access of the requested length is possible; empty if it never is
   */
  record LimitReached(
      Duration total, Duration within, Duration left, Duration wanted, Optional<Instant> possible)
      implements Refusal {}

  /** The pause after the last grant of this access is not over. */
  record CoolingDown(Duration coolDown, Instant until) implements Refusal {}

  // For somebody who approves or denies.

  record OwnRequest() implements Refusal {}

  record NotApprover() implements Refusal {}

  /** A guest in the tenant who is not named in the policy. */
  record GuestApprover() implements Refusal {}

  /** An account for which Entra does not say whether it is a guest. */
  record UserTypeUnknown() implements Refusal {}

  /**
   * Somebody who may approve only if nobody else does for a while, and not enough time has passed
   * yet.
   */
  record NotEscalated() implements Refusal {}

  record AlreadyApproved() implements Refusal {}

  /** A later stage could not be approved without this person; stages count from 1. */
  record NeededLater(int stage) implements Refusal {}

  record NotShorter() implements Refusal {}

  // For somebody who reviews break-glass access.

  record OwnBreakGlass() implements Refusal {}

  record NotReviewer() implements Refusal {}

  /** A guest in the tenant who is not named in the policy. */
  record GuestReviewer() implements Refusal {}

  /**
   * An approver of another stage than the current one.
   *
   * @param stage the number of the current stage, from 1
   * @param approvers who may approve it, in words
   */
  record OtherStage(int stage, int stages, String approvers) implements Refusal {}

  // Also used right before the member is added.

  record RequesterMissing() implements Refusal {}

  record RequesterDisabled() implements Refusal {}

  record RequesterNotEligible() implements Refusal {}

  /**
   * It is unknown whether an override applies.
   *
   * @param why as a clause
   */
  record RulesUnknown(String why) implements Refusal {}

  record RequesterExcluded() implements Refusal {}

  /** The person who requested it for somebody else may no longer do so. */
  record SenderNotAllowed() implements Refusal {}

  record RequesterChatGuest() implements Refusal {}

  record DurationTooLong() implements Refusal {}

  record NoApproversLeft() implements Refusal {}

  record ApproverMissing() implements Refusal {}

  record ApproverTypeUnknown() implements Refusal {}

  record TooFewValidApprovals() implements Refusal {}

  /** The reason, as a clause of a sentence. */
  default String clause() {
    return switch (this) {
      case NotEligible _ -> "you're not eligible for this access";
      case Excluded _ -> "you're excluded from this access";
      case NotForOthers _ -> "you can't request this access for others";
      case ChatGuest _ -> "guests of this workspace can't request this access";
      case NobodyCanApprove(String approvers) ->
          "nobody could approve this request: besides you, too few people with an enabled account"
              + " are approvers ("
              + approvers
              + ")";
      case NoManager _ -> "your manager must approve it, but Entra names no manager for you";
      case DurationNotOffered _ ->
          "this access isn't offered for that long; choose one of the listed durations";
      case NoBreakGlass _ -> "nobody may get this access by break-glass";
      case JustificationTooShort(int minLength) ->
          "the reason needs at least " + Counted.of(minLength, "character");
      case JustificationTooLong(int maxLength) ->
          "the reason may have at most " + Counted.of(maxLength, "character");
      case JustificationMismatch(String form) -> "the reason must look like " + form;
      case TicketNotNamed(List<String> projects) ->
          "the reason must name an open ticket of %s, like %s-42"
              .formatted(String.join(" or ", projects), projects.getFirst());
      case TicketMissing(String key) -> "the ticket " + key + " does not exist";
      case TicketClosed(String key, String status) ->
          "the ticket " + key + " is no longer open (" + status + ")";
      case TicketMoved(String key) ->
          "the ticket was moved and is now " + key + ", whose project is not accepted";
      case StartNotOffered _ -> "this access can only start at once, and can't be scheduled";
      case StartTooFar(Duration startAhead) ->
          "this access may start at most %s ahead".formatted(DurationText.words(startAhead));
      case LimitReached(
              Duration total,
              Duration within,
              Duration left,
              Duration wanted,
              Optional<Instant> possible) ->
          "one person may have this access for %s in %s, and %s left%s"
              .formatted(
                  DurationText.words(total),
                  DurationText.words(within),
                  left.isZero() ? "nothing is" : DurationText.words(left) + " of that is",
                  possible
                      .map(from -> "; " + DurationText.words(wanted) + " is possible from " + from)
                      .orElse(""));
      case CoolingDown(Duration coolDown, Instant until) ->
          "there is a pause of %s between grants of this access; the next one can start from %s"
              .formatted(DurationText.words(coolDown), until);
      case OwnRequest _ ->
          "you can't approve or deny your own request; another approver must decide";
      case OwnBreakGlass _ -> "you can't review your own break-glass access; somebody else must";
      case NotReviewer _ ->
          "you're not a reviewer of break-glass access here, so nothing was changed";
      case GuestReviewer _ ->
          "guests can't review break-glass access unless the policy file names them, so nothing was"
              + " changed";
      case NotApprover _ -> "you're not an approver for this access, so nothing was changed";
      case GuestApprover _ ->
          "guests can't approve or deny unless the policy file names them, so nothing was changed";
      case UserTypeUnknown _ ->
          "Entra does not say whether your account is a guest, so nothing was changed";
      case NotEscalated _ ->
          "you can decide on this only if its approvers don't decide for a while, so nothing"
              + " was changed";
      case NeededLater(int stage) ->
          "you are needed for stage %d, so somebody else must approve this one".formatted(stage);
      case AlreadyApproved _ -> "you already approved this request; another approver must decide";
      case NotShorter _ ->
          "an approval can only be for the requested duration or a shorter one that is offered";
      case OfSignIn refusal -> refusal.clause();
      case OtherStage(int stage, int stages, String approvers) ->
          "this request is waiting for %s (stage %d of %d), so nothing was changed"
              .formatted(approvers, stage, stages);
      case RequesterMissing _ -> "the requester's Entra account no longer exists";
      case RequesterDisabled _ -> "the requester's Entra account is disabled";
      case RequesterNotEligible _ -> "the requester is no longer eligible for it";
      case RulesUnknown(String why) -> "Hourkey can't tell which rules apply: " + why;
      case SenderNotAllowed _ -> "the person who requested it may no longer request it for others";
      case RequesterExcluded _ -> "the requester is excluded from it";
      case RequesterChatGuest _ -> "guests of this workspace can no longer request it";
      case NoApproversLeft _ -> "the policy no longer names approvers for it";
      case DurationTooLong _ -> "it can no longer be granted for that long";
      case ApproverMissing _ -> "the Entra account of an approver no longer exists";
      case ApproverTypeUnknown _ -> "Entra does not say whether an approver's account is a guest";
      case TooFewValidApprovals _ -> "too few of its approvals are still valid";
    };
  }

  /** Whether others can fix the cause, but the reader can't. */
  default boolean needsHelp() {
    return this instanceof NotEligible
        || this instanceof Excluded
        || this instanceof NotForOthers
        || this instanceof ChatGuest
        || this instanceof NobodyCanApprove
        || this instanceof NoManager;
  }

  /** The clause as a sentence of its own. */
  default String sentence() {
    String clause = clause();
    return Character.toUpperCase(clause.charAt(0)) + clause.substring(1) + ".";
  }
}

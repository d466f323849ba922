package dev.hourkey.policy;

/** Every reason for which a policy refuses, and the only place with the words for it. */
public sealed interface Refusal {
  // To somebody who requests access.

  record NotEligible() implements Refusal {}

  record DurationNotOffered() implements Refusal {}

  record JustificationTooShort(int minLength) implements Refusal {}

  record JustificationTooLong(int maxLength) implements Refusal {}

  /**
   * @param form what a justification must look like: an example or, without one, the pattern
   */
  record JustificationMismatch(String form) implements Refusal {}

  // To somebody who approves or denies.

  record OwnRequest() implements Refusal {}

  record NotApprover() implements Refusal {}

  // Also at the moment when the member would be added.

  record RequesterMissing() implements Refusal {}

  record RequesterDisabled() implements Refusal {}

  record RequesterNotEligible() implements Refusal {}

  record DurationTooLong() implements Refusal {}

  record ApproverMissing() implements Refusal {}

  record TooFewValidApprovals() implements Refusal {}

  /** The reason, to be put into a sentence. */
  default String clause() {
    return switch (this) {
      case NotEligible _ -> "you're not eligible for this access";
      case DurationNotOffered _ ->
          "this access isn't offered for that long; choose one of the listed durations";
      case JustificationTooShort(int minLength) ->
          "the reason needs at least " + minLength + " characters";
      case JustificationTooLong(int maxLength) ->
          "the reason may have at most " + maxLength + " characters";
      case JustificationMismatch(String form) -> "the reason must look like " + form;
      case OwnRequest _ ->
          "you can't approve or deny your own request; another approver must decide";
      case NotApprover _ -> "you're not an approver for this access, so nothing was changed";
      case RequesterMissing _ -> "the requester's Entra account no longer exists";
      case RequesterDisabled _ -> "the requester's Entra account is disabled";
      case RequesterNotEligible _ -> "the requester is no longer eligible for it";
      case DurationTooLong _ -> "it can no longer be granted for that long";
      case ApproverMissing _ -> "the Entra account of an approver no longer exists";
      case TooFewValidApprovals _ -> "too few of its approvals are still valid";
    };
  }

  /** The same as a sentence of its own. */
  default String sentence() {
    String clause = clause();
    return Character.toUpperCase(clause.charAt(0)) + clause.substring(1) + ".";
  }
}

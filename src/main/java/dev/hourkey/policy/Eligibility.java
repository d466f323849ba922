package dev.hourkey.policy;

import java.util.Optional;

/** Whether a person may request access to an entitlement at all, or why not. */
public enum Eligibility {
  ELIGIBLE,

  /** No entry of {@code eligible} includes the person. */
  NOT_NAMED,

  /** An entry of {@code excluded} includes them. */
  EXCLUDED,

  /** Somebody else sent the request, and no entry of {@code on_behalf_of} includes the sender. */
  SENDER_NOT_NAMED,

  /** The person is a guest in Slack, and {@code slack_guests} is not set. */
  CHAT_GUEST;

  /** Why they may not request it; empty if they may. */
  Optional<Refusal> refusal() {
    return switch (this) {
      case ELIGIBLE -> Optional.empty();
      case NOT_NAMED -> Optional.of(new Refusal.NotEligible());
      case EXCLUDED -> Optional.of(new Refusal.Excluded());
      case SENDER_NOT_NAMED -> Optional.of(new Refusal.NotForOthers());
      case CHAT_GUEST -> Optional.of(new Refusal.ChatGuest());
    };
  }

  /** Why their request may no longer be granted; empty if it may. */
  Optional<Refusal> refusalOfGrant() {
    return switch (this) {
      case ELIGIBLE -> Optional.empty();
      case NOT_NAMED -> Optional.of(new Refusal.RequesterNotEligible());
      case EXCLUDED -> Optional.of(new Refusal.RequesterExcluded());
      case SENDER_NOT_NAMED -> Optional.of(new Refusal.SenderNotAllowed());
      case CHAT_GUEST -> Optional.of(new Refusal.RequesterChatGuest());
    };
  }
}

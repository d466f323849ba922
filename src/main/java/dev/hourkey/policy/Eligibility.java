package dev.hourkey.policy;

/** Whether a person may request an access at all, or why not. */
public enum Eligibility {
  ELIGIBLE,

  /** No entry of {@code eligible} includes them. */
  NOT_NAMED,

  /** An entry of {@code excluded} includes them. */
  EXCLUDED,

  /** They are a guest in Slack, and {@code slack_guests} is not set. */
  CHAT_GUEST
}

package dev.hourkey.grant;

/**
 * Open grants by what is next for them. Each queue has workers of its own, so none delays another.
 */
public enum GrantQueue {
  /** They are scheduled, or being added and carried to AWS. */
  PROVISIONING,
  /** They are live, or to be removed from Entra. */
  ENDING,
  /** They are removed from Entra, and AWS may still show them. */
  CLEARING
}

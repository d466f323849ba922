package dev.hourkey.grant;

/** Which workers work on a grant: each stage has its own, so that none delays another. */
public enum Stage {
  /** It is being added and carried to AWS. */
  PROVISIONING,
  /** It is live, or to be removed from Entra. */
  ENDING,
  /** It is removed from Entra, and may still be shown by AWS. */
  CLEARING
}

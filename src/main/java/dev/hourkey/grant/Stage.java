package dev.hourkey.grant;

/** Who works on a grant: each stage has workers of its own, so that none holds up another. */
public enum Stage {
  /** It is being added and carried to AWS. */
  PROVISIONING,
  /** It is live, or to be removed from Entra. */
  ENDING,
  /** Entra has let go; AWS is looked at. */
  CLEARING
}

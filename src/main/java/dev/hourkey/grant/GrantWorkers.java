package dev.hourkey.grant;

/** Looks at grants that are due, with workers for each stage. */
public interface GrantWorkers {
  /**
   * Has the workers of a stage look for due grants once the caller's transaction has committed.
   * They look every second anyway.
   */
  void wake(Stage stage);

  /** Which workers work on a grant: each stage has its own, so that none delays another. */
  enum Stage {
    /** It is being added and carried to AWS. */
    PROVISIONING,
    /** It is live, or to be removed from Entra. */
    ENDING,
    /** It is removed from Entra, and may still be shown by AWS. */
    CLEARING
  }
}

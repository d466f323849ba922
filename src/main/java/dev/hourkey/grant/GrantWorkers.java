package dev.hourkey.grant;

/** Looks at grants that are due, with workers for each stage. */
public interface GrantWorkers {
  /**
   * Has the workers of a stage look for due grants once the caller's transaction has committed.
   * They look every second anyway.
   */
  void wake(Stage stage);
}

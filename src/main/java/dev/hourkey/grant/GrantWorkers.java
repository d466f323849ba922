package dev.hourkey.grant;

/** Looks at grants that are due, with workers for each queue. */
public interface GrantWorkers {
  /**
   * Has the workers of a queue look for due grants once the caller's transaction has committed.
   * They look every second anyway.
   */
  void wake(GrantQueue queue);
}

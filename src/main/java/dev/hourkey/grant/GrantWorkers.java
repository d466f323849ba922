package dev.hourkey.grant;

/** Checks grants that are due, with workers for each queue. */
public interface GrantWorkers {
  /**
   * Makes the workers of a queue look for due grants once the caller's transaction has committed.
   * They also look every second.
   */
  void wake(GrantQueue queue);
}

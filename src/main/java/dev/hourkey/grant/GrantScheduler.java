package dev.hourkey.grant;

import java.time.Instant;
import java.util.UUID;

/** Schedules work on grants, for the workers of each stage. */
public interface GrantScheduler {
  /** Has a grant looked at, once the caller's transaction has committed. */
  void schedule(UUID grant, Stage stage, Instant when);
}

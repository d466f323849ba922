package dev.hourkey.grant;

import java.time.Instant;
import java.util.UUID;

/** Wakes the reconciler. */
public interface GrantAlarm {
  /** Has a grant looked at, once the caller's transaction has committed. */
  void ring(UUID grant, Instant when);
}

package dev.hourkey.grant;

import java.time.Instant;
import java.util.UUID;

/**
 * Wakes the reconciler, by workers of their own for what begins and for what ends, so that no crowd
 * of askers holds up a removal.
 */
public interface GrantAlarm {
  /** Has a grant that is to begin looked at, once the caller's transaction has committed. */
  void ringBegin(UUID grant, Instant when);

  /** Has a grant that is live or ending looked at, once the caller's transaction has committed. */
  void ringEnd(UUID grant, Instant when);
}

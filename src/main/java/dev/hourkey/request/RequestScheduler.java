package dev.hourkey.request;

import java.time.Instant;
import java.util.UUID;

/** Wakes what judges and what lapses. */
public interface RequestScheduler {
  /** Has a submission judged, once the caller's transaction has committed. */
  void process(UUID submission, Instant when);

  /** Has a request looked at, for a reminder or because it lapses. */
  void wake(UUID request, Instant when);
}

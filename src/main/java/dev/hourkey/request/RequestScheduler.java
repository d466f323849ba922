package dev.hourkey.request;

import java.time.Instant;
import java.util.UUID;

/** Has work on submissions and requests done once the caller's transaction has committed. */
public interface RequestScheduler {
  /** Has a submission processed. */
  void process(UUID submission, Instant when);

  /** Has the approvers of a request reminded, or the request expire. */
  void wake(UUID request, Instant when);
}

package dev.hourkey.request;

import java.time.Instant;
import java.util.Optional;

/**
 * The only reminder that a requester may send to the approvers of a request.
 *
 * @param offered whether the request has waited for long enough
 * @param sentAt when it was sent
 */
public record Nudge(boolean offered, Optional<Instant> sentAt) {
  /** Whether the requester can send it now. */
  public boolean possible() {
    return offered && sentAt.isEmpty();
  }
}

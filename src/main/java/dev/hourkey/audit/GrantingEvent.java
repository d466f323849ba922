package dev.hourkey.audit;

import java.time.Duration;
import java.util.UUID;

/**
 * Operators pause granting in an incident, and resume it. {@code by} is the object id of a person
 * or, for COMMAND_LINE, the name that was given; {@code role} is OPERATOR or COMMAND_LINE.
 */
public sealed interface GrantingEvent extends AuditEvent.InOwnFile {
  /**
   * Granting was paused: from now on nothing is granted, but access ends as usual. Recorded again,
   * with the same subject, when an operator confirms the pause.
   */
  record GrantingPaused(UUID subject, String by, String role, String reason)
      implements GrantingEvent {}

  /** Granting was resumed, after a pause of {@code lasted}. */
  record GrantingResumed(UUID subject, String by, String role, String reason, Duration lasted)
      implements GrantingEvent {}
}

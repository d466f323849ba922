package dev.hourkey.audit;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Events about break-glass access, all of which deserve attention. The subject is the request. */
public sealed interface BreakGlassEvent extends AuditEvent.InOwnFile {
  /**
   * Somebody got access at once, without approvals.
   *
   * @param ticket the open ticket that the justification had to name
   * @param reviewBy who is to review it, in words
   */
  record BreakGlassUsed(
      UUID subject,
      PersonId requester,
      String entitlement,
      EntraGroup group,
      Duration duration,
      String justification,
      Optional<String> ticket,
      String reviewBy,
      Instant reviewDueAt)
      implements BreakGlassEvent {}

  /** The review is not done in time; reviewers are reminded until it is. */
  record BreakGlassReviewLate(UUID subject, String entitlement, Instant dueAt)
      implements BreakGlassEvent {}

  /** Nobody can review the access, because no reviewer is left besides the holder. */
  record BreakGlassReviewImpossible(UUID subject, String entitlement) implements BreakGlassEvent {}

  record BreakGlassReviewed(
      UUID subject,
      PersonId holder,
      PersonId reviewer,
      boolean justified,
      String comment,
      boolean late)
      implements BreakGlassEvent {}
}

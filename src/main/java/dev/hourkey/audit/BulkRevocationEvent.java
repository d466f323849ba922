package dev.hourkey.audit;

import dev.hourkey.person.PersonId;
import java.util.Optional;
import java.util.UUID;

/**
 * The events of a bulk revocation: an operator revoked all access of one person or to one
 * entitlement. Each event deserves attention. {@code by} and {@code role} are as in {@code
 * grant_revoked}.
 */
public sealed interface BulkRevocationEvent extends AuditEvent.InOwnFile {
  /** Marks the most important events, so that readers of the trail can search for them. */
  String HIGH = "high";

  /**
   * A bulk revocation began. A {@code grant_revoked} or {@code request_stopped} follows for each
   * grant and request.
   *
   * @param severity always {@value #HIGH}
   * @param person whose access is revoked; empty if it is about an entitlement
   */
  record BulkRevocationBegun(
      UUID subject,
      String severity,
      Optional<PersonId> person,
      Optional<String> entitlement,
      String by,
      String role,
      String reason)
      implements BulkRevocationEvent {}

  /** It stopped a request that was not decided yet. The subject is the request. */
  record RequestStopped(
      UUID subject,
      UUID revocation,
      PersonId requester,
      String entitlement,
      String by,
      String role,
      String reason)
      implements BulkRevocationEvent {}

  /**
   * Every grant has ended.
   *
   * @param grants how many ended, including those that were already ending
   * @param kept how many of them ended without a removal, because the membership is standing
   * @param requests how many requests were stopped
   */
  record BulkRevocationDone(UUID subject, long grants, long kept, long requests)
      implements BulkRevocationEvent {}
}

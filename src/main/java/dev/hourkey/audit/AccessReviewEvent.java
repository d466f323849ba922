package dev.hourkey.audit;

import dev.hourkey.person.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Events of a review of who may request what. The subject is the review. */
public sealed interface AccessReviewEvent extends AuditEvent.InOwnFile {
  /**
   * A review began.
   *
   * @param listed how many decisions are needed, one for each person and entitlement
   * @param unlisted entries of the policy file whose people could not be listed
   * @param policyDigest the digest of the policy file in force
   * @param snapshot the SHA-256 of everything that has to be decided
   */
  record AccessReviewBegun(
      UUID subject,
      PersonId by,
      List<String> entitlements,
      int listed,
      List<String> unlisted,
      String policyDigest,
      String snapshot,
      Instant dueAt)
      implements AccessReviewEvent {}

  /**
   * Somebody decided whether a person still needs to be able to request an entitlement.
   *
   * @param entries the entries of the policy file that name the person
   * @param keep false if the person is to be removed
   */
  record AccessReviewDecided(
      UUID subject,
      PersonId reviewer,
      PersonId person,
      String personName,
      String entitlement,
      List<String> entries,
      boolean keep,
      String comment)
      implements AccessReviewEvent {}

  /** A review was closed; the policy's owner has to make the changes. */
  record AccessReviewClosed(
      UUID subject, PersonId by, int kept, int removed, int undecided, String comment)
      implements AccessReviewEvent {}
}

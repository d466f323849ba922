package dev.hourkey.audit;

import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.SignInProof;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that happened, with exactly its fields. The record's name, in snake case, is its type
 * in the trail; names and fields are never changed once released.
 */
public sealed interface AuditEvent {
  /** Events whose records are in a separate file. */
  sealed interface InOwnFile extends AuditEvent
      permits AccessReviewEvent,
          BreakGlassEvent,
          BulkRevocationEvent,
          CheckpointEvent,
          DiscussionEvent,
          DriftEvent,
          ExportEvent,
          GrantingEvent,
          PendingRequestEvent,
          PersonEvent,
          PolicyEvent,
          ProgramEvent {}

  /**
   * The request, grant, incident, finding or person (by Entra object id) that the event is about.
   */
  UUID subject();

  /**
   * Somebody requested access.
   *
   * @param startsAt when it is to begin, if not at once
   * @param ticket the open ticket that the justification had to name
   * @param override the override that applied, by its line and condition
   * @param stages what each stage needs, in words
   * @param together an id that requests share if they were submitted together; empty for a single
   *     request
   * @param sentBy who sent the request on the requester's behalf; {@code request_refused} has this
   *     field as well
   * @param extendsGrant the grant that it would extend, to a total of {@code duration}
   */
  record AccessRequested(
      UUID subject,
      PersonId requester,
      String entitlement,
      String entitlementName,
      boolean highRisk,
      EntraGroup group,
      AwsAccess opens,
      Duration duration,
      Optional<Instant> startsAt,
      String justification,
      Optional<String> ticket,
      Optional<String> override,
      Instant expiresAt,
      List<String> stages,
      boolean chatGuest,
      Optional<UUID> together,
      Optional<PersonId> sentBy,
      Optional<UUID> extendsGrant)
      implements AuditEvent {}

  /** A request was refused; the requester was told the reason. */
  record RequestRefused(
      UUID subject,
      PersonId requester,
      Optional<PersonId> sentBy,
      String entitlement,
      String reason)
      implements AuditEvent {}

  /**
   * Somebody approved or denied a request. {@code signIn} is what Entra said about the sign-in;
   * empty for a click in the chat.
   */
  record RequestReviewed(
      UUID subject,
      PersonId reviewer,
      boolean approved,
      Duration duration,
      String reason,
      StageProgress stage,
      Optional<String> override,
      Optional<SignInProof> signIn)
      implements AuditEvent {}

  /** Somebody was not allowed to decide; they were told the reason. */
  record ReviewRefused(UUID subject, PersonId reviewer, String reason) implements AuditEvent {}

  /**
   * A submission of the kind {@code what} was refused. The subject is its request or grant, or an
   * id derived from its content.
   */
  record SubmissionRefused(UUID subject, String team, String user, String what, String reason)
      implements AuditEvent {}

  /** Only this many refusals of a user, or of all users ({@code *}), were recorded in this hour. */
  record RefusalsNotRecorded(UUID subject, String sender, int recorded) implements AuditEvent {}

  /** A request was approved. {@code approvers} are the people whose approvals count. */
  record RequestApproved(UUID subject, List<PersonId> approvers) implements AuditEvent {}

  /**
   * Nobody approved the stage with this number for a while, so the people in {@code to} may approve
   * it as well.
   */
  record RequestEscalated(UUID subject, int stage, int stages, String to) implements AuditEvent {}

  record RequestDenied(UUID subject, PersonId by, String reason) implements AuditEvent {}

  record RequestCancelled(UUID subject, PersonId by) implements AuditEvent {}

  /** A new version of the policy file no longer allows a request that was not decided yet. */
  record RequestEndedByPolicy(UUID subject, String because) implements AuditEvent {}

  record RequestExpired(UUID subject) implements AuditEvent {}

  /**
   * A request was approved, or needed no approval, and became a grant.
   *
   * @param startsAt when it begins, if that is later
   * @param together as in {@code access_requested}
   */
  record GrantOpened(
      UUID subject,
      UUID request,
      PersonId holder,
      String entitlement,
      EntraGroup group,
      AwsAccess opens,
      Duration duration,
      Optional<Instant> startsAt,
      Instant deadline,
      Optional<UUID> together)
      implements AuditEvent {}

  /** A scheduled grant begins: its request is evaluated again, and its member is to be added. */
  record GrantStarting(UUID subject, PersonId holder) implements AuditEvent {}

  /** Entra accepted the membership. */
  record MemberAdded(UUID subject, PersonId holder, EntraGroup group) implements AuditEvent {}

  /**
   * AWS showed the membership; {@code afterApproval} is how long the holder waited since the
   * approval, or since the start of a scheduled grant.
   */
  record GrantActive(UUID subject, Instant endsAt, Duration afterApproval) implements AuditEvent {}

  /** An approved request moved the end of active access. */
  record GrantExtended(UUID subject, UUID request, PersonId holder, Instant from, Instant until)
      implements AuditEvent {}

  /**
   * Somebody other than the holder ended a grant early. A {@code grant_ending} follows.
   *
   * @param by the object id of a person or, for COMMAND_LINE, the name that was given
   * @param role APPROVER, OPERATOR, SENDER (who requested it for the holder) or COMMAND_LINE
   */
  record GrantRevoked(
      UUID subject, PersonId holder, String entitlement, String by, String role, String reason)
      implements AuditEvent {}

  /** Somebody was not allowed to revoke a grant; they were told the reason. */
  record RevocationRefused(UUID subject, PersonId by, String reason) implements AuditEvent {}

  record GrantEnding(UUID subject, String cause, String by) implements AuditEvent {}

  /** Entra accepted the removal, or showed that there was nothing left to remove. */
  record MemberRemoved(UUID subject, PersonId holder, EntraGroup group) implements AuditEvent {}

  /** The membership was left alone, because another grant or somebody else still needs it. */
  record MemberKept(UUID subject, PersonId holder, EntraGroup group, String why)
      implements AuditEvent {}

  record GrantEnded(UUID subject, String cause) implements AuditEvent {}

  /** AWS showed the membership again after the grant had ended. Hourkey removes it once more. */
  record MemberReturned(UUID subject, PersonId holder, EntraGroup group) implements AuditEvent {}

  /** The end is this long overdue; Hourkey keeps trying. */
  record EndOverdue(UUID subject, Duration late) implements AuditEvent {}

  /**
   * A superseded attempt's addition took effect late. Hourkey removes the member unless a grant
   * needs the membership.
   */
  record MemberAddedLate(UUID subject, PersonId holder, EntraGroup group) implements AuditEvent {}

  /**
   * A removal took effect although its attempt was superseded or its lease had run out. Hourkey
   * adds the member again if a grant needs the membership.
   */
  record MemberRemovedLate(UUID subject, PersonId holder, EntraGroup group) implements AuditEvent {}

  /** The membership was removed from AWS directly, ahead of Entra. */
  record MemberRemovedInAws(UUID subject, PersonId holder, EntraGroup group)
      implements AuditEvent {}

  /** The membership was added to AWS directly, because Entra no longer sent it. */
  record MemberRestoredInAws(UUID subject, PersonId holder, EntraGroup group)
      implements AuditEvent {}

  record OrphanRemoved(UUID subject, PersonId holder, EntraGroup group) implements AuditEvent {}

  /** Entra's SCIM job has stopped; the subject is the incident. */
  record ProvisioningStopped(UUID subject, String why) implements AuditEvent {}

  record ProvisioningResumed(UUID subject) implements AuditEvent {}

  /** Hourkey cannot tell whether Entra's SCIM job runs; the subject is the incident. */
  record ProvisioningUnseen(UUID subject, String why) implements AuditEvent {}

  record ProvisioningSeen(UUID subject) implements AuditEvent {}

  /** Hourkey's own credentials for a vendor do not work; the subject is the incident. */
  record CredentialsFailed(UUID subject, String vendor, String why) implements AuditEvent {}

  record CredentialsRestored(UUID subject, String vendor) implements AuditEvent {}

  /** A vendor does not provide what the catalog needs; the subject is the incident. */
  record VendorFailed(UUID subject, String vendor, String why) implements AuditEvent {}

  record VendorRecovered(UUID subject, String vendor) implements AuditEvent {}

  /** A verification of this trail failed; {@code seq} is the first missing or changed entry. */
  record AuditTrailBroken(UUID subject, long seq, String why) implements AuditEvent {}

  record AuditTrailIntact(UUID subject) implements AuditEvent {}

  /** Other records, such as access reviews, differ from this trail. {@code what} describes how. */
  record RecordsDiffer(UUID subject, String what) implements AuditEvent {}

  record RecordsAgree(UUID subject) implements AuditEvent {}
}

package dev.hourkey.audit;

import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
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
  /**
   * What the event is about: a request, a grant, an incident or, as an Entra object id, a person.
   */
  UUID subject();

  /**
   * A Slack user was linked to an Entra account, so what they do counts as that account's.
   *
   * @param cause FIRST_CONTACT, ACCOUNT_GONE, ACCOUNT_DISABLED, CHAT_USER_GONE or OPERATOR
   * @param formerPerson the account that the Slack user was linked to before
   * @param formerSlackUser the Slack user who was linked to the account before
   * @param by the operator; empty when Hourkey made the link itself
   */
  record PersonLinked(
      UUID subject,
      PersonId person,
      String name,
      String principalName,
      String slackTeam,
      String slackUser,
      Optional<PersonId> formerPerson,
      Optional<String> formerSlackUser,
      String cause,
      Optional<String> by)
      implements AuditEvent {}

  /** An operator removed the link; the Slack user is unknown until the next contact. */
  record PersonUnlinked(
      UUID subject,
      PersonId person,
      String name,
      String principalName,
      String slackTeam,
      String slackUser,
      String by)
      implements AuditEvent {}

  /** Entra shows another name or principal name than before. */
  record PersonRenamed(
      UUID subject,
      PersonId person,
      String name,
      String principalName,
      String formerName,
      String formerPrincipalName)
      implements AuditEvent {}

  /** {@code opens} is everything that was shown to approvers. */
  record AccessRequested(
      UUID subject,
      PersonId requester,
      String entitlement,
      EntraGroup group,
      AwsAccess opens,
      Duration duration,
      String justification,
      Instant expiresAt)
      implements AuditEvent {}

  /** An ask that came to nothing, for the reason the requester was told. */
  record RequestRefused(UUID subject, PersonId requester, String entitlement, String reason)
      implements AuditEvent {}

  /** Slack does not accept the card of a request, so nobody can decide on it. */
  record CardNotPosted(UUID subject, String channel, String why) implements AuditEvent {}

  record RequestReviewed(UUID subject, PersonId reviewer, boolean approved, String reason)
      implements AuditEvent {}

  /** A click that was not allowed to decide, for the reason its maker was told. */
  record ReviewRefused(UUID subject, PersonId reviewer, String reason) implements AuditEvent {}

  /**
   * A click, a form or a command was refused, for the reason that its sender was given.
   *
   * @param subject the request or grant it was about; if there is none, an id derived from its
   *     content
   * @param what ask, approve, deny, withdraw, give_back, revoke or command
   */
  record SubmissionRefused(UUID subject, String team, String user, String what, String reason)
      implements AuditEvent {}

  /**
   * From here on, refusals are not recorded for the rest of an hour.
   *
   * @param sender the workspace and user who was refused, or {@code *} for everybody
   * @param recorded how many were recorded in that hour
   */
  record RefusalsNotRecorded(UUID subject, String sender, int recorded) implements AuditEvent {}

  record RequestApproved(UUID subject, List<PersonId> approvers) implements AuditEvent {}

  record RequestDenied(UUID subject, PersonId by, String reason) implements AuditEvent {}

  record RequestCancelled(UUID subject, PersonId by) implements AuditEvent {}

  record RequestExpired(UUID subject) implements AuditEvent {}

  record GrantOpened(
      UUID subject,
      UUID request,
      PersonId holder,
      String entitlement,
      EntraGroup group,
      AwsAccess opens,
      Duration duration,
      Instant deadline)
      implements AuditEvent {}

  /** Entra accepted the membership. */
  record MemberAdded(UUID subject, PersonId holder, EntraGroup group) implements AuditEvent {}

  /** AWS showed the membership; {@code afterApproval} is what the holder waited. */
  record GrantActive(UUID subject, Instant endsAt, Duration afterApproval) implements AuditEvent {}

  /**
   * Somebody other than the holder ended it early; a {@code grant_ending} belongs to it.
   *
   * @param by the object id of a person or, for COMMAND_LINE, the name that was given
   * @param role APPROVER, OPERATOR or COMMAND_LINE
   */
  record GrantRevoked(
      UUID subject, PersonId holder, String entitlement, String by, String role, String reason)
      implements AuditEvent {}

  /** Somebody was not allowed to revoke a grant, for the reason that they were given. */
  record RevocationRefused(UUID subject, PersonId by, String reason) implements AuditEvent {}

  record GrantEnding(UUID subject, String cause, String by) implements AuditEvent {}

  /** Entra accepted the removal, or showed that there was nothing left to remove. */
  record MemberRemoved(UUID subject, PersonId holder, EntraGroup group) implements AuditEvent {}

  /** The membership was left alone, because another grant or somebody else still needs it. */
  record MemberKept(UUID subject, PersonId holder, EntraGroup group, String why)
      implements AuditEvent {}

  record GrantEnded(UUID subject, String cause) implements AuditEvent {}

  /** AWS showed the membership again after the grant had ended; it is removed once more. */
  record MemberReturned(UUID subject, PersonId holder, EntraGroup group) implements AuditEvent {}

  /** The end is this long overdue; trying goes on. */
  record EndOverdue(UUID subject, Duration late) implements AuditEvent {}

  /** An add of an attempt that was overtaken landed; it is removed where no grant needs it. */
  record MemberAddedLate(UUID subject, PersonId holder, EntraGroup group) implements AuditEvent {}

  /** A removal of an attempt that was overtaken landed; it is made up for where that is needed. */
  record MemberRemovedLate(UUID subject, PersonId holder, EntraGroup group) implements AuditEvent {}

  /** The membership was taken out of AWS itself, ahead of Entra. */
  record MemberRemovedInAws(UUID subject, PersonId holder, EntraGroup group)
      implements AuditEvent {}

  /** The membership was put back into AWS itself, because Entra no longer sent it. */
  record MemberRestoredInAws(UUID subject, PersonId holder, EntraGroup group)
      implements AuditEvent {}

  /** A membership of ours was there while no grant was about it, and was removed. */
  record OrphanRemoved(UUID subject, PersonId holder, EntraGroup group) implements AuditEvent {}

  /** Entra's SCIM job stands still; the subject is the incident. */
  record ProvisioningStopped(UUID subject, String why) implements AuditEvent {}

  record ProvisioningResumed(UUID subject) implements AuditEvent {}

  /** Hourkey cannot tell whether Entra's SCIM job runs; the subject is the incident. */
  record ProvisioningUnseen(UUID subject, String why) implements AuditEvent {}

  record ProvisioningSeen(UUID subject) implements AuditEvent {}

  /** Hourkey's own credentials for a vendor do not work; the subject is the incident. */
  record CredentialsFailed(UUID subject, String vendor, String why) implements AuditEvent {}

  /** A call succeeded again. */
  record CredentialsRestored(UUID subject, String vendor) implements AuditEvent {}

  /**
   * Another version of the policy file is in force.
   *
   * @param digest the SHA-256 of the file; {@code before} is that of the version it replaces, if
   *     any
   */
  record PolicyChanged(UUID subject, String file, String digest, String before)
      implements AuditEvent {}

  /** The policy file has mistakes, so the last valid version stays in force; names the lines. */
  record PolicyBroken(UUID subject, String why) implements AuditEvent {}

  /** The policy file no longer has mistakes. */
  record PolicyFixed(UUID subject) implements AuditEvent {}

  /** A vendor does not provide what the catalog needs; the subject is the incident. */
  record VendorFailed(UUID subject, String vendor, String why) implements AuditEvent {}

  record VendorRecovered(UUID subject, String vendor) implements AuditEvent {}

  /**
   * Entra, AWS and the record differ about a member, and have for longer than the vendors' lag; the
   * subject is the finding.
   *
   * @param member the Entra object id or, where only AWS knows the member, the id there
   * @param name the member's name in Entra or AWS, or the id if neither gave one
   */
  record DriftFound(
      UUID subject, String kind, EntraGroup group, String member, String name, Instant since)
      implements AuditEvent {}

  /**
   * The database is, or may be, older than what Hourkey did.
   *
   * @param lastKnownAt up to when it is known to be complete
   * @param grantsEnded how many grants were ended because their members had not been added yet
   */
  record RestoreFound(
      UUID subject, String evidence, boolean certain, Instant lastKnownAt, int grantsEnded)
      implements AuditEvent {}

  /** After a restore, every member of every group is explained. */
  record RestoreSettled(UUID subject) implements AuditEvent {}

  /**
   * Members that somebody else added were recorded as standing members.
   *
   * @param origin BASELINE at the first comparison of the group, APPEARED later
   */
  record StandingRecorded(UUID subject, EntraGroup group, String origin, List<PersonId> members)
      implements AuditEvent {}

  /**
   * An operator settled a member that the record does not explain; the subject is the finding.
   *
   * @param name the member's name in Entra, or the id if Entra gave none
   * @param settledAs ADOPTED or REMOVED
   */
  record MemberSettled(
      UUID subject, PersonId member, String name, EntraGroup group, String settledAs, String by)
      implements AuditEvent {}

  /**
   * A verification of this trail failed; the subject is the incident.
   *
   * @param seq the first entry that is missing or was changed
   */
  record AuditTrailBroken(UUID subject, long seq, String why) implements AuditEvent {}

  /** A later verification found every entry unchanged. */
  record AuditTrailIntact(UUID subject) implements AuditEvent {}

  /** A difference is gone; {@code removed} when it was Hourkey that removed the member. */
  record DriftResolved(UUID subject, boolean removed) implements AuditEvent {}
}

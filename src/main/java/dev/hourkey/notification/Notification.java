package dev.hourkey.notification;

import java.util.UUID;

/**
 * Something somebody should hear. It carries ids only: whoever delivers it draws it from the rows
 * as they are then, so that a late or repeated delivery never says what is no longer true.
 *
 * <p>Each is one message. Telling the same notification again redraws that message in place.
 */
public sealed interface Notification {
  /** The request or grant, or what was sent in, that it is about. */
  UUID subject();

  /** What operators hear because they have to act: it goes before everything else. */
  sealed interface Alarm extends Notification {}

  /** The card on which approvers decide. */
  record DecisionWanted(UUID subject) implements Notification {}

  /** Approvers are reminded, for the {@code number}th time. */
  record DecisionOverdue(UUID subject, int number) implements Notification {}

  /** The requester's own view of their request. */
  record RequestTaken(UUID subject) implements Notification {}

  /** The requester hears how it was decided. */
  record RequestDecided(UUID subject) implements Notification {}

  /** The holder hears that access works, with everything needed to use it. */
  record GrantActive(UUID subject) implements Notification {}

  /** The holder hears that it takes longer than it should to begin or to end. */
  record GrantSlow(UUID subject) implements Notification {}

  /** The holder hears that the end is near. */
  record GrantEnding(UUID subject) implements Notification {}

  /** The holder hears that it is over. */
  record GrantOver(UUID subject) implements Notification {}

  /** Tells operators that a card cannot be posted, so nobody can decide. */
  record CardNotPosted(UUID subject) implements Alarm {}

  /** Operators hear that an end is overdue. */
  record EndOverdue(UUID subject) implements Alarm {}

  /** Operators hear that many ends are overdue at once; the subject is the hour. */
  record ManyOverdue(UUID subject) implements Alarm {}

  /** Operators hear that AWS shows a membership again after its grant had ended. */
  record AccessReturned(UUID subject) implements Alarm {}

  /** Operators hear that a group is gone while somebody was in it. */
  record GroupGone(UUID subject) implements Alarm {}

  /** Operators hear that nothing reaches AWS; the subject is the incident. */
  record JobStopped(UUID subject) implements Alarm {}

  /**
   * Operators hear that Hourkey cannot tell whether the SCIM job runs; the subject is the incident.
   */
  record JobUnseen(UUID subject) implements Alarm {}

  /** Operators hear that Hourkey's own credentials do not work; the subject is the incident. */
  record CredentialsFailed(UUID subject) implements Alarm {}

  /**
   * Tells operators that the policy file is broken, or that a vendor does not provide what it
   * needs; the subject is the incident.
   */
  record CatalogTrouble(UUID subject) implements Alarm {}

  /** Operators hear that Entra, AWS and the record differ; the subject is the finding. */
  record DriftFound(UUID subject) implements Alarm {}

  /** Tells operators that the audit trail was changed; the subject is the incident. */
  record AuditBroken(UUID subject) implements Alarm {}

  /** Operators hear that the database was restored; the subject is the restore. */
  record DatabaseRestored(UUID subject) implements Alarm {}

  /** Operators hear how many members groups had when they were compared for the first time. */
  record StandingRecorded(UUID subject) implements Alarm {}

  /** Somebody hears why what they sent in came to nothing, or has to wait. */
  record Answer(UUID subject) implements Notification {}
}

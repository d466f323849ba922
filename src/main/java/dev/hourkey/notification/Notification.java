package dev.hourkey.notification;

import java.util.Optional;
import java.util.UUID;

/**
 * A message that somebody should receive. It contains only ids. Its text is rendered from the rows
 * when it is sent, so that a late or repeated delivery never says anything outdated.
 *
 * <p>Each notification is one message. If the same notification is sent again, that message is
 * updated.
 */
public sealed interface Notification {
  /** The id of the request, grant or submission that it is about. */
  UUID subject();

  /**
   * A notification for the operations channel; each operator gets a copy while it cannot be posted
   * there.
   */
  sealed interface ForOperators extends Notification {}

  /** A notification for operators, who have to act. It is sent before all others. */
  sealed interface Alarm extends ForOperators {}

  /** An alarm about something that happened, which is never over. */
  sealed interface Event extends Alarm {}

  /**
   * A copy of a notification for the operations channel, as a direct message to one operator, named
   * by their chat id.
   */
  record OperatorCopy(ForOperators of, String operator) implements Notification {
    @Override
    public UUID subject() {
      return of.subject();
    }
  }

  /**
   * Says in the thread of an alarm that the alarm is over, or that it is back.
   *
   * @param operator whose copy it is, or empty for the operations channel
   * @param change counts how often the alarm ended and came back, from 1
   */
  record AlarmChanged(Alarm alarm, Optional<String> operator, int change) implements Notification {
    @Override
    public UUID subject() {
      return alarm.subject();
    }
  }

  /** The card on which approvers decide; the subject is the card, or the only request on it. */
  record DecisionWanted(UUID subject) implements Notification {}

  /**
   * Asks the people who can decide on a card to do so, for the {@code number}th time, from 1. Each
   * message replaces the previous one.
   */
  record ApproversMentioned(UUID subject, int number) implements Notification {}

  /** Asks one approver directly; the subject is the message to them. */
  record ApproverMessaged(UUID subject) implements Notification {}

  /**
   * The message to the person who submitted several requests together. It follows them and their
   * grants to the end.
   */
  record RequestsTaken(UUID subject) implements Notification {}

  /**
   * The message to the person who submitted a request, for themselves or for somebody else. It
   * follows the request and its grant to the end.
   */
  record RequestTaken(UUID subject) implements Notification {}

  /**
   * The message about a request and its grant to a person who did not request the access
   * themselves.
   */
  record RequestedForYou(UUID subject) implements Notification {}

  /** Tells the person who submitted a request that it was denied, has expired or was ended. */
  record RequestNotGranted(UUID subject) implements Notification {}

  /** Reminds the reviewers of break-glass access, for the {@code number}th time. */
  record ReviewOverdue(UUID subject, int number) implements Notification {}

  /**
   * Reminds the person who began an access review, for the {@code number}th time, that it is still
   * open.
   */
  record AccessReviewOpen(UUID subject, int number) implements Notification {}

  /** Tells the holder how their break-glass access was reviewed. */
  record AccessReviewed(UUID subject) implements Notification {}

  /** Tells the holder that the access is active, and how to use it. */
  record GrantActive(UUID subject) implements Notification {}

  /** Tells the holder that the removal takes longer than usual, after this many returns to AWS. */
  record RemovalSlow(UUID subject, int returns) implements Notification {}

  /** Tells the holder that AWS no longer assigns something that the access opened. */
  record AssignmentLost(UUID subject) implements Notification {}

  /**
   * Tells the holder that the end is near; {@code number} is how often the end was moved before.
   */
  record GrantEnding(UUID subject, int number) implements Notification {}

  /** Tells the holder that the end was moved, for the {@code number}th time. */
  record GrantExtended(UUID subject, int number) implements Notification {}

  /**
   * Tells the holder that the access was refused or has ended unexpectedly, or that it came back to
   * AWS for the {@code returns}th time.
   */
  record GrantOver(UUID subject, int returns) implements Notification {}

  /** Tells operators that somebody got access at once, without approvals. */
  record BreakGlassUsed(UUID subject) implements Alarm {}

  /** Tells operators that the review of break-glass access is late. */
  record ReviewLate(UUID subject) implements Alarm {}

  /** Tells operators that nobody can review break-glass access. */
  record NobodyCanReview(UUID subject) implements Alarm {}

  /** Shows operators the progress of a bulk revocation. */
  record RevokedInBulk(UUID subject) implements ForOperators {}

  /** Shows the progress of a bulk revocation to the operator who began it. */
  record RevocationProgress(UUID subject) implements Notification {}

  /** Tells operators that a card cannot be posted, so nobody can decide. */
  record CardNotPosted(UUID subject) implements Alarm {}

  /** Tells operators that an end is overdue. */
  record EndOverdue(UUID subject) implements Alarm {}

  /**
   * Tells operators that many ends are overdue at once; the subject identifies the hour in which
   * the alarm was raised.
   */
  record ManyOverdue(UUID subject) implements Alarm {}

  /** Tells operators that AWS shows a membership again after its grant had ended. */
  record AccessReturned(UUID subject) implements Alarm {}

  /** Tells operators that a group is gone while somebody was in it. */
  record GroupGone(UUID subject) implements Event {}

  /** Tells operators that granting is paused; the subject is the pause. */
  record GrantingPaused(UUID subject) implements Alarm {}

  /** Tells operators that nothing reaches AWS; the subject is the incident. */
  record JobStopped(UUID subject) implements Alarm {}

  /**
   * Tells operators that Hourkey cannot see whether the SCIM job runs; the subject is the incident.
   */
  record JobUnseen(UUID subject) implements Alarm {}

  /** Tells operators that Hourkey's own credentials do not work; the subject is the incident. */
  record CredentialsFailed(UUID subject) implements Alarm {}

  /** Tells operators that a credential expires soon; the subject is the incident. */
  record CredentialExpiring(UUID subject) implements Alarm {}

  /**
   * Tells operators that the policy file is broken, or that a vendor does not provide what it
   * needs; the subject is the incident.
   */
  record CatalogTrouble(UUID subject) implements Alarm {}

  /**
   * Tells operators what they have to fix so that requests can succeed; the subject is the
   * incident.
   */
  record RequestsBlocked(UUID subject) implements Alarm {}

  /** Tells operators what another version of the policy file changes; the subject is the change. */
  record PolicyChanged(UUID subject) implements Event {}

  /** Tells operators that Entra, AWS and Hourkey's records disagree; the subject is the finding. */
  record DriftFound(UUID subject) implements Alarm {}

  /** Tells operators that the audit trail was changed; the subject is the incident. */
  record AuditBroken(UUID subject) implements Alarm {}

  /** Tells operators that records differ from the audit trail; the subject is the incident. */
  record RecordsDiffer(UUID subject) implements Alarm {}

  /** Tells operators that audit events do not reach a destination; the subject is the incident. */
  record AuditNotDelivered(UUID subject) implements Alarm {}

  /**
   * Tells operators that the audit trail is not signed, or that a place does not get its
   * checkpoints; the subject is the incident.
   */
  record CheckpointTrouble(UUID subject) implements Alarm {}

  /** Tells operators that the audit trail is signed under a new name; the subject is the log. */
  record AuditOriginBegun(UUID subject) implements Event {}

  /** Tells operators that the database was restored; the subject is the restore. */
  record DatabaseRestored(UUID subject) implements Alarm {}

  /** Tells operators how many members groups had when they were compared for the first time. */
  record StandingRecorded(UUID subject) implements Event {}

  /** Tells operators what happened in a week; the subject is the week. */
  record WeeklyDigest(UUID subject) implements Notification {}

  /** Updates somebody's App Home; the subject is their visit. It has no message. */
  record HomeChanged(UUID subject) implements Notification {}

  /**
   * Passes on what somebody wrote about a request to people who cannot read that thread. The
   * subject is the message.
   *
   * @param thread the number of the thread to which it is passed on
   */
  record DiscussionRelayed(UUID subject, int thread) implements Notification {}

  /** Tells a person why their submission was refused or has to wait. */
  record Answer(UUID subject) implements Notification {}
}

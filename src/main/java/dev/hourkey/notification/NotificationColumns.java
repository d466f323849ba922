package dev.hourkey.notification;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A notification as the columns of the table {@code notification}.
 *
 * @param alarm the key of the notification for operators that it is a copy of, or a reply to
 * @param operator the operator who gets it directly
 */
record NotificationColumns(
    String kind, UUID subject, int number, @Nullable String alarm, @Nullable String operator) {

  static NotificationColumns of(Notification notification) {
    return new NotificationColumns(
        kind(notification.getClass()),
        notification.subject(),
        number(notification),
        alarm(notification).orElse(null),
        operator(notification).orElse(null));
  }

  static String kind(Class<? extends Notification> notification) {
    return notification.getSimpleName();
  }

  static String key(Notification notification) {
    return kind(notification.getClass())
        + "/"
        + alarm(notification).orElseGet(() -> notification.subject().toString())
        + operator(notification).map(one -> "/" + one).orElse("")
        + (number(notification) == 0 ? "" : "/" + number(notification));
  }

  private static int number(Notification notification) {
    return switch (notification) {
      case Notification.ApproversMentioned(_, int number) -> number;
      case Notification.ReviewOverdue(_, int number) -> number;
      case Notification.AccessReviewOpen(_, int number) -> number;
      case Notification.DiscussionRelayed(_, int thread) -> thread;
      case Notification.GrantEnding(_, int extension) -> extension;
      case Notification.GrantExtended(_, int extension) -> extension;
      case Notification.RemovalSlow(_, int returns) -> returns;
      case Notification.GrantOver(_, int returns) -> returns;
      case Notification.AlarmChanged(_, _, int change) -> change;
      default -> 0;
    };
  }

  private static Optional<String> alarm(Notification notification) {
    return switch (notification) {
      case Notification.OperatorCopy(var of, _) -> Optional.of(key(of));
      case Notification.AlarmChanged(var alarm, _, _) -> Optional.of(key(alarm));
      default -> Optional.empty();
    };
  }

  private static Optional<String> operator(Notification notification) {
    return switch (notification) {
      case Notification.OperatorCopy(_, String operator) -> Optional.of(operator);
      case Notification.AlarmChanged(_, var operator, _) -> operator;
      default -> Optional.empty();
    };
  }

  /** Whether a notification is sent before others. */
  static boolean urgent(Notification notification) {
    return notification instanceof Notification.Alarm
        || notification instanceof Notification.OperatorCopy;
  }

  Notification notification() {
    return switch (kind) {
      case "OperatorCopy" ->
          new Notification.OperatorCopy(
              (Notification.ForOperators) about(), requireNonNull(operator));
      case "AlarmChanged" ->
          new Notification.AlarmChanged(
              (Notification.Alarm) about(), Optional.ofNullable(operator), number);
      default -> plain(kind);
    };
  }

  private Notification about() {
    return plain(requireNonNull(alarm).replaceFirst("/.*", ""));
  }

  private Notification plain(String kind) {
    return switch (kind) {
      case "DecisionWanted" -> new Notification.DecisionWanted(subject);
      case "ApproversMentioned" -> new Notification.ApproversMentioned(subject, number);
      case "ApproverMessaged" -> new Notification.ApproverMessaged(subject);
      case "RequestsTaken" -> new Notification.RequestsTaken(subject);
      case "RequestTaken" -> new Notification.RequestTaken(subject);
      case "RequestedForYou" -> new Notification.RequestedForYou(subject);
      case "RequestNotGranted" -> new Notification.RequestNotGranted(subject);
      case "ReviewOverdue" -> new Notification.ReviewOverdue(subject, number);
      case "AccessReviewOpen" -> new Notification.AccessReviewOpen(subject, number);
      case "AccessReviewed" -> new Notification.AccessReviewed(subject);
      case "BreakGlassUsed" -> new Notification.BreakGlassUsed(subject);
      case "ReviewLate" -> new Notification.ReviewLate(subject);
      case "NobodyCanReview" -> new Notification.NobodyCanReview(subject);
      case "GrantActive" -> new Notification.GrantActive(subject);
      case "RemovalSlow" -> new Notification.RemovalSlow(subject, number);
      case "AssignmentLost" -> new Notification.AssignmentLost(subject);
      case "GrantEnding" -> new Notification.GrantEnding(subject, number);
      case "GrantExtended" -> new Notification.GrantExtended(subject, number);
      case "GrantOver" -> new Notification.GrantOver(subject, number);
      case "RevokedInBulk" -> new Notification.RevokedInBulk(subject);
      case "RevocationProgress" -> new Notification.RevocationProgress(subject);
      case "CardNotPosted" -> new Notification.CardNotPosted(subject);
      case "EndOverdue" -> new Notification.EndOverdue(subject);
      case "ManyOverdue" -> new Notification.ManyOverdue(subject);
      case "AccessReturned" -> new Notification.AccessReturned(subject);
      case "GroupGone" -> new Notification.GroupGone(subject);
      case "GrantingPaused" -> new Notification.GrantingPaused(subject);
      case "JobStopped" -> new Notification.JobStopped(subject);
      case "JobUnseen" -> new Notification.JobUnseen(subject);
      case "CredentialsFailed" -> new Notification.CredentialsFailed(subject);
      case "CredentialExpiring" -> new Notification.CredentialExpiring(subject);
      case "CatalogTrouble" -> new Notification.CatalogTrouble(subject);
      case "RequestsBlocked" -> new Notification.RequestsBlocked(subject);
      case "PolicyChanged" -> new Notification.PolicyChanged(subject);
      case "DriftFound" -> new Notification.DriftFound(subject);
      case "AuditBroken" -> new Notification.AuditBroken(subject);
      case "RecordsDiffer" -> new Notification.RecordsDiffer(subject);
      case "AuditNotDelivered" -> new Notification.AuditNotDelivered(subject);
      case "CheckpointTrouble" -> new Notification.CheckpointTrouble(subject);
      case "AuditOriginBegun" -> new Notification.AuditOriginBegun(subject);
      case "DatabaseRestored" -> new Notification.DatabaseRestored(subject);
      case "StandingRecorded" -> new Notification.StandingRecorded(subject);
      case "WeeklyDigest" -> new Notification.WeeklyDigest(subject);
      case "HomeChanged" -> new Notification.HomeChanged(subject);
      case "DiscussionRelayed" -> new Notification.DiscussionRelayed(subject, number);
      case "Answer" -> new Notification.Answer(subject);
      default -> throw new IllegalStateException("a notification of unknown kind: " + kind);
    };
  }
}

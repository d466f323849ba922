package dev.hourkey.app;

import dev.hourkey.notification.Notification;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Deletes rows about people when they are no longer needed and their retention period is over.
 * Grants, memberships and the audit trail are kept: they record who had which access.
 *
 * <p>A batch is one short transaction and skips locked rows, so that it blocks no other work.
 */
@ApplicationScoped
class Retention {
  private static final Logger LOG = Logger.getLogger(Retention.class);

  private static final int BATCH = 500;
  private static final int BATCHES_AT_ONCE = 20;

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "submissions",
              RetentionConfig::submissions,
              """
              delete from submission where id in (
                select id from submission
                where next_try_at is null and received_at < ?
                  and not exists (select 1 from notification
                    where subject = submission.id and notification.next_try_at is not null)
                limit ? for update skip locked)
              """),
          new Kind(
              "decisions that waited for a sign-in",
              RetentionConfig::submissions,
              """
              delete from awaited_decision where id in (
                select id from awaited_decision where begun_at < ?
                limit ? for update skip locked)
              """),
          // A message about an open request, grant or review is kept, because it will be
          // updated.
          new Kind(
              "notifications",
              RetentionConfig::notifications,
              """
              delete from notification where key in (
                select key from notification
                where next_try_at is null and not urgent
                  and greatest(created_at, coalesce(wanted_at, created_at)) < ?
                  and not exists (select 1 from access_grant
                    where id = notification.subject and ended_at is null)
                  and not exists (select 1 from access_grant
                    where notification.subject in (request, card, together) and ended_at is null)
                  and not exists (select 1 from access_request
                    where notification.subject in (id, card, together) and phase = 'PENDING')
                  and not exists (select 1 from access_review
                    where id = notification.subject and closed_at is null)
                  and not exists (select 1 from break_glass_review
                    where request = notification.subject and reviewed_at is null)
                limit ? for update skip locked)
              """),
          new Kind(
              "recipients of cards",
              RetentionConfig::notifications,
              """
              delete from decision_card where id in (
                select id from decision_card
                where notified_at < ?
                  and not exists (select 1 from access_request
                    where decision_card.id in (access_request.id, card) and phase = 'PENDING')
                limit ? for update skip locked)
              """),
          new Kind(
              "visits to the App Home",
              RetentionConfig::notifications,
              """
              delete from home_visit where id in (
                select id from home_visit where opened_at < ?
                limit ? for update skip locked)
              """),
          new Kind(
              "rate limits",
              RetentionConfig::notifications,
              """
              delete from rate_limit where key in (
                select key from rate_limit where free_at < ?
                limit ? for update skip locked)
              """),
          new Kind(
              "requests without a grant",
              RetentionConfig::requests,
              """
              with old as (
                select id from access_request
                where decided_at < ? and phase <> 'APPROVED'
                limit ? for update skip locked),
              reviews as (delete from review where request in (select id from old))
              delete from access_request where id in (select id from old)
              """),
          new Kind(
              "discussion messages",
              RetentionConfig::requests,
              """
              delete from discussion_message where id in (
                select id from discussion_message where written_at < ?
                limit ? for update skip locked)
              """),
          new Kind(
              "answers about groups that the policy file no longer names",
              RetentionConfig::notifications,
              """
              delete from directory_answer where (kind, key) in (
                select kind, key from directory_answer where written_at < ?
                limit ? for update skip locked)
              """),
          new Kind(
              "drift findings",
              RetentionConfig::findings,
              """
              delete from drift where id in (
                select id from drift where resolved_at < ? limit ? for update skip locked)
              """),
          new Kind(
              "provisioning blockers",
              RetentionConfig::findings,
              """
              delete from provisioning_blocker where cause in (
                select cause from provisioning_blocker
                where failed_at < ? and (failing_since is null or not alerted)
                limit ? for update skip locked)
              """),
          new Kind(
              "changes of the policy file",
              RetentionConfig::findings,
              """
              delete from policy_change where id in (
                select id from policy_change where changed_at < ? limit ? for update skip locked)
              """),
          // An alarm that is not over is kept, because its message will be updated. Copies of an
          // alarm are kept as long as the alarm.
          new Kind(
              "alarms",
              RetentionConfig::findings,
              """
              delete from notification where key in (
                select key from notification
                where next_try_at is null and urgent
                  and greatest(created_at, wanted_at, over_at) < ?
                  and (over_at is not null or kind in ('OperatorCopy', %s))
                  and not exists (select from notification copied
                    where copied.key = notification.alarm and copied.urgent)
                limit ? for update skip locked)
              """
                  .formatted(
                      Arrays.stream(Notification.Event.class.getPermittedSubclasses())
                          .map(kind -> "'" + kind.getSimpleName() + "'")
                          .collect(Collectors.joining(", ")))));

  private final DataSource database;
  private final RetentionConfig config;
  private final Clock clock;

  Retention(DataSource database, RetentionConfig config, Clock clock) {
    this.database = database;
    this.config = config;
    this.clock = clock;
  }

  /** Rows that one statement deletes: those older than a given time, up to a limit. */
  private record Kind(String name, Function<RetentionConfig, Duration> kept, String delete) {}

  /** Deletes some of the old rows; true when there may be more. */
  boolean run() {
    boolean more = false;
    List<RuntimeException> failures = new ArrayList<>();
    for (Kind kind : KINDS) {
      try {
        more |= delete(kind, clock.instant().minus(kind.kept().apply(config)));
      } catch (IllegalStateException e) { // The others must not wait for it.
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst(); // Counted, and retried soon.
    }
    return more;
  }

  private boolean delete(Kind kind, Instant before) {
    int deleted = 0;
    int last = BATCH;
    for (int i = 0; i < BATCHES_AT_ONCE && last == BATCH; i++) {
      last = deleteBatch(kind, before);
      deleted += last;
    }
    if (deleted > 0) {
      LOG.infof("%s: deleted %d from before %s", kind.name(), deleted, before);
    }
    return last == BATCH;
  }

  private int deleteBatch(Kind kind, Instant before) {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(kind.delete())) {
      sql.setObject(1, before.atOffset(ZoneOffset.UTC));
      sql.setInt(2, BATCH);
      return sql.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("delete old " + kind.name(), e);
    }
  }
}

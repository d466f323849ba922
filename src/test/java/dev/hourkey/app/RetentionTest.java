package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.ListSelection;
import dev.hourkey.request.RequestLists;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.MovableClock;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class RetentionTest {
  @Inject Retention retention;
  @Inject MaintenanceJobs maintenance;
  @Inject RequestLists requests;
  @Inject MovableClock clock;
  @Inject DataSource database;

  @BeforeEach
  @AfterEach
  void anEmptyStage() throws SQLException {
    Sql.empty(
        database,
        """
        access_grant, access_request, review, submission, awaited_decision, notification, rate_limit, drift,
          home_visit, membership, access_review, person
        """);
  }

  @Test
  void rows_of_every_table_are_deleted_some_day_or_kept_on_purpose() throws SQLException {
    String deleted =
        """
        submission awaited_decision notification decision_card approver_message home_visit rate_limit access_request
        review discussion_message directory_answer drift provisioning_blocker policy_change delivery refusal_count
        provisioning_call work_claim replica
        """;
    String evidence =
        """
        person access_grant membership standing_membership compared_group approval_pair break_glass_review
        access_review access_review_item bulk_revocation policy_text audit_event audit_head audit_check audit_delivery
        audit_origin audit_checkpoint audit_checkpoint_copy audit_checkpoint_trouble
        """;
    String ofFewRows =
        """
        circuit_breaker graph_write_limit granting_switch scim_job vendor_credentials expiring_credential policy_version
        catalog_incident entitlement_id call_budget database_identity environment write_check maintenance_job flyway_schema_history
        """;
    assertThat(tables())
        .containsExactlyInAnyOrder((deleted + evidence + ofFewRows).strip().split("\\s+"));
  }

  @Test
  void no_deletion_reads_a_whole_table_to_see_whether_its_rows_are_referred_to()
      throws SQLException {
    String withoutIndex =
        """
        select count(*) from pg_constraint
        where contype = 'f' and confrelid <> 'person'::regclass -- People are never deleted.
          and not exists (
            select from pg_index where indrelid = conrelid and indkey[0] = conkey[1]
              and (indpred is null or pg_get_expr(indpred, indrelid) like '%IS NOT NULL)'))
        """;
    assertThat(Sql.number(database, withoutIndex)).isZero();
  }

  private List<String> tables() throws SQLException {
    List<String> tables = new ArrayList<>();
    try (var connection = database.getConnection();
        var sql =
            connection.prepareStatement(
                "select tablename from pg_tables where schemaname = current_schema()");
        var rows = sql.executeQuery()) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }

  @Test
  void submissions_are_deleted_a_month_after_they_were_processed() throws SQLException {
    submission(days(31), "null");
    submission(days(29), "null");
    submission(days(31), "now()"); // Still to be evaluated.
    String answered = submission(days(31), "null");
    notification("Answer", answered, days(31), "now()"); // Its answer is still to be delivered.
    execute(
        """
        insert into awaited_decision (id, person, card, browser, approves, reason, begun_at)
        values (gen_random_uuid(), 'ana', gen_random_uuid(), 'x', true, 'old', '%s'),
          (gen_random_uuid(), 'ana', gen_random_uuid(), 'x', true, 'young', '%s')
        """
            .formatted(days(31), days(29)));
    assertThat(retention.run()).isFalse();
    assertThat(count("awaited_decision where reason = 'old'")).isZero();
    assertThat(count("awaited_decision where reason = 'young'")).isOne();
    assertThat(count("submission")).isEqualTo(3);
    assertThat(count("submission where id = '" + answered + "'")).isEqualTo(1);
  }

  @Test
  void messages_are_deleted_once_nothing_can_update_them() throws SQLException {
    String over = request("DENIED", days(100));
    String pending = request("PENDING", days(100));
    String ended = grant(days(100), "now()");
    String open = grant(days(100), "null");
    String askedForOpen = text("select request from access_grant where id = '" + open + "'");
    notification("RequestTaken", over, days(91), "null");
    notification("RequestTaken", pending, days(91), "null");
    notification("GrantActive", ended, days(91), "null");
    notification("GrantActive", open, days(91), "null");
    notification("DecisionWanted", askedForOpen, days(91), "null");
    notification("GrantOver", ended, days(89), "null");
    notification("RemovalSlow", ended, days(91), "now()"); // Slack has not taken it yet.
    execute(
        "insert into rate_limit values ('U0OLD', '%s'), ('U0NEW', '%s')"
            .formatted(days(91), days(1)));
    execute(
        """
        insert into home_visit (id, team_id, chat_id, person, opened_at)
        values (gen_random_uuid(), 'T', 'U0OLD', 'ana', '%s'),
          (gen_random_uuid(), 'T', 'U0NEW', 'bruno', '%s')
        """
            .formatted(days(91), days(1)));
    assertThat(retention.run()).isFalse();
    assertThat(count("home_visit")).isEqualTo(1);
    assertThat(count("notification where subject in ('" + over + "')")).isZero();
    assertThat(count("notification where kind = 'GrantActive' and subject = '" + ended + "'"))
        .isZero();
    assertThat(count("notification")).isEqualTo(5);
    assertThat(count("rate_limit")).isEqualTo(1);
  }

  @Test
  void reminders_of_an_access_review_are_kept_while_it_is_open() throws SQLException {
    execute(
        "insert into person (id, name, principal_name, linked_at) values ('noor', 'N', 'n',"
            + " now())");
    String open = accessReview("null, null, null, now()");
    String closed = accessReview("now(), 'noor', 'Done', null");
    notification("AccessReviewOpen", open, days(91), "null");
    notification("AccessReviewOpen", closed, days(91), "null");
    assertThat(retention.run()).isFalse();
    assertThat(count("notification where subject = '" + open + "'")).isOne();
    assertThat(count("notification where subject = '" + closed + "'")).isZero();
  }

  @Test
  void the_card_of_a_break_glass_review_is_kept_until_somebody_has_reviewed_it()
      throws SQLException {
    String open = breakGlassReview("null, null, null, null, now()");
    String done = breakGlassReview("now(), 'ana', true, 'Fine', null");
    for (String request : List.of(open, done)) {
      notification("DecisionWanted", request, days(91), "null");
      notification("ReviewOverdue", request, days(91), "null");
    }
    assertThat(retention.run()).isFalse();
    assertThat(count("notification where subject = '" + open + "'")).isEqualTo(2);
    assertThat(count("notification where subject = '" + done + "'")).isZero();
  }

  private String breakGlassReview(String end) throws SQLException {
    String request = request("APPROVED", days(91));
    execute(
        """
        insert into break_glass_review (request, begun_at, due_at, reviewed_at, reviewer, justified, comment, next_wake_at)
        values ('%s', now() - interval '91 days', now() - interval '90 days', %s)
        """
            .formatted(request, end));
    return request;
  }

  private String accessReview(String closing) throws SQLException {
    String id = UUID.randomUUID().toString();
    execute(
        """
        insert into access_review (id, entitlements, policy_digest, snapshot, unlisted, begun_at, begun_by, due_at,
          closed_at, closed_by, comment, next_wake_at)
        values ('%s', '{prod}', 'd', 's', '{}', now(), 'noor', now(), %s)
        """
            .formatted(id, closing));
    return id;
  }

  @Test
  void discussions_are_deleted_whatever_the_decision_was() throws SQLException {
    execute(
        """
        insert into discussion_message
          (id, card, channel, message, thread, team_id, chat_id, text, written_at)
        values (gen_random_uuid(), gen_random_uuid(), 'C', '2', '1', 'T', 'U', 'old', '%s'),
          (gen_random_uuid(), gen_random_uuid(), 'C', '3', '1', 'T', 'U', 'young', '%s')
        """
            .formatted(days(401), days(399)));
    assertThat(retention.run()).isFalse();
    assertThat(count("discussion_message where text = 'old'")).isZero();
    assertThat(count("discussion_message where text = 'young'")).isOne();
  }

  @Test
  void requests_without_a_grant_are_deleted_with_their_reviews_and_grants_stay()
      throws SQLException {
    String denied = request("DENIED", days(401));
    execute(
        "insert into review (request, number, reviewer, approved, reason, reviewed_at) values ('%s', 1, 'ana', false, 'no', now())"
            .formatted(denied));
    request("EXPIRED", days(399));
    String grant = grant(days(2000), "'" + days(1999) + "'");
    long entries = count("audit_event");
    assertThat(retention.run()).isFalse();
    assertThat(count("access_request where id = '" + denied + "'")).isZero();
    assertThat(count("review")).isZero();
    assertThat(count("access_request")).as("the young one, and that of the grant").isEqualTo(2);
    assertThat(count("access_grant where id = '" + grant + "'")).isEqualTo(1);
    assertThat(count("person")).isEqualTo(1);
    assertThat(count("audit_event")).isEqualTo(entries);
  }

  @Test
  void findings_and_alarms_are_deleted_a_year_after_they_ended() throws SQLException {
    finding("'" + days(401) + "'");
    finding("'" + days(399) + "'");
    finding("null");
    alarm("PolicyChanged", days(401), "null");
    alarm("DriftFound", days(402), "'" + days(401) + "'");
    String young = alarm("DriftFound", days(402), "'" + days(399) + "'");
    String open = alarm("DriftFound", days(401), "null");
    assertThat(retention.run()).isFalse();
    assertThat(count("drift")).isEqualTo(2);
    assertThat(retention.run()).as("now the copies").isFalse();
    assertThat(count("notification")).isEqualTo(4);
    assertThat(
            count("notification where coalesce(alarm, key) in ('%s', '%s')".formatted(young, open)))
        .isEqualTo(4);
  }

  @Test
  void a_blocker_is_kept_while_its_alarm_is_open() throws SQLException {
    execute(
        """
        insert into provisioning_blocker (cause, failing_since, failed_at, because, incident, alerted) values
          ('over', null, '%1$s', 'a', gen_random_uuid(), true),
          ('told', '%1$s', '%1$s', 'a', gen_random_uuid(), true),
          ('not told', '%1$s', '%1$s', 'a', gen_random_uuid(), false)
        """
            .formatted(days(401)));
    assertThat(retention.run()).isFalse();
    assertThat(count("provisioning_blocker")).isOne();
    assertThat(count("provisioning_blocker where cause = 'told'")).isOne();
    execute("delete from provisioning_blocker");
  }

  /** An alarm of which an operator has a copy. */
  private String alarm(String kind, Instant toldAt, String overAt) throws SQLException {
    String subject = UUID.randomUUID().toString();
    String key = kind + "/" + subject;
    notification(kind, subject, toldAt, "null", true);
    execute("update notification set over_at = %s where key = '%s'".formatted(overAt, key));
    execute(
        """
        insert into notification (key, kind, subject, created_at, sent, urgent, alarm, operator)
        values ('copy of %1$s', 'OperatorCopy', '%2$s', '%3$s', 1, true, '%1$s', 'U0BRUNO')
        """
            .formatted(key, subject, toldAt));
    return key;
  }

  @Test
  void many_rows_are_deleted_in_batches_and_the_rest_a_little_later() throws SQLException {
    execute(
        """
        insert into submission (id, key, team_id, chat_id, kind, subject, received_at)
        select gen_random_uuid(), i::text, 'T', 'U', 'APPROVE', gen_random_uuid(), '%s'
        from generate_series(1, 10100) i
        """
            .formatted(days(31)));
    maintenance.run("retention");
    assertThat(count("submission")).isEqualTo(100);
    assertThat(dueWithin(Duration.ofSeconds(10))).isTrue();
    maintenance.run("retention");
    assertThat(count("submission")).isZero();
    assertThat(dueWithin(Duration.ofMinutes(59))).isFalse();
    assertThat(dueWithin(Duration.ofHours(1))).isTrue();
  }

  @Test
  void a_locked_row_blocks_nothing() throws SQLException {
    String locked = submission(days(31), "null");
    submission(days(31), "null");
    try (var somebody = database.getConnection();
        var sql = somebody.createStatement()) {
      somebody.setAutoCommit(false);
      sql.execute("select 1 from submission where id = '" + locked + "' for update");
      retention.run(); // It would wait for 3 s, and fail.
      somebody.rollback();
      somebody.setAutoCommit(true);
    }
    assertThat(count("submission")).isEqualTo(1);
  }

  @Test
  void a_list_of_requests_can_be_read_while_some_of_them_are_deleted() throws Exception {
    for (int i = 0; i < 200; i++) {
      String _ = request("DENIED", days(401));
    }
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> deletions =
          executor.submit(
              () -> {
                for (int i = 0; i < 200; i++) {
                  execute(
                      "delete from access_request where id = (select id from access_request limit"
                          + " 1)");
                }
                return true;
              });
      while (!deletions.isDone()) {
        assertThat(requests.page(ListSelection.all(), Optional.empty(), 1000)).doesNotContainNull();
      }
      assertThat(deletions.get()).isEqualTo(true);
    }
    assertThat(count("access_request")).isZero();
  }

  private Instant days(int ago) {
    return clock.instant().minus(Duration.ofDays(ago));
  }

  private String submission(Instant received, String nextTry) throws SQLException {
    String id = UUID.randomUUID().toString();
    execute(
        """
        insert into submission (id, key, team_id, chat_id, kind, subject, received_at, next_try_at)
        values ('%1$s', '%1$s', 'T', 'U', 'APPROVE', '%1$s', '%2$s', %3$s)
        """
            .formatted(id, received, nextTry));
    return id;
  }

  private String request(String phase, Instant decided) throws SQLException {
    String id = UUID.randomUUID().toString();
    execute(
        """
        insert into person (id, team_id, chat_id, name, principal_name, linked_at)
        values ('ana', 'T', 'U', 'Ana', 'ana@example.com', now()) on conflict do nothing
        """);
    execute(
        """
        insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
          duration_seconds, justification, requested_at, expires_at,
          remind_after_seconds, phase, decided_at, next_wake_at, reason)
        values ('%1$s', 'ana', '%1$s', 'It', 'g', 'g', false, 60, 'INC-42', '%3$s', '%3$s', '{}',
          '%2$s', case when '%2$s' = 'PENDING' then null else timestamptz '%3$s' end,
          case when '%2$s' = 'PENDING' then now() end,
          case when '%2$s' = 'DENIED' then 'no' end)
        """
            .formatted(id, phase, decided));
    return id;
  }

  private String grant(Instant opened, String ended) throws SQLException {
    String id = UUID.randomUUID().toString();
    execute(
        """
        insert into access_grant (id, request, holder, entitlement, entitlement_name, group_id,
          group_name, duration_seconds, warn_before_seconds, opened_at, deadline, phase, cause,
          due_at, ended_at, next_check_at)
        values ('%1$s', '%2$s', 'ana', '%1$s', 'It', 'g', 'g', 60, 10, '%3$s', '2030-01-01',
          case when %4$s is null then 'PROVISIONING' else 'ENDED' end,
          case when %4$s is null then null else 'EXPIRED' end, now(), %4$s,
          case when %4$s is null then now() end)
        """
            .formatted(id, request("APPROVED", opened), opened, ended));
    return id;
  }

  private void finding(String resolved) throws SQLException {
    execute(
        """
        insert into drift (id, kind, group_id, group_name, member, name, first_seen, last_seen, resolved_at)
        values (gen_random_uuid(), 'UNAPPROVED_MEMBER', 'g', 'g', gen_random_uuid()::text, 'Ana', now(), now(), %s)
        """
            .formatted(resolved));
  }

  private void notification(String kind, String subject, Instant wanted, String nextTry)
      throws SQLException {
    notification(kind, subject, wanted, nextTry, false);
  }

  private void notification(
      String kind, String subject, Instant wanted, String nextTry, boolean urgent)
      throws SQLException {
    execute(
        """
        insert into notification (key, kind, subject, created_at, wanted_at, sent, next_try_at, urgent)
        values ('%1$s/%2$s', '%1$s', '%2$s', '%3$s', '%3$s', case when %4$s is null then 1 else 0 end,
          %4$s, %5$s)
        """
            .formatted(kind, subject, wanted, nextTry, urgent));
  }

  private boolean dueWithin(Duration pause) throws SQLException {
    return count(
            "maintenance_job where name = 'retention' and next_run_at <= '%s'"
                .formatted(clock.instant().plus(pause)))
        == 1;
  }

  private long count(String from) throws SQLException {
    return Long.parseLong(text("select count(*) from " + from));
  }

  private String text(String query) throws SQLException {
    try (var connection = database.getConnection();
        var sql = connection.createStatement();
        var rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private void execute(String statement) throws SQLException {
    Sql.execute(database, statement);
  }
}

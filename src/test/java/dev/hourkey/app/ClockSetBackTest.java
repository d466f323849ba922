package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.AwsPresence;
import dev.hourkey.grant.GrantDatabaseTest;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database's clock was half an hour ahead, and is set back to the time of PostgreSQL. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class ClockSetBackTest extends GrantDatabaseTest {
  private static final Duration AHEAD = Duration.ofMinutes(30);

  @Inject Sweeper sweeper;

  private Instant before = Instant.EPOCH;

  @BeforeEach
  void ahead() {
    before = clock.instant();
    moveTo(Instant.now().plus(AHEAD));
  }

  @AfterEach
  void asBefore() {
    moveTo(before);
  }

  @Test
  void access_that_is_on_its_way_to_aws_is_carried_on() {
    UUID grant = open(ANA);
    vendors.aws = AwsPresence.NOT_MEMBER;
    assertThat(work(grant, Duration.ofSeconds(30)).calls()).isPositive();
    setBack();
    Work done = work(grant, Duration.ofMinutes(10));
    assertThat(done.calls()).isGreaterThanOrEqualTo(2);
    assertThat(done.starts()).isOne();
    assertThat(done.checks()).isLessThan(150);
  }

  @Test
  void a_proof_that_has_begun_begins_again() {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    vendors.aws = AwsPresence.NOT_MEMBER;
    replica().reconcile(grant);
    replica().reconcile(grant);
    assertThat(record(grant)).doesNotContain("grant_ended");
    setBack();
    work(grant, Duration.ofSeconds(30));
    assertThat(record(grant)).endsWith("grant_ended");
  }

  @Test
  void everything_else_that_waits_is_made_due() throws SQLException {
    Instant then = clock.instant();
    execute("delete from bulk_revocation");
    execute(
        """
        insert into bulk_revocation (id, entitlement, revoked_by, role, reason, begun_at, next_wake_at)
        values (gen_random_uuid(), 'it', 'somebody', 'OPERATOR', 'why', ?, ?)
        """,
        then,
        then);
    execute(
        """
        insert into audit_delivery (destination, position, next_try_at) values ('collector', 0, ?)
        on conflict (destination) do update set next_try_at = excluded.next_try_at
        """,
        then);
    execute(
        """
        insert into membership (group_id, person_id, removed_at, managed_since, next_check_at)
        values ('group', 'person', ?, ?, ?)
        """,
        then.minusSeconds(1),
        then,
        then);
    execute("update scim_job set started_at = ?, start_tried_at = ?", then, then);
    execute("insert into provisioning_call values (?)", then);
    setBack();
    for (String waits :
        new String[] {
          "bulk_revocation where next_wake_at > now()",
          "audit_delivery where next_try_at > now()",
          "membership where greatest(next_check_at, managed_since, removed_at) > now()",
          "scim_job where greatest(started_at, start_tried_at) > now()",
          "provisioning_call"
        }) {
      assertThat(count(waits)).as(waits).isZero();
    }
    assertThat(
            Sql.number(
                database,
                "select extract(seconds from managed_since - removed_at)::bigint from membership"))
        .as("what came first")
        .isOne();
    execute("delete from bulk_revocation");
    execute("delete from audit_delivery");
  }

  @Test
  void an_end_that_was_due_before_is_overdue_minutes_later() {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    vendors.down = true;
    setBack();
    assertThat(count("access_grant where due_at > now()")).isZero();
    work(grant, Duration.ofMinutes(3));
    assertThat(count("access_grant where overdue_alerted_at is not null")).isOne();
  }

  @Test
  void an_alert_from_before_a_return_stays_the_earlier_one() {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    Instant then = clock.instant();
    execute(
        "update access_grant set overdue_alerted_at = ?, returned_at = ?",
        then.minusSeconds(1),
        then);
    setBack();
    assertThat(
            count("access_grant where overdue_alerted_at < returned_at and returned_at <= now()"))
        .isOne();
  }

  @Test
  void a_plausible_waiting_time_is_kept() {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    execute(
        """
        update graph_write_limit
        set limited_until = now() + interval '2 minutes', next_slot = now() + interval '9 minutes'
        """);
    execute(
        """
        update access_grant set due_at = 'epoch', added_at = 'epoch', live_since = 'epoch',
          write_slot = now() + interval '8 minutes', next_check_at = now() + interval '8 minutes'
        """);
    String waits = "access_grant where write_slot = next_check_at";
    setBack();
    assertThat(count(waits)).isOne();
    execute("update graph_write_limit set limited_until = limited_until + interval '1 hour'");
    setBack();
    assertThat(count(waits)).as("this limit is from before as well").isZero();
  }

  @Test
  void rows_that_are_locked_are_left_to_the_next_sweep() throws SQLException {
    UUID grant = live(ANA);
    service.endEarly(grant, ANA);
    try (var frozen = database.getConnection();
        var sql = frozen.createStatement()) {
      frozen.setAutoCommit(false);
      sql.execute("update access_grant set failures = failures");
      sql.execute("update membership set removed_at = now(), managed_since = now()");
      setBack();
      assertThat(count("access_grant where due_at > now()")).isOne();
      assertThat(count("maintenance_job where next_run_at > now() + interval '8 days'"))
          .as("the next sweep sees that it is not done")
          .isPositive();
      frozen.commit();
      frozen.setAutoCommit(true);
    }
    sweeper.sweep();
    assertThat(count("access_grant where due_at > now()")).isZero();
    assertThat(count("membership where removed_at = managed_since")).as("as it was set").isOne();
    assertThat(count("maintenance_job where next_run_at > now() + interval '8 days'")).isZero();
  }

  @Test
  void grants_that_have_ended_are_not_read() throws SQLException {
    try (var connection = database.getConnection();
        var sql = connection.createStatement()) {
      sql.execute("set enable_seqscan = off");
      StringBuilder plan = new StringBuilder();
      try (var rows = sql.executeQuery("explain " + Sweeper.SET_BACK.getFirst())) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      }
      sql.execute("reset enable_seqscan");
      assertThat(plan.toString())
          .containsPattern("Scan (using|on) open_grant_")
          .doesNotContain("Seq Scan on access_grant ");
    }
  }

  private void moveTo(Instant time) {
    clock.advance(Duration.between(clock.instant(), time));
  }

  private void setBack() {
    execute("update maintenance_job set next_run_at = ?", clock.instant().plus(Duration.ofDays(9)));
    moveTo(Instant.now());
    sweeper.sweep();
  }

  private record Work(long calls, long starts, int checks) {}

  private Work work(UUID grant, Duration time) {
    long calls = vendors.sent("push");
    long starts = vendors.sent("start");
    int checks = 0;
    Instant end = clock.instant().plus(time);
    while (clock.instant().isBefore(end)) {
      var next = replica().reconcile(grant);
      if (next.isEmpty()) {
        break;
      }
      clock.advanceTo(next.get().at());
      checks++;
    }
    return new Work(vendors.sent("push") - calls, vendors.sent("start") - starts, checks);
  }
}

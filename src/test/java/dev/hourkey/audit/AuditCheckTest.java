package dev.hourkey.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.notification.Notifications;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.MovableClock;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The daily verification, and what operators hear of it. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class AuditCheckTest {
  @Inject AuditCheck check;
  @Inject AuditTrail trail;
  @Inject EntityManager entities;
  @Inject Notifications outbox;
  @Inject MovableClock clock;
  @Inject DataSource database;

  @BeforeEach
  @AfterEach
  void nothingIsKnown() throws SQLException {
    execute("delete from notification where kind in ('AuditBroken', 'RecordsDiffer')");
    execute(
        """
        update audit_check set checked_at = null, head_seq = 0, head_hash = '', signed_size = 0, unread = null, broken_at = null,
          because = null, broken_since = null, incident = null, differing = null, differing_since = null,
          differing_incident = null
        """);
  }

  @Test
  void a_changed_trail_is_reported_once_and_resolved_when_seen_to_be_intact() throws SQLException {
    record();
    check.run();
    assertThat(check.state().checkedAt()).hasValue(clock.instant());
    assertThat(check.state().breach()).isEmpty();
    assertThat(notifications()).isEmpty();

    long seq = trail.head().seq();
    record();
    edit(seq, "request_expired", "request_denied");
    clock.advance(Duration.ofDays(1));
    check.run();
    AuditCheck.Breach breach = check.state().breach().orElseThrow();
    assertThat(breach.seq()).isEqualTo(seq);
    assertThat(breach.since()).isEqualTo(clock.instant());
    assertThat(notifications()).containsExactly("AuditBroken/" + breach.incident() + " 1");
    assertThat(types(breach.incident())).containsExactly("audit_trail_broken");

    clock.advance(Duration.ofDays(1));
    check.run();
    assertThat(check.state().breach()).hasValue(breach);
    assertThat(notifications()).containsExactly("AuditBroken/" + breach.incident() + " 1");

    edit(seq, "request_denied", "request_expired");
    clock.advance(Duration.ofDays(1));
    check.run();
    assertThat(check.state().breach()).isEmpty();
    assertThat(notifications())
        .as("the message is drawn anew")
        .containsExactly("AuditBroken/" + breach.incident() + " 2");
    assertThat(types(breach.incident()))
        .containsExactly("audit_trail_broken", "audit_trail_intact");
  }

  @Test
  void records_that_differ_from_an_intact_trail_are_reported_once_until_they_agree()
      throws SQLException {
    List<String> differences = new ArrayList<>();
    AuditCheck ofThese =
        new AuditCheck(
            entities,
            trail,
            () -> EarlierCheckpoints.Known.NOTHING,
            () -> differences,
            outbox,
            clock);
    record();
    ofThese.run();
    assertThat(check.state().difference()).isEmpty();

    differences.add("The due date differs from audit event 9.");
    ofThese.run();
    AuditCheck.Difference found = check.state().difference().orElseThrow();
    assertThat(found.since()).isEqualTo(clock.instant());
    assertThat(found.what()).isEqualTo("The due date differs from audit event 9.");
    assertThat(check.state().breach()).as("the trail itself is intact").isEmpty();
    assertThat(check.state().head()).isEqualTo(headBefore("records_differ"));
    clock.advance(Duration.ofDays(1));
    ofThese.run();
    assertThat(check.state().difference()).hasValue(found);
    assertThat(notifications()).containsExactly("RecordsDiffer/" + found.incident() + " 1");

    differences.addAll(List.of("Two.", "Three.", "Four.", "Five."));
    ofThese.run();
    assertThat(check.state().difference().orElseThrow().what()).endsWith("Three. And 2 more.");
    assertThat(notifications()).containsExactly("RecordsDiffer/" + found.incident() + " 2");

    long seq = trail.head().seq();
    record();
    edit(seq, "records_differ", "records_agrees");
    differences.clear();
    ofThese.run();
    assertThat(check.state().difference())
        .as("a changed trail says nothing about other records")
        .isPresent();
    edit(seq, "records_agrees", "records_differ");
    ofThese.run();
    assertThat(check.state().difference()).isEmpty();
    assertThat(types(found.incident())).containsExactly("records_differ", "records_agree");
  }

  private ChainHead headBefore(String type) throws SQLException {
    long seq = Sql.number(database, "select max(seq) from audit_event where type = ?", type) - 1;
    AuditEntry entry = trail.after(seq - 1, Optional.empty(), 1).getFirst();
    return new ChainHead(seq, entry.hash());
  }

  @Test
  void a_recomputed_trail_differs_from_the_head_of_the_day_before() throws SQLException {
    record();
    check.run();
    ChainHead head = trail.head();
    execute("create table kept as select * from audit_event where seq = " + head.seq());
    behindTheTriggersBack(
        """
        update audit_event set payload = replace(payload, 'request_expired', 'request_denied'),
          hash = sha256(prev_hash || int8send(seq)
            || convert_to(replace(payload, 'request_expired', 'request_denied'), 'UTF8'))
        where seq = %d
        """
            .formatted(head.seq()));
    headIsTheLastEntry();
    assertThat(trail.verify(List.of()))
        .as("by itself it is intact")
        .isInstanceOf(Verification.Intact.class);
    check.run();
    assertThat(check.state().breach())
        .hasValueSatisfying(
            breach -> {
              assertThat(breach.seq()).isEqualTo(head.seq());
              assertThat(breach.why()).isEqualTo("the entry had another hash before");
            });

    behindTheTriggersBack("delete from audit_event where seq > " + head.seq());
    behindTheTriggersBack(
        """
        update audit_event set payload = kept.payload, hash = kept.hash from kept
        where audit_event.seq = kept.seq
        """);
    execute("drop table kept");
    headIsTheLastEntry();
    record(); // The process has committed as many entries as there were.
    check.run();
    assertThat(check.state().breach()).isEmpty();
  }

  private void headIsTheLastEntry() throws SQLException {
    execute(
        """
        update audit_head set seq = last.seq, hash = last.hash
        from (select seq, hash from audit_event order by seq desc limit 1) last
        """);
  }

  private void record() {
    QuarkusTransaction.requiringNew()
        .run(() -> trail.record(new AuditEvent.RequestExpired(UUID.randomUUID())));
  }

  private void edit(long seq, String from, String to) throws SQLException {
    behindTheTriggersBack(
        "update audit_event set payload = replace(payload, '%s', '%s') where seq = %d"
            .formatted(from, to, seq));
  }

  private List<String> types(UUID subject) throws SQLException {
    return texts("select type from audit_event where subject = '" + subject + "' order by seq");
  }

  private List<String> notifications() throws SQLException {
    return texts(
        "select key || ' ' || wanted from notification where kind in ('AuditBroken', 'RecordsDiffer')"
            + " order by kind");
  }

  private List<String> texts(String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (var connection = database.getConnection();
        var sql = connection.createStatement();
        var rows = sql.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private void behindTheTriggersBack(String statement) throws SQLException {
    execute("alter table audit_event disable trigger all");
    execute(statement);
    execute("alter table audit_event enable trigger all");
  }

  private void execute(String statement) throws SQLException {
    Sql.execute(database, statement);
  }
}

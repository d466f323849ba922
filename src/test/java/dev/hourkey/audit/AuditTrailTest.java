package dev.hourkey.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.AwsAccountState;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.retry.Retries;
import dev.hourkey.retry.UrgentWork;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.MovableClock;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class AuditTrailTest {
  private static final PersonId ANA = new PersonId("ana");

  @Inject AuditTrail trail;
  @Inject AuditReader reader;
  @Inject MovableClock clock;
  @Inject DataSource database;

  @Test
  void an_entry_has_only_one_form() {
    var event =
        new AuditEvent.AccessRequested(
            new UUID(0, 42),
            ANA,
            "prod-readonly",
            "Production, read only",
            true,
            new EntraGroup("g", "aws-prod-readonly"),
            new AwsAccess(
                List.of(
                    new AccountAssignment(
                        "111122223333",
                        "Production",
                        "ReadOnlyAccess",
                        Optional.of(Duration.ofHours(1)),
                        AwsAccountState.ACTIVE)),
                true),
            Duration.ofHours(1),
            Optional.of(Instant.parse("2026-03-02T13:00:00Z")),
            "INC-42: \"disk\" full é",
            Optional.of("INC-42"),
            Optional.of("line 9: requester.is_guest"),
            Instant.parse("2026-03-02T16:00:00Z"),
            List.of("1 of sre-leads"),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Person ana =
        new Person(ANA, Optional.of(new ChatUser("T", "U")), "Ana Lima", "ana@example.com");
    assertThat(
            CanonicalJson.json(
                event, Instant.parse("2026-03-02T12:00:00.123456Z"), Map.of(ANA, ana)))
        .isEqualTo(
            "{\"at\":\"2026-03-02T12:00:00.123Z\",\"chatGuest\":false,\"duration\":\"PT1H\","
                + "\"entitlement\":\"prod-readonly\",\"entitlementName\":\"Production, read"
                + " only\",\"expiresAt\":\"2026-03-02T16:00:00Z\",\"extendsGrant\":null,"
                + "\"group\":{\"id\":\"g\",\"name\":\"aws-prod-readonly\"},\"highRisk\":true,\"justification\":\"INC-42:"
                + " \\\"disk\\\" full é\","
                + "\"opens\":{\"complete\":true,\"targets\":[{\"accountId\":\"111122223333\","
                + "\"accountName\":\"Production\",\"permissionSet\":\"ReadOnlyAccess\",\"session\":\"PT1H\",\"state\":\"ACTIVE\"}]},\"override\":\"line"
                + " 9: requester.is_guest\",\"people\":[{\"id\":\"ana\",\"name\":\"Ana"
                + " Lima\",\"principalName\":\"ana@example.com\"}],\"requester\":\"ana\",\"sentBy\":null,\"stages\":[\"1"
                + " of sre-leads\"],\"startsAt\":\"2026-03-02T13:00:00Z\","
                + "\"subject\":\"00000000-0000-0000-0000-00000000002a\",\"ticket\":\"INC-42\",\"together\":null,\"type\":\"access_requested\",\"v\":1}");
  }

  @Test
  void entries_of_many_at_once_make_one_chain_without_gaps() {
    UUID subject = UUID.randomUUID();
    try (ExecutorService many = Executors.newFixedThreadPool(10)) { // Each with a connection.
      IntStream.range(0, 50).forEach(_ -> many.execute(() -> record(subject)));
    }
    List<AuditEntry> entries = trail.after(0, Optional.of(subject.toString()), 1000);
    assertThat(entries).hasSize(50);
    assertThat(firstBroken()).isEmpty();
  }

  @Test
  void a_connection_that_is_refused_midway_neither_ends_the_reading_nor_loses_an_entry()
      throws IOException {
    UUID subject = UUID.randomUUID();
    for (int i = 0; i < 7; i++) {
      record(subject);
    }
    AtomicInteger connections = new AtomicInteger();
    DataSource second =
        (DataSource)
            Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (_, _, _) -> {
                  if (connections.incrementAndGet() == 2) {
                    throw new SQLException("Sorry, acquisition timeout!");
                  }
                  return database.getConnection();
                });
    long head = trail.head().seq();
    List<Long> read = new ArrayList<>();
    new AuditReader(second, 3, Retries.ofDatabase(_ -> {}), new UrgentWork())
        .read(head - 7, head, entry -> read.add(entry.seq()));
    assertThat(read)
        .containsExactlyElementsOf(LongStream.rangeClosed(head - 6, head).boxed().toList());
    assertThat(connections).hasValue(4);
  }

  @Test
  void no_entry_of_a_period_is_left_out_although_the_clock_was_set_back() throws SQLException {
    long first = trail.head().seq() + 1;
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      clock.advance(Duration.ofMinutes(i == 20 ? -60 : 6));
      times.add(clock.instant());
      record(UUID.randomUUID());
    }
    long head = trail.head().seq();
    for (Instant time : times) {
      long before = reader.before(time, head);
      long through = reader.through(time, head);
      for (int i = 0; i < times.size(); i++) {
        assertThat(times.get(i).isBefore(time) || first + i > before).as("from " + time).isTrue();
        assertThat(!times.get(i).isBefore(time) || first + i <= through).as("to " + time).isTrue();
      }
    }
    execute("update audit_head set set_back = null");
  }

  @Test
  void a_change_that_is_rolled_back_leaves_no_entry_and_no_gap() {
    UUID subject = UUID.randomUUID();
    assertThatThrownBy(
            () ->
                QuarkusTransaction.requiringNew()
                    .run(
                        () -> {
                          trail.record(new AuditEvent.RequestExpired(subject));
                          throw new IllegalStateException("the change fails");
                        }))
        .isInstanceOf(IllegalStateException.class);
    record(subject);
    assertThat(trail.after(0, Optional.of(subject.toString()), 10)).hasSize(1);
    assertThat(firstBroken()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update audit_event set payload = '{}'",
        "delete from audit_event",
        "truncate audit_event",
        "delete from audit_head",
        "truncate audit_head"
      })
  void the_database_itself_refuses_to_change_the_trail(String statement) {
    record(UUID.randomUUID());
    assertThatThrownBy(() -> execute(statement))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("append-only");
  }

  @Test
  void an_entry_that_was_edited_past_the_triggers_is_found() throws SQLException {
    UUID subject = UUID.randomUUID();
    record(subject);
    AuditEntry entry = trail.after(0, Optional.of(subject.toString()), 1).getFirst();
    behindTheTriggersBack(
        "update audit_event set payload = replace(payload, 'request_expired', 'request_denied')"
            + " where seq = "
            + entry.seq());
    assertThat(firstBroken()).hasValue(entry.seq());
    behindTheTriggersBack(
        "update audit_event set payload = replace(payload, 'request_denied', 'request_expired')"
            + " where seq = "
            + entry.seq());
    assertThat(firstBroken()).isEmpty();
  }

  @Test
  void the_last_entry_cannot_be_rewritten_with_a_hash_that_fits() throws SQLException {
    record(UUID.randomUUID());
    record(UUID.randomUUID());
    ChainHead before = trail.head();
    execute("create table kept as select * from audit_event where seq = " + before.seq());
    rewrite("request_denied", before.seq());
    assertThat(firstBroken()).as("the head knows its hash").hasValue(before.seq());

    behindTheTriggersBack(
        "update audit_head set hash = (select hash from audit_event where seq = "
            + before.seq()
            + ")");
    assertThat(firstBroken()).as("who can change both is not noticed by them").isEmpty();
    assertThat(trail.verify(List.of(before)))
        .as("but by a head that is kept elsewhere")
        .isEqualTo(new Verification.Broken(before.seq(), "the entry had another hash before"));

    rewrite("request_expired", before.seq());
    execute("update audit_head set hash = (select hash from kept)");
    execute("drop table kept");
    assertThat(trail.verify(List.of(before))).isInstanceOf(Verification.Intact.class);
  }

  /** With a matching hash, as an attacker who knows the format would write it. */
  private void rewrite(String type, long seq) throws SQLException {
    behindTheTriggersBack(
        """
        update audit_event set payload = regexp_replace(payload, 'request_[a-z]+', '%1$s'),
          hash = sha256(prev_hash || int8send(seq) || convert_to(
            regexp_replace(payload, 'request_[a-z]+', '%1$s'), 'UTF8'))
        where seq = %2$d
        """
            .formatted(type, seq));
  }

  @Test
  void a_head_is_parsed_as_it_is_printed() {
    record(UUID.randomUUID());
    ChainHead head = trail.head();
    assertThat(ChainHead.parse(head.toString()).map(String::valueOf)).hasValue(head.toString());
    assertThat(ChainHead.parse("12")).isEmpty();
    assertThat(ChainHead.parse("12:zz")).isEmpty();
    assertThat(trail.verify(List.of(new ChainHead(head.seq() + 1, head.hash()))))
        .as("a head from after the end is one that was lost")
        .isEqualTo(new Verification.Broken(head.seq() + 1, "the entry is missing"));
  }

  @Test
  void a_missing_tail_is_noticed() throws SQLException {
    record(UUID.randomUUID());
    record(UUID.randomUUID());
    long last = trail.head().seq();
    execute(
        "create table cut_off as select seq, payload, prev_hash, hash from audit_event where seq = "
            + last);
    behindTheTriggersBack("delete from audit_event where seq = " + last);
    assertThat(firstBroken()).hasValue(last);
    execute("insert into audit_event (seq, payload, prev_hash, hash) select * from cut_off");
    execute("drop table cut_off");
    assertThat(firstBroken()).isEmpty();
  }

  private void record(UUID subject) {
    QuarkusTransaction.requiringNew()
        .run(() -> trail.record(new AuditEvent.RequestExpired(subject)));
  }

  private void behindTheTriggersBack(String statement) throws SQLException {
    execute("alter table audit_event disable trigger all");
    execute(statement);
    execute("alter table audit_event enable trigger all");
  }

  private void execute(String statement) throws SQLException {
    Sql.execute(database, statement);
  }

  private OptionalLong firstBroken() {
    return trail.verify(List.of()) instanceof Verification.Broken(long seq, _)
        ? OptionalLong.of(seq)
        : OptionalLong.empty();
  }
}

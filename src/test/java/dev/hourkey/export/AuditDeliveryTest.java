package dev.hourkey.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditReader;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.export.AuditDelivery.Backlog;
import dev.hourkey.sandbox.collector.CollectorStandIn;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.MovableClock;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Audit events on their way to a collector. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class AuditDeliveryTest {
  @Inject AuditDelivery delivery;
  @Inject @Any Instance<AuditDestination> all;
  @Inject DeliveryRows rows;
  @Inject AuditTrail trail;
  @Inject AuditReader reader;
  @Inject MovableClock clock;
  @Inject DataSource database;

  private CollectorStandIn collector;
  private long start;

  @BeforeEach
  void everythingBeforeIsDelivered() throws SQLException {
    collector = HourkeySandbox.get().collector();
    collector.reset();
    start = trail.head().seq();
    Sql.execute(
        database,
        """
        insert into audit_delivery (destination, position, next_try_at) values ('collector', ?, 'epoch')
        on conflict (destination) do update set position = excluded.position, next_try_at = 'epoch',
          failures = 0, failing_since = null, alerted = false
        """,
        start);
  }

  @AfterEach
  void nothingIsLeft() throws SQLException {
    collector.reset();
    Sql.execute(database, "delete from audit_delivery");
    Sql.execute(database, "delete from notification where kind = 'AuditNotDelivered'");
  }

  @Test
  void every_event_arrives_once_and_in_order() {
    record(3);
    assertThat(delivery.run()).isEqualTo(AuditDelivery.PAUSE);
    assertThat(sequences()).containsExactly(start + 1, start + 2, start + 3);
    record(2);
    assertThat(delivery.run()).isEqualTo(AuditDelivery.PAUSE);
    assertThat(delivery.run()).isEqualTo(AuditDelivery.PAUSE);
    assertThat(sequences()).containsExactlyElementsOf(range(start + 1, start + 5));
    assertThat(delivery.backlog(clock.instant())).hasValue(new Backlog(0, Duration.ZERO));
    assertThat(collector.events().getFirst().at("/metadata/uid").asText())
        .isEqualTo("evt-" + (start + 1));
  }

  @Test
  void without_a_destination_delivery_runs_only_once_a_minute() {
    var nowhere = new AuditDelivery(all.select(NamedLiteral.of("none")), rows, reader, trail);
    record(1);
    assertThat(nowhere.run()).isEqualTo(AuditDelivery.PAUSE_WITHOUT_DESTINATION);
    assertThat(sequences()).isEmpty();
  }

  @Test
  void more_than_one_batch_arrives_in_one_run() {
    record(1203);
    assertThat(delivery.run()).isEqualTo(AuditDelivery.PAUSE);
    assertThat(sequences()).containsExactlyElementsOf(range(start + 1, start + 1203));
    assertThat(collector.calls()).isEqualTo(3);
  }

  @Test
  void while_the_collector_is_down_nothing_is_lost_and_it_is_not_hurried() {
    record(2);
    collector.faults().answer(Answer.empty(503), 1);
    assertThat(delivery.run()).isEqualTo(AuditDelivery.PAUSE);
    assertThat(delivery.run()).isEqualTo(AuditDelivery.PAUSE);
    assertThat(collector.calls()).as("the second run waits").isEqualTo(1);
    assertThat(delivery.backlog(clock.instant()).orElseThrow().entries()).isEqualTo(2);
    clock.advance(Duration.ofSeconds(5));
    record(1);
    delivery.run();
    assertThat(sequences()).containsExactlyElementsOf(range(start + 1, start + 3));
  }

  @Test
  void operators_are_told_of_a_position_beyond_the_trail() throws SQLException {
    record(2);
    Sql.execute(database, "update audit_delivery set position = ?", 1_000_000_000_000L);
    for (int checks = 0; checks < 2; checks++) {
      delivery.run();
      clock.advance(Duration.ofMinutes(2));
    }
    assertThat(collector.calls()).isZero();
    assertThat(
            Sql.number(
                database, "select count(*) from notification where kind = 'AuditNotDelivered'"))
        .isEqualTo(1);
    assertThat(rows.open())
        .singleElement()
        .satisfies(
            incident ->
                assertThat(rows.trouble(incident).orElseThrow().why())
                    .contains("1000000000000", "ends with entry"));
    assertThat(delivery.backlog(clock.instant()).orElseThrow().entries())
        .as("nothing shows what was taken")
        .isEqualTo(trail.head().seq());

    Sql.execute(database, "update audit_delivery set position = ?", start);
    delivery.run();
    assertThat(sequences()).contains(start + 1, start + 2);
    assertThat(rows.open()).isEmpty();
  }

  @Test
  void a_collector_that_asks_to_wait_is_not_asked_before() {
    record(1);
    collector.faults().answer(Answer.empty(429).header("Retry-After", "60"), 1);
    delivery.run();
    clock.advance(Duration.ofSeconds(59));
    delivery.run();
    assertThat(collector.calls()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    delivery.run();
    assertThat(sequences()).containsExactly(start + 1);
  }

  @Test
  void an_answer_that_is_lost_leads_to_the_same_events_again_with_the_same_ids() {
    record(2);
    collector.faults().answer(Answer.lost(), 1);
    delivery.run();
    assertThat(delivery.backlog(clock.instant()).orElseThrow().entries()).isEqualTo(2);
    clock.advance(Duration.ofMinutes(1));
    delivery.run();
    assertThat(sequences()).containsExactly(start + 1, start + 2);
  }

  @Test
  void a_body_that_is_too_large_is_sent_in_parts() {
    record(40);
    collector.accept(8_000);
    delivery.run();
    assertThat(sequences()).containsExactlyElementsOf(range(start + 1, start + 40));
  }

  @Test
  void one_event_that_is_too_large_stops_the_delivery_and_is_never_skipped() {
    record(2);
    collector.accept(10);
    assertThat(delivery.run()).isEqualTo(AuditDelivery.PAUSE);
    assertThat(collector.events()).isEmpty();
    assertThat(rows.position("collector")).isEqualTo(start);
  }

  @Test
  void a_redirect_is_not_followed_because_the_secret_would_go_with_it() {
    record(1);
    collector
        .faults()
        .answer(
            Answer.empty(307)
                .header("Location", HourkeySandbox.get().uri() + CollectorStandIn.PATH),
            1);
    delivery.run();
    assertThat(collector.calls()).isEqualTo(1);
    assertThat(collector.events()).isEmpty();
  }

  @Test
  void operators_are_told_after_ten_minutes_and_when_it_works_again() throws SQLException {
    record(1);
    collector.faults().answer(Answer.empty(403), 1000);
    for (int minute = 0; minute < 10; minute++) {
      delivery.run();
      assertThat(alarms()).isZero();
      clock.advance(Duration.ofMinutes(1));
    }
    clock.advance(Duration.ofMinutes(5));
    delivery.run();
    assertThat(alarms()).isEqualTo(1);
    UUID incident = rows.open().getFirst();
    assertThat(rows.trouble(incident).orElseThrow().why()).endsWith("answered 403");
    assertThat(types(incident)).containsExactly("audit_delivery_failed");

    collector.faults().clear();
    clock.advance(Duration.ofMinutes(5));
    delivery.run();
    assertThat(rows.open()).isEmpty();
    assertThat(types(incident)).containsExactly("audit_delivery_failed", "audit_delivery_restored");
    delivery.run();
    assertThat(sequences()).as("with the events about it").hasSize(3);
  }

  @Test
  void the_alarm_about_a_destination_ends_an_hour_after_it_was_removed_from_the_settings()
      throws SQLException {
    record(1);
    collector.faults().answer(Answer.empty(403), 1000);
    delivery.run();
    clock.advance(Duration.ofMinutes(11));
    delivery.run();
    UUID incident = rows.open().getFirst();
    var withoutIt = new AuditDelivery(List.of(), rows, reader, trail);
    clock.advance(Duration.ofMinutes(40));
    delivery.run(); // A replica that still has it.
    clock.advance(Duration.ofMinutes(59));
    withoutIt.run();
    assertThat(rows.open()).as("another replica may have it").containsExactly(incident);

    clock.advance(Duration.ofMinutes(1));
    withoutIt.run();
    assertThat(rows.open()).isEmpty();
    assertThat(rows.overBecause(incident)).hasValue(new DeliveryRows.Over("collector", true));
    assertThat(types(incident))
        .containsExactly("audit_delivery_failed", "audit_destination_removed");
    assertThat(rows.position("collector")).as("if it is set again").isEqualTo(start);
  }

  @Test
  void an_unexpected_exception_of_one_destination_keeps_nothing_from_the_others() {
    record(2);
    var broken = new Broken();
    List<AuditDestination> destinations = new ArrayList<>(List.of(broken));
    all.forEach(destinations::add);
    var several = new AuditDelivery(destinations, rows, reader, trail);
    assertThat(several.run()).isEqualTo(AuditDelivery.PAUSE);
    assertThat(sequences()).containsExactly(start + 1, start + 2);
    several.run();
    assertThat(broken.calls).as("it is tried again later").isEqualTo(1);
    clock.advance(Duration.ofMinutes(11));
    several.run();
    DeliveryRows.Problem trouble = rows.trouble(rows.open().getFirst()).orElseThrow();
    assertThat(trouble.destination()).isEqualTo("broken");
    assertThat(trouble.why()).isEqualTo("an unexpected error, IllegalStateException");
  }

  /** A destination with a mistake in it. */
  private static final class Broken implements AuditDestination {
    private int calls;

    @Override
    public String name() {
      return "broken";
    }

    @Override
    public boolean configured() {
      return true;
    }

    @Override
    public Delivery deliver(List<AuditEntry> entries) {
      calls++;
      throw new IllegalStateException("a mistake in Hourkey");
    }
  }

  @Test
  void a_replica_that_was_overtaken_does_not_move_the_position_back() {
    record(3);
    delivery.run();
    boolean moved =
        rows.recordDelivered("collector", start, reader.page(start, Long.MAX_VALUE, 1).getFirst());
    assertThat(moved).isFalse();
    assertThat(rows.position("collector")).isEqualTo(start + 3);
  }

  private void record(int many) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              for (int i = 0; i < many; i++) {
                trail.record(new AuditEvent.RequestExpired(UUID.randomUUID()));
              }
            });
  }

  private List<Long> sequences() {
    return collector.events().stream()
        .map((JsonNode event) -> event.at("/metadata/sequence").asLong())
        .toList();
  }

  private static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private long alarms() throws SQLException {
    return Sql.number(
        database, "select count(*) from notification where kind = 'AuditNotDelivered'");
  }

  private List<String> types(UUID subject) throws SQLException {
    List<String> types = new ArrayList<>();
    try (var connection = database.getConnection();
        var sql =
            connection.prepareStatement(
                "select type from audit_event where subject = ? order by seq")) {
      sql.setString(1, subject.toString());
      try (var found = sql.executeQuery()) {
        while (found.next()) {
          types.add(found.getString(1));
        }
      }
    }
    return types;
  }
}

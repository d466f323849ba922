package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.VendorError;
import dev.hourkey.request.CatalogIncidents.Kind;
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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class CatalogIncidentsTest {
  private static final String WHY = "policy.yaml: line 3: 'x' is not known here";

  @Inject CatalogIncidents real;
  @Inject EntityManager entities;
  @Inject Outbox outbox;
  @Inject AuditTrail trail;
  @Inject MovableClock clock;
  @Inject DataSource database;

  @BeforeEach
  void noTrouble() throws SQLException {
    Sql.empty(database, "notification");
    execute("update catalog_incident set failing_since = null, failed_at = null, alerted = false");
    clock.advance(Duration.ofDays(1));
  }

  @Test
  void operators_are_told_once_and_at_once_of_a_lasting_refusal_until_it_is_resolved()
      throws SQLException {
    CatalogIncidents replica = replica();
    for (int times = 0; times < 5; times++) {
      replica.report(Kind.POLICY_FILE, WHY, Duration.ZERO);
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(notifications("")).isOne();
    UUID incident = incident(Kind.POLICY_FILE);
    assertThat(real.of(incident)).map(CatalogIncidents.Problem::why).hasValue(WHY);

    replica.resolve(Kind.POLICY_FILE);
    assertThat(real.of(incident)).isEmpty();
    assertThat(notifications(" and wanted = 2")).isOne();
    assertThat(number("audit_event where subject = '" + incident + "'")).isEqualTo(2);
  }

  @Test
  void nobody_is_told_of_a_short_failure() throws SQLException {
    CatalogIncidents replica = replica();
    for (int minute = 0; minute < 10; minute++) {
      replica.report(Kind.AWS, "AWS answered 503", Duration.ofMinutes(10));
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(notifications("")).isZero();
    replica.report(Kind.AWS, "AWS answered 503", Duration.ofMinutes(10));
    assertThat(notifications("")).isOne();
  }

  @Test
  void a_replica_without_problems_does_not_resolve_what_another_replica_still_sees()
      throws SQLException {
    CatalogIncidents seeing = replica();
    CatalogIncidents other = replica();
    for (int minute = 0; minute < 10; minute++) {
      seeing.report(Kind.POLICY_FILE, WHY, Duration.ZERO);
      other.resolve(Kind.POLICY_FILE);
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(notifications("")).isOne();
    assertThat(real.of(incident(Kind.POLICY_FILE))).isPresent();
    clock.advance(Duration.ofMinutes(3));
    other.resolve(Kind.POLICY_FILE);
    assertThat(real.of(incident(Kind.POLICY_FILE))).isEmpty();
  }

  @Test
  void an_incident_about_a_refused_call_ends_only_when_the_vendor_answers_that_call()
      throws SQLException {
    CatalogIncidents refused = replica();
    CatalogIncidents other = replica();
    refused.report(refusal("usergroups.list"), Duration.ZERO);
    UUID incident = incident(Kind.CHAT);
    for (int minute = 0; minute < 10; minute++) {
      clock.advance(Duration.ofMinutes(1));
      for (CatalogIncidents replica : List.of(refused, other, replica())) {
        replica.resolve(Kind.CHAT, Optional.of("users.info"));
      }
      assertThat(real.of(incident)).isPresent();
    }
    other.resolve(Kind.CHAT, Optional.of("usergroups.list"));
    assertThat(real.of(incident)).isEmpty();
    assertThat(notifications("")).isOne();
  }

  @Test
  void the_replica_that_was_refused_knows_at_once_that_it_is_over() {
    CatalogIncidents replica = replica();
    replica.report(refusal("usergroups.list"), Duration.ZERO);
    replica.resolve(Kind.CHAT, Optional.of("users.info"));
    replica.resolve(Kind.CHAT, Optional.of("usergroups.list"));
    assertThat(real.of(incident(Kind.CHAT))).isEmpty();
  }

  @Test
  void a_refused_call_that_nobody_makes_any_more_is_forgotten_after_a_day() {
    CatalogIncidents replica = replica();
    replica.report(refusal("usergroups.list"), Duration.ZERO);
    UUID incident = incident(Kind.CHAT);
    clock.advance(Duration.ofHours(23));
    replica.resolve(Kind.CHAT, Optional.of("users.info"));
    assertThat(real.of(incident)).isPresent();
    clock.advance(Duration.ofHours(1));
    replica.resolve(Kind.CHAT, Optional.of("users.info"));
    assertThat(real.of(incident)).isEmpty();
  }

  private static VendorError refusal(String method) {
    return new VendorError(
        new VendorError.Party(VendorError.Party.Role.CHAT, "Slack"),
        "missing_scope",
        "Slack refuses " + method + " with missing_scope",
        Optional.empty(),
        Optional.of(method));
  }

  private CatalogIncidents replica() {
    return new CatalogIncidents(entities, outbox, trail, clock);
  }

  private UUID incident(Kind kind) {
    return QuarkusTransaction.requiringNew()
        .call(() -> entities.find(CatalogIncidentRow.class, kind).incident());
  }

  private long notifications(String and) throws SQLException {
    return number("notification where kind = 'CatalogTrouble'" + and);
  }

  private long number(String from) throws SQLException {
    return Sql.number(database, "select count(*) from " + from);
  }

  private void execute(String statement) throws SQLException {
    Sql.execute(database, statement);
  }
}

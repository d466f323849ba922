package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.CredentialHealth.Problem;
import dev.hourkey.person.CredentialListener.Vendor;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class CredentialHealthTest extends GrantDatabaseTest {
  private static final String NOTIFICATIONS = "notification where kind = 'CredentialsFailed'";
  private static final String WHY = "Microsoft gives no token";

  @Inject EntityManager entityManager;
  @Inject CredentialHealth real; // Without a simulated replica, but with real transactions.

  @Test
  void credentials_that_keep_failing_are_reported_once_and_resolved_when_they_work() {
    Instant since = clock.instant();
    CredentialHealth replica = anotherReplica();
    replica.failed(Vendor.ENTRA, WHY);
    assertThat(count(NOTIFICATIONS)).isZero();
    for (int times = 0; times < 5; times++) {
      pass(Duration.ofSeconds(20));
      replica.failed(Vendor.ENTRA, WHY);
    }
    assertThat(count(NOTIFICATIONS)).isOne();
    assertThat(real.trouble(incident())).hasValue(new Problem(Vendor.ENTRA, WHY, since));

    replica.succeeded(Vendor.ENTRA);
    assertThat(real.trouble(incident())).isEmpty();
    assertThat(count(NOTIFICATIONS + " and wanted = 2")).isOne();
    assertThat(record(incident())).containsExactly("credentials_failed", "credentials_restored");
  }

  @Test
  void a_hiccup_is_not_reported() {
    CredentialHealth replica = anotherReplica();
    for (int times = 0; times < 5; times++) {
      replica.failed(Vendor.AWS, WHY);
      pass(Duration.ofSeconds(20));
      replica.succeeded(Vendor.AWS);
      pass(Duration.ofSeconds(20));
    }
    assertThat(count(NOTIFICATIONS)).isZero();
    assertThat(count("vendor_credentials where failing_since is not null")).isZero();
  }

  @Test
  void two_replicas_share_a_message_and_two_vendors_do_not() {
    CredentialHealth one = anotherReplica();
    CredentialHealth other = anotherReplica();
    for (int times = 0; times < 4; times++) {
      one.failed(Vendor.ENTRA, WHY);
      other.failed(Vendor.ENTRA, WHY);
      other.failed(Vendor.AWS, "AWS has none");
      pass(Duration.ofSeconds(20));
    }
    assertThat(count(NOTIFICATIONS)).isEqualTo(2);
  }

  @Test
  void a_replica_whose_credentials_work_does_not_resolve_anothers_failure() {
    CredentialHealth failing = anotherReplica();
    CredentialHealth working = anotherReplica();
    for (int times = 0; times < 10; times++) {
      failing.failed(Vendor.ENTRA, WHY);
      working.succeeded(Vendor.ENTRA);
      pass(Duration.ofMinutes(1));
    }
    assertThat(count(NOTIFICATIONS)).isOne();
    assertThat(real.trouble(incident())).isPresent();
  }

  @Test
  void the_failure_of_a_replica_that_is_gone_is_resolved_by_the_others() {
    CredentialHealth gone = anotherReplica();
    for (int times = 0; times < 3; times++) {
      gone.failed(Vendor.ENTRA, WHY);
      pass(Duration.ofSeconds(20));
    }
    CredentialHealth started = anotherReplica();
    started.succeeded(Vendor.ENTRA);
    assertThat(real.trouble(incident())).isPresent();
    pass(Duration.ofMinutes(2));
    started.succeeded(Vendor.ENTRA);
    assertThat(real.trouble(incident())).isEmpty();
  }

  @Test
  void while_credentials_work_the_database_is_rarely_read_and_never_written() throws SQLException {
    CredentialHealth replica = anotherReplica();
    String before = version();
    for (int call = 0; call < 1000; call++) {
      replica.succeeded(Vendor.ENTRA);
      replica.succeeded(Vendor.AWS);
      pass(Duration.ofMillis(100));
    }
    assertThat(version()).isEqualTo(before);
  }

  @Test
  void a_long_reason_is_cut() {
    CredentialHealth replica = anotherReplica();
    replica.failed(Vendor.AWS, "x".repeat(10_000));
    assertThat(count("vendor_credentials where vendor = 'AWS' and length(because) < 500")).isOne();
  }

  @Test
  void an_approved_grant_waits_until_credentials_work() {
    UUID grant = open(ANA);
    for (int times = 0; times < 5; times++) {
      noCredentials();
      replica().reconcile(grant);
      assertThat(state(grant)).isInstanceOf(GrantState.Provisioning.class);
      pass(Duration.ofMinutes(1));
    }
    live(grant);
    assertThat(state(grant)).isInstanceOf(GrantState.Live.class);
  }

  private void noCredentials() {
    vendors.onTheWay =
        () -> {
          throw DirectoryFailure.credentials("add", new IllegalStateException("no token"));
        };
  }

  private CredentialHealth anotherReplica() {
    return new CredentialHealth(entityManager, outbox, trail, clock);
  }

  private void pass(Duration time) {
    clock.advance(time);
  }

  private UUID incident() {
    return transaction(
        () -> entityManager.find(CredentialHealthRow.class, Vendor.ENTRA).incident());
  }

  private String version() throws SQLException {
    try (var connection = database.getConnection();
        var sql = connection.createStatement();
        var rows = sql.executeQuery("select string_agg(xmin::text, ',') from vendor_credentials")) {
      rows.next();
      return rows.getString(1);
    }
  }
}

package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.ExpiringCredentials.Credential;
import dev.hourkey.grant.ExpiringCredentials.Expiry;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class ExpiringCredentialsTest extends GrantDatabaseTest {
  private static final String ALARMS = "notification where kind = 'CredentialExpiring'";

  @Inject ExpiringCredentials expiring;

  @BeforeEach
  void nothingExpires() {
    execute("update expiring_credential set failing_since = null, alerted = false");
  }

  @Test
  void operators_are_told_30_and_7_days_before_and_a_renewal_resolves_it() {
    Instant end = clock.instant().plus(Duration.ofDays(31));
    check(end);
    assertThat(expiring.open()).isEmpty();

    clock.advance(Duration.ofDays(2));
    check(end);
    check(end);
    assertThat(count(ALARMS)).isOne();
    UUID first = expiring.open().getFirst();
    assertThat(expiring.expiry(first)).hasValue(new Expiry(Credential.SCIM_TOKEN, end));

    clock.advance(Duration.ofDays(23));
    check(end);
    check(end);
    assertThat(count(ALARMS)).isEqualTo(2);
    clock.advance(Duration.ofDays(7));
    check(end);
    assertThat(count(ALARMS)).as("it has expired").isEqualTo(2);
    assertThat(count(ALARMS + " and wanted = 1")).isEqualTo(2);

    check(end.plus(Duration.ofDays(365)));
    assertThat(expiring.open()).isEmpty();
    assertThat(expiring.expiry(first)).isEmpty();
    assertThat(expiring.credentialOf(first)).hasValue(Credential.SCIM_TOKEN);
    assertThat(count(ALARMS + " and wanted = 2")).isEqualTo(2);
  }

  @Test
  void a_credential_that_expires_soon_at_the_first_check_is_reported_once() {
    Instant end = clock.instant().plus(Duration.ofDays(5));
    check(end);
    check(end);
    assertThat(count(ALARMS)).isOne();

    check(end.plus(Duration.ofDays(15)));
    assertThat(expiring.open()).as("less than 30 days are left").hasSize(1);
    assertThat(count(ALARMS)).isEqualTo(2);
  }

  @Test
  void an_end_that_cannot_be_read_resolves_nothing_and_one_that_is_not_in_use_does() {
    check(clock.instant().plus(Duration.ofDays(20)));
    expiring.checkExpiry(Map.of());
    assertThat(expiring.open()).hasSize(1);
    expiring.checkExpiry(Map.of(Credential.SCIM_TOKEN, Optional.empty()));
    assertThat(expiring.open()).isEmpty();
  }

  @Test
  void a_later_end_that_is_still_near_updates_the_message() {
    check(clock.instant().plus(Duration.ofDays(20)));
    Instant later = clock.instant().plus(Duration.ofDays(25));
    check(later);
    assertThat(expiring.open())
        .singleElement()
        .satisfies(
            incident ->
                assertThat(expiring.expiry(incident))
                    .hasValue(new Expiry(Credential.SCIM_TOKEN, later)));
    assertThat(count(ALARMS + " and wanted = 2")).isOne();
  }

  private void check(Instant end) {
    expiring.checkExpiry(
        Map.of(
            Credential.SCIM_TOKEN,
            Optional.of(end),
            Credential.ENTRA_CERTIFICATE,
            Optional.empty()));
  }
}

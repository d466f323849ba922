package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.aws.AwsConfig;
import dev.hourkey.entra.EntraConfig;
import dev.hourkey.grant.ExpiringCredentials;
import dev.hourkey.grant.GrantDatabaseTest;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class CredentialEndsTest extends GrantDatabaseTest {
  @Inject ExpiringCredentials expiring;

  @TempDir Path folder;

  /** The one that was started last. */
  private Optional<Replica> replica = Optional.empty();

  @BeforeEach
  void nothingExpires() throws SQLException {
    execute("update expiring_credential set failing_since = null, alerted = false");
    Sql.empty(database, "replica");
  }

  @Test
  void a_token_whose_date_is_no_longer_set_may_still_expire() {
    started(Map.of("hourkey.aws.scim-token-expires", day(20))).check();
    assertThat(expiring.open()).hasSize(1);
    started(Map.of()).check();
    assertThat(expiring.open()).hasSize(1);
    started(Map.of("hourkey.aws.scim-token-expires", day(365))).check();
    assertThat(expiring.open()).isEmpty();
  }

  @Test
  void a_certificate_is_renewed_once_hourkey_has_started_with_it() throws Exception {
    Path file = folder.resolve("entra.pem");
    Map<String, String> settings = Map.of("hourkey.entra.certificate-path", file.toString());
    write(file, 20);
    CredentialEnds before = started(settings);
    before.check();
    assertThat(expiring.open()).hasSize(1);

    write(file, 365);
    before.check();
    assertThat(expiring.open()).as("the old one is used until a restart").hasSize(1);
    started(settings).check();
    assertThat(expiring.open()).isEmpty();
  }

  @Test
  void replicas_with_different_certificates_agree_on_the_first_that_expires() throws Exception {
    Path file = folder.resolve("entra.pem");
    Map<String, String> settings = Map.of("hourkey.entra.certificate-path", file.toString());
    write(file, 20);
    CredentialEnds one = started(settings);
    assertThat(replica.orElseThrow().heartbeat()).isZero();
    replica.orElseThrow().close();
    write(file, 365);
    CredentialEnds other = started(settings);
    one.check();
    other.check();
    assertThat(expiring.open()).as("whichever checks").hasSize(1);

    execute("update replica set seen_at = now() - interval '21 seconds'"); // It was stopped.
    other.check();
    assertThat(expiring.open()).isEmpty();
  }

  @Test
  void a_new_certificate_that_expires_sooner_is_reported_before_the_restart() throws Exception {
    Path file = folder.resolve("entra.pem");
    write(file, 365);
    CredentialEnds ends = started(Map.of("hourkey.entra.certificate-path", file.toString()));
    write(file, 20);
    ends.check();
    assertThat(expiring.open()).hasSize(1);
  }

  /** As after a start with these settings. */
  private CredentialEnds started(Map<String, String> settings) {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(AwsConfig.class)
            .withMapping(EntraConfig.class)
            .withDefaultValues(settings)
            .build();
    EntraConfig entra = config.getConfigMapping(EntraConfig.class);
    Replica started = new Replica(database, entra, config);
    replica = Optional.of(started);
    return new CredentialEnds(config.getConfigMapping(AwsConfig.class), entra, expiring, started);
  }

  private String day(int days) {
    return clock
        .instant()
        .plus(Duration.ofDays(days))
        .atZone(ZoneOffset.UTC)
        .toLocalDate()
        .toString();
  }

  private void write(Path file, int days) throws Exception {
    KeyPair key = KeyPairGenerator.getInstance("EC").generateKeyPair();
    X500Name name = new X500Name("CN=Hourkey");
    byte[] certificate =
        new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(clock.instant()),
                Date.from(clock.instant().plus(Duration.ofDays(days))),
                name,
                key.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
            .getEncoded();
    Files.writeString(
        file,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(certificate)
            + "\n-----END CERTIFICATE-----\n");
  }
}

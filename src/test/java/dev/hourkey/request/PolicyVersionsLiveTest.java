package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What depends on the version of the policy file that is in force. */
@QuarkusTest
class PolicyVersionsLiveTest extends JourneyTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Path FILE = Path.of("/etc/hourkey/of-this-test.yaml");
  private static final PolicyFile FIRST =
      PolicyVersionsTest.version("eligible: [group:engineering]");
  private static final String OF_TOOLS =
      """
      select count(*) from audit_event
      where type in ('vendor_failed', 'vendor_recovered') and payload like '%TOOLS%'
      """;

  @Inject EntityManager entities;
  @Inject CatalogIncidents incidents;
  @Inject PolicyChanges policyChanges;
  @Inject Clock clock;

  private PolicyVersions versions;

  @BeforeEach
  void aReplica() {
    versions = new PolicyVersions(entities, incidents, policyChanges, _ -> false, clock);
  }

  @Test
  void a_replica_that_is_behind_the_others_opens_approves_and_adds_nothing() throws SQLException {
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card();
    inForceNow("of-another-version");
    bruno.click(card, "approve");
    ask(sandbox.slack().person("U0DANA"), "prod-readonly", HOUR, "INC-43: the other disk");
    eventually(
        () ->
            assertThat(number("select count(*) from submission where failures > 0")).isEqualTo(2));
    assertThat(number("select count(*) from access_request")).isOne();
    assertThat(number("select count(*) from access_grant")).isZero();

    sandbox.entra().fail("POST */members/$ref", DirectoryStandIn.ALWAYS, 503);
    inForceNow(catalog.version());
    pass(MINUTE);
    eventually(() -> assertThat(number("select count(*) from access_request")).isEqualTo(2));
    eventually( // So the first attempt to add is over.
        () -> assertThat(number("select count(*) from access_grant where failures > 0")).isOne());
    inForceNow("of-another-version");
    sandbox.entra().clearFaults();
    long before = number("select failures from access_grant");
    pass(MINUTE);
    eventually(() -> assertThat(number("select failures from access_grant")).isGreaterThan(before));
    assertThat(sandbox.entra().isMember("aws-prod-readonly", ANA_AT_HOME)).isFalse();

    inForceNow(catalog.version());
    pass(MINUTE);
    alerted(ana, "is ready");
  }

  /** As if another replica had put this version in force. */
  private void inForceNow(String digest) throws SQLException {
    execute("update policy_version set digest = '" + digest + "'");
  }

  @Test
  void operators_read_which_settings_of_a_tool_are_missing_and_when_it_is_over()
      throws SQLException {
    long before = number(OF_TOOLS);
    versions.listed(
        FILE, PolicyFile.parse(FIRST.text() + "on_call: { platform: { incident_io: A } }"));
    eventually(
        () ->
            assertThat(alarm())
                .contains("needs settings that are missing")
                .contains("'on_call' names incident.io")
                .contains("hourkey.oncall.incident-io-token is not set"));
    versions.listed(FILE, FIRST);
    eventually(() -> assertThat(alarm()).contains("has all settings that the policy file needs"));
    assertThat(number(OF_TOOLS) - before).isEqualTo(2);
  }

  private String alarm() {
    return bruno.messages("aws-ops").stream()
        .map(message -> message.words())
        .reduce("", String::concat);
  }
}

package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What happens to access while the policy file has mistakes. */
@QuarkusTest
class PolicyInForceLiveTest extends JourneyTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String OPS = "aws-ops";

  @Inject PolicyConfig config;
  @Inject Discovery discovery;
  @Inject EntitlementIds ids;
  @Inject CatalogListener watch;

  @Test
  void a_file_with_mistakes_never_comes_into_force_and_operators_are_told_the_line()
      throws Exception {
    breakFile();
    catalog.refresh();
    eventually(
        () ->
            assertThat(alarm())
                .contains("The policy file has mistakes", "line 10: 'aprovals'")
                .contains("did you mean 'approvals'?"));
    assertThat(text("q/metrics")).contains("hourkey_policy_broken 1.0");
    assertThat(latest("policy_broken")).contains("line 10: 'aprovals'");

    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");

    HourkeySandbox.policy("");
    catalog.refresh();
    eventually(() -> assertThat(alarm()).contains("has no mistakes any more"));
    assertThat(bruno.messages(OPS)).as("it is one message, redrawn").hasSize(1);
    assertThat(text("q/metrics")).contains("hourkey_policy_broken 0.0");
    assertThat(event("policy_fixed")).isNotNull();
  }

  @Test
  void after_a_restart_the_last_valid_version_is_still_in_force() {
    breakFile();
    Catalog restarted = new Catalog(config, discovery, ids, watch);
    CatalogSnapshot snapshot = restarted.reload();
    assertThat(snapshot.complete()).isTrue();
    assertThat(snapshot.entitlements()).hasSize(3);
    assertThat(snapshot.operationsChannel()).hasValue(OPS);
    assertThat(snapshot.problems()).isNotEmpty();
    assertThat(restarted.broken()).hasValue(true);
  }

  @Test
  void without_any_valid_version_nothing_can_be_requested_and_the_reason_is_shown() {
    breakFile();
    Catalog first = new Catalog(config, discovery, ids, CatalogListener.NOBODY);
    CatalogSnapshot snapshot = first.refresh();
    assertThat(snapshot.entitlements()).isEmpty();
    assertThat(snapshot.incompleteReason()).hasValue("Hourkey's policy file has mistakes");
    assertThatExceptionOfType(DirectoryFailure.class)
        .as("nobody knows, so nothing that was approved is thrown away")
        .isThrownBy(() -> first.settled("prod-readonly"))
        .returns("Hourkey's policy file has mistakes", DirectoryFailure::userSentenceStart);
  }

  @Test
  void a_version_that_comes_into_force_is_recorded_once_with_its_digest() throws Exception {
    HourkeySandbox.policy("");
    catalog.refresh();
    String before = PolicyFile.read(config.file()).digest();
    HourkeySandbox.policy("# a change\n");
    String now = PolicyFile.read(config.file()).digest();
    long changes = changes();
    catalog.refresh();
    catalog.refresh();
    assertThat(latest("policy_changed")).contains(now, before);
    assertThat(changes()).isEqualTo(changes + 1);
    assertThat(notified("PolicyChanged")).as("the file says the same").isZero();
  }

  @Test
  void operators_and_auditors_read_who_gains_and_who_loses_what() throws Exception {
    HourkeySandbox.policy(
        example -> example.replaceFirst("eligible: \\[", "eligible: [group:contractors, "));
    catalog.refresh();
    eventually(
        () ->
            assertThat(alarm())
                .contains("Another version of the policy file is in force")
                .contains("group:contractors may request it"));
    assertThat(latest("policy_changed")).contains("widens", "group:contractors may request it");
    catalog.refresh();
    assertThat(notified("PolicyChanged")).isOne();
  }

  private static void breakFile() {
    HourkeySandbox.policy(example -> example.replace("approvals: 1", "aprovals: 1"));
  }

  private String alarm() {
    return bruno.messages(OPS).stream()
        .map(message -> message.words() + message.text())
        .reduce("", String::concat);
  }

  private long changes() throws SQLException {
    return number("select count(*) from audit_event where type = 'policy_changed'");
  }

  private String latest(String type) throws SQLException {
    try (var connection = database.getConnection();
        var sql =
            connection.prepareStatement(
                "select payload from audit_event where type = ? order by seq desc limit 1")) {
      sql.setString(1, type);
      try (var rows = sql.executeQuery()) {
        return rows.next() ? rows.getString(1) : "";
      }
    }
  }
}

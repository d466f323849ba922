package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.support.FreePort;
import dev.hourkey.support.PackagedJar;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The packaged jar when it is started with a mistake, and its commands. */
class PackagedCommandsIT extends WithPackagedJar {
  @Test
  void missing_settings_stop_the_start_with_a_sentence_each() throws Exception {
    Map<String, String> settings = PackagedJar.settings(sandbox, database, policy);
    settings.remove("hourkey.slack.signing-secret");
    settings.remove("hourkey.aws.region");
    settings.remove("hourkey.slack.team-id");
    settings.put("hourkey.slack.bot-tokn", "x");
    settings.put("lc.all", "C"); // No locale, as under many service managers.
    try (PackagedJar hourkey = PackagedJar.start(settings)) {
      assertThat(hourkey.process().waitFor(Duration.ofSeconds(30))).isTrue();
      assertThat(hourkey.process().exitValue()).isNotZero();
      assertThat(hourkey.log().lines().filter(line -> line.startsWith("- ")).toList())
          .anyMatch(line -> line.contains("HOURKEY_SLACK_SIGNING_SECRET"))
          .anyMatch(line -> line.contains("HOURKEY_AWS_REGION"))
          .anyMatch(line -> line.endsWith("may use Hourkey, T…."))
          .anyMatch(line -> line.contains("did you mean HOURKEY_SLACK_BOT_TOKEN?"));
      assertThat(hourkey.log()).doesNotContain("Exception");
    }
  }

  @Test
  void a_policy_file_with_mistakes_stops_the_start_with_their_lines() throws Exception {
    Files.writeString(policy, "version: 1\nentitlments: []\n");
    Map<String, String> settings = PackagedJar.settings(sandbox, database, policy);
    try (PackagedJar hourkey = PackagedJar.start(settings)) {
      assertThat(hourkey.process().waitFor(Duration.ofSeconds(30))).isTrue();
      assertThat(hourkey.process().exitValue()).isNotZero();
      assertThat(hourkey.log()).contains("line 2: 'entitlments' is not known here");
    }
  }

  @Test
  void a_database_that_is_down_stops_the_start_with_a_sentence() throws Exception {
    Map<String, String> settings =
        PackagedJar.settings(sandbox, "jdbc:postgresql://127.0.0.1:9/hourkey", policy);
    try (PackagedJar hourkey = PackagedJar.start(settings)) {
      assertThat(hourkey.process().waitFor(Duration.ofSeconds(30))).isTrue();
      assertThat(hourkey.process().exitValue()).isEqualTo(69);
      assertThat(hourkey.log().lines()).hasSize(2).last().asString().contains("08001");
    }
    PackagedJar.Finished command = PackagedJar.run(settings, "revoke-overdue");
    assertThat(command.exitCode()).isEqualTo(69);
    assertThat(command.output().lines()).hasSize(2).last().asString().contains("08001");
  }

  @Test
  void a_live_check_names_what_entra_answered_and_the_step_of_the_guide() throws Exception {
    Map<String, String> settings = PackagedJar.settings(sandbox, database, policy);
    PackagedJar.start(settings).ready().close(); // Creates the tables.
    PackagedJar.Finished fine = PackagedJar.run(settings, "check", "--live", policy.toString());
    assertThat(fine.output())
        .endsWith("no problems; Entra and AWS have everything that it names\n");
    assertThat(fine.exitCode()).isZero();

    sandbox.entra().fail("GET /v1.0/groups*", DirectoryStandIn.ALWAYS, 403);
    PackagedJar.Finished refused = PackagedJar.run(settings, "check", "--live", policy.toString());
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output())
        .contains("line 4: 'prod-readonly' is unavailable")
        .contains("Entra answered 403 Authorization_RequestDenied", "docs/install.md#groups")
        .doesNotContain("Exception");

    settings.put("hourkey.entra.graph-url", "http://127.0.0.1:9/v1.0");
    assertThat(PackagedJar.run(settings, "check", "--live", policy.toString()).output())
        .contains("Entra could not be reached (ConnectException: Connection refused)");
  }

  @Test
  void doctor_says_what_is_wrong_and_so_does_its_exit_code() throws Exception {
    Map<String, String> settings = PackagedJar.settings(sandbox, database, policy);
    PackagedJar.Finished fine = PackagedJar.run(settings, "doctor", "--only", "slack,policy");
    assertThat(fine.output())
        .contains("ok       Ask Slack about the bot token")
        .endsWith(" 0 wrong, 0 unknown.\n");
    assertThat(fine.exitCode()).isZero();

    sandbox.slack().member("aws-ops", sandbox.slack().botId(), false);
    PackagedJar.Finished wrong = PackagedJar.run(settings, "doctor", "--json");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.output()).doesNotContain(sandbox.slack().botToken(), "Exception");
    JsonNode report = new ObjectMapper().readTree(wrong.output());
    assertThat(report.get("fine").asBoolean()).isFalse();
    assertThat(report.get("findings"))
        .anySatisfy(
            finding -> {
              assertThat(finding.get("area").asText()).isEqualTo("Slack");
              assertThat(finding.get("outcome").asText()).isEqualTo("wrong");
              assertThat(finding.get("tried").asText()).contains("aws-ops");
              assertThat(finding.get("page").asText()).isEqualTo("docs/install.md#slack");
            })
        .anySatisfy(
            finding -> {
              assertThat(finding.get("area").asText()).isEqualTo("Settings");
              assertThat(finding.get("outcome").asText()).isEqualTo("ok");
            })
        .anySatisfy(finding -> assertThat(finding.get("area").asText()).isEqualTo("AWS"));
  }

  @Test
  void a_command_that_cannot_start_says_why() throws Exception {
    try (EmbeddedPostgres empty = EmbeddedPostgres.builder().setPort(FreePort.take()).start()) {
      PackagedJar.Finished command =
          PackagedJar.run(PackagedJar.settings(sandbox, empty, policy), "revoke-overdue");
      assertThat(command.exitCode()).isEqualTo(69);
      assertThat(command.output().lines())
          .hasSize(2)
          .last()
          .asString()
          .contains("The database has no Hourkey tables. Run 'hourkey migrate' as their owner;");
    }
  }

  @Test
  void the_command_prints_its_version() throws Exception {
    PackagedJar.Finished alerted = PackagedJar.run(Map.of(), "--version");
    assertThat(alerted.exitCode()).isZero();
    assertThat(alerted.output()).matches("hourkey [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\\R");
  }
}

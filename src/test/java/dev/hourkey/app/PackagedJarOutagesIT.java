package dev.hourkey.app;

import static dev.hourkey.support.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.slack.Delivery;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.FreePort;
import dev.hourkey.support.PackagedJar;
import dev.hourkey.support.WholeGrant;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packaged jar while its policy file, its database or Entra fails. */
class PackagedJarOutagesIT extends WithPackagedJar {
  @Test
  void a_restart_with_a_broken_policy_file_keeps_the_last_valid_version() throws Exception {
    Map<String, String> settings = PackagedJar.settings(sandbox, database, policy);
    Files.writeString(policy, WholeGrant.POLICY + "# A version of its own\n");
    try (PackagedJar hourkey = PackagedJar.start(settings).ready()) {
      eventually(() -> assertThat(hourkey.log()).contains("is in force"));
    }
    Files.writeString(policy, WholeGrant.POLICY.replace("eligible:", "eligble:"));
    try (PackagedJar hourkey = PackagedJar.start(settings).ready()) {
      sandbox.slack().deliverTo(hourkey.at("slack/events"));
      WholeGrant.lives(sandbox);
      assertThat(hourkey.log()).contains("'eligble' is not known here");
      WorkspaceUser bruno = sandbox.slack().person("U0BRUNO");
      eventually(
          () ->
              assertThat(bruno.messages("aws-ops"))
                  .anyMatch(one -> one.words().contains("line 8: 'eligble'")));
    }
    assertThat(PackagedJar.run(settings, "revoke-overdue").output().lines())
        .containsExactly("Nothing is overdue.");
  }

  @Test
  @SuppressWarnings("try") // The database stops in the middle.
  void without_its_database_people_get_an_answer_in_time_and_no_change_is_half_done()
      throws Exception {
    try (EmbeddedPostgres own = EmbeddedPostgres.builder().setPort(FreePort.take()).start();
        PackagedJar hourkey =
            PackagedJar.start(PackagedJar.settings(sandbox, own, policy)).ready()) {
      sandbox.slack().deliverTo(hourkey.at("slack/events"));
      WorkspaceUser ana = sandbox.slack().person("U0ANA");
      WorkspaceUser bruno = sandbox.slack().person("U0BRUNO");
      WholeGrant.ask(ana);
      eventually(() -> assertThat(bruno.messages("aws-approvals")).isNotEmpty());
      WholeGrant.openForm(bruno, WholeGrant.ENTITLEMENT);
      own.close();

      assertThat(ana.run("general", "/aws-access status"))
          .matches(Delivery::acknowledged)
          .extracting(answer -> answer.json().path("text").asText())
          .asString()
          .contains("couldn't save that");
      assertThat(bruno.submit(Map.of("why", "INC-43: it is full again")))
          .matches(Delivery::acknowledged)
          .extracting(answer -> answer.json().at("/errors/why").asText())
          .asString()
          .contains("couldn't save that");
      assertThat(bruno.click(bruno.messages("aws-approvals").getFirst(), "approve"))
          .matches(Delivery::acknowledged);
      eventually(
          () -> assertThat(bruno.latest("aws-approvals").text()).contains("couldn't save that"));
      sandbox.slack().member("aws-approvals", sandbox.slack().botId(), false);
      PostedMessage card = bruno.messages("aws-approvals").getFirst();
      assertThat(bruno.click(card, "approve")).matches(Delivery::acknowledged);
      eventually(
          () ->
              assertThat(
                      Stream.concat(
                              bruno.messages("aws-approvals").stream(),
                              bruno.directMessages().stream())
                          .filter(one -> one.text().contains("couldn't save that")))
                  .as("they are told again, although the bot is no longer in the channel")
                  .hasSizeGreaterThan(1));
      assertThat(hourkey.status(hourkey.atManagement("q/health/live"))).isEqualTo(200);
      assertThat(hourkey.status(hourkey.atManagement("q/health/ready"))).isEqualTo(503);
      assertThat(sandbox.entra().isMember(WholeGrant.GROUP, WholeGrant.ANA)).isFalse();
    }
  }

  @Test
  void a_stop_while_entra_is_asked_is_not_taken_for_entras_silence() throws Exception {
    sandbox.entra().delay("GET *", 1, Duration.ofSeconds(3));
    Map<String, String> settings = PackagedJar.settings(sandbox, database, policy);
    try (PackagedJar hourkey = PackagedJar.start(settings).ready()) {
      assertThat(hourkey.stops(Duration.ofSeconds(30))).isTrue();
      assertThat(hourkey.log()).doesNotContain("could not be reached", "could not record");
      assertThat(hourkey.errors()).isEmpty();
    }
  }
}

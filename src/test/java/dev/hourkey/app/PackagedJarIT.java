package dev.hourkey.app;

import static dev.hourkey.support.Patience.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.sandbox.collector.TracesStandIn;
import dev.hourkey.sandbox.slack.Delivery;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.FreePort;
import dev.hourkey.support.PackagedJar;
import dev.hourkey.support.WholeGrant;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The jar as operators run it, in the {@code prod} profile and in real time. */
class PackagedJarIT extends WithPackagedJar {
  @Test
  void over_http_a_grant_takes_seconds_and_is_traced() throws Exception {
    Map<String, String> settings = PackagedJar.settings(sandbox, database, policy);
    settings.put("otel.exporter.otlp.endpoint", sandbox.uri().toString());
    settings.put("otel.bsp.schedule.delay", "100");
    try (PackagedJar hourkey = PackagedJar.start(settings).ready()) {
      sandbox.slack().deliverTo(hourkey.at("slack/events"));
      WholeGrant.lives(sandbox);
      assertThat(hourkey.log())
          .doesNotContain(sandbox.slack().botToken(), sandbox.slack().signingSecret());
      assertThat(hourkey.errors()).isEmpty();
      eventually(
          () ->
              assertThat(sandbox.traces().spans())
                  .extracting(TracesStandIn.Span::name)
                  .contains("request", "decision", "grant", "end"));
    }
  }

  @Test
  void over_socket_mode_as_well() throws Exception {
    Map<String, String> settings = PackagedJar.settings(sandbox, database, policy);
    settings.put("hourkey.slack.transport", "socket");
    settings.remove("hourkey.slack.signing-secret");
    sandbox.slack().deliverOverSockets();
    try (PackagedJar hourkey = PackagedJar.start(settings).ready()) {
      WholeGrant.lives(sandbox);
      assertThat(hourkey.log()).doesNotContain(sandbox.slack().appToken(), "ticket=");
    }
  }

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
  void health_and_metrics_are_not_on_the_port_that_slack_calls() throws Exception {
    Map<String, String> settings = PackagedJar.settings(sandbox, database, policy);
    try (PackagedJar hourkey = PackagedJar.start(settings).ready()) {
      for (String path :
          List.of("q/health", "q/health/live", "q/health/ready", "q/metrics", "q/openapi")) {
        assertThat(hourkey.status(hourkey.atManagement(path))).as(path).isEqualTo(200);
        assertThat(hourkey.status(hourkey.at(path))).as(path).isEqualTo(404);
      }
      assertThat(text(hourkey.atManagement("q/openapi"))).startsWith("---\nopenapi: ");
      for (String path : List.of("q/openapi.json", "q/openapi?format=json")) {
        assertThat(text(hourkey.atManagement(path))).contains("\"/api/v1/grants\"");
      }
      for (String path : List.of("api/v1/grants", "slack/events")) {
        assertThat(hourkey.status(hourkey.atManagement(path))).as(path).isEqualTo(404);
      }
      assertThat(hourkey.status(hourkey.at("api/v1/grants"))).isEqualTo(401);
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

  /** The image has bash, and no other tool that could send a request. */
  @Test
  void the_images_health_check_tells_ready_from_not_ready() throws Exception {
    String check =
        Files.readAllLines(Path.of("Dockerfile")).stream()
            .filter(line -> line.startsWith("HEALTHCHECK "))
            .map(line -> line.substring(line.indexOf('[')))
            .findFirst()
            .orElseThrow();
    List<String> command =
        StreamSupport.stream(new ObjectMapper().readTree(check).spliterator(), false)
            .map(JsonNode::asText)
            .toList();
    Map<String, String> settings = PackagedJar.settings(sandbox, database, policy);
    try (PackagedJar hourkey = PackagedJar.start(settings).ready()) {
      ProcessBuilder requested = new ProcessBuilder(command);
      requested
          .environment()
          .put("QUARKUS_MANAGEMENT_PORT", String.valueOf(hourkey.atManagement("").getPort()));
      assertThat(requested.start().waitFor()).isZero();
      hourkey.kill();
      assertThat(requested.start().waitFor()).isNotZero();
    }
  }

  private static String text(URI address) throws IOException {
    try (InputStream answer = address.toURL().openStream()) {
      return new String(answer.readAllBytes(), UTF_8);
    }
  }
}

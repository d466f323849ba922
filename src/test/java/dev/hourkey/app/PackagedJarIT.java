package dev.hourkey.app;

import static dev.hourkey.support.Patience.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.sandbox.collector.TracesStandIn;
import dev.hourkey.support.PackagedJar;
import dev.hourkey.support.WholeGrant;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
  void a_grant_works_over_socket_mode_too() throws Exception {
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

  /** The image has bash, and no other tool that could send a request. */
  @Test
  void the_images_health_check_distinguishes_ready_from_not_ready() throws Exception {
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

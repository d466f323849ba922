package dev.hourkey.tracing;

import static dev.hourkey.support.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.hourkey.sandbox.collector.TracesStandIn;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.support.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a collector gets, and what happens without one. */
class OtlpCollectorTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final UUID REQUEST = UUID.fromString("33333333-0000-4000-8000-00000000000a");
  private static final UUID GRANT = UUID.fromString("44444444-0000-4000-8000-00000000000b");

  private final LoopbackServer http = new LoopbackServer(0);
  private final TracesStandIn received = new TracesStandIn(http);

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  void the_id_of_the_request_is_the_id_of_the_trace_and_replicas_join_it() {
    TracedSpan whole = TracedSpan.of(REQUEST, "request", NOON, NOON.plusSeconds(2));
    TracedSpan part =
        TracedSpan.of(REQUEST, "decision", NOON.plusSeconds(2), NOON.plusSeconds(60))
            .partOf("request")
            .with("hourkey.outcome", "approved");
    TracedSpan call =
        TracedSpan.of(GRANT, "remove member in Entra", NOON, NOON)
            .numbered(3)
            .partOf("removal")
            .following(REQUEST, "request")
            .failed("429");
    try (var one = collector(http.uri(), Map.of());
        var other = collector(http.uri(), Map.of())) {
      one.take(part); // A part may be sent before the whole.
      other.take(whole);
      other.take(call);
      other.take(call.numbered(4));
    }

    TracesStandIn.Span request = span("request").getFirst();
    assertThat(request.trace()).isEqualTo("3333333300004000800000000000000a");
    assertThat(request.parent()).isEmpty();
    assertThat(request.start()).isEqualTo(NOON);
    assertThat(request.end()).isEqualTo(NOON.plusSeconds(2));
    assertThat(request.sender()).containsEntry("service.name", "hourkey");
    assertThat(span("decision"))
        .singleElement()
        .satisfies(
            decision -> {
              assertThat(decision.trace()).isEqualTo(request.trace());
              assertThat(decision.parent()).isEqualTo(request.id());
              assertThat(decision.attributes()).isEqualTo(Map.of("hourkey.outcome", "approved"));
            });
    assertThat(span("remove member in Entra"))
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allSatisfy(
            removal -> {
              assertThat(removal.trace()).isEqualTo("4444444400004000800000000000000b");
              assertThat(removal.links()).containsExactly(request.trace());
              assertThat(removal.failure()).contains("429");
            })
        .extracting(TracesStandIn.Span::id)
        .doesNotHaveDuplicates();
  }

  @Test
  void operators_name_the_service_and_describe_it_as_everywhere() {
    try (var collector =
        collector(
            http.uri(),
            Map.of(
                "otel.service.name", "access",
                "otel.resource.attributes", "deployment.environment.name=prod"))) {
      collector.take(TracedSpan.of(REQUEST, "request", NOON, NOON));
    }
    assertThat(span("request").getFirst().sender())
        .containsEntry("service.name", "access")
        .containsEntry("deployment.environment.name", "prod");
  }

  @Test
  void a_collector_that_cannot_be_reached_delays_nothing() throws IOException {
    URI nobody = URI.create("http://127.0.0.1:" + FreePort.take());
    Instant begun = Instant.now();
    try (var collector = collector(nobody, Map.of())) {
      for (int i = 0; i < 10_000; i++) { // Five times as many as the queue holds.
        collector.take(TracedSpan.of(REQUEST, "call", NOON, NOON).numbered(i));
      }
      assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }
    assertThat(Duration.between(begun, Instant.now()))
        .as("with the end of the process")
        .isLessThan(Duration.ofSeconds(9));
  }

  @Test
  void a_setting_that_is_wrong_costs_the_traces_and_nothing_else() {
    Traces traces =
        new Traces(
            _ -> {},
            Traces.collector(
                new TracingSettings(
                    Map.of(
                        "otel.exporter.otlp.endpoint",
                        http.uri().toString(),
                        "otel.exporter.otlp.timeout",
                        "soon"))));
    assertThat(traces.on()).isFalse();
  }

  @Test
  void a_span_that_the_collector_refuses_is_lost_and_nothing_else() {
    List<TracedSpan> asked = new ArrayList<>();
    SpanCollector broken =
        new SpanCollector() {
          @Override
          public void take(TracedSpan span) {
            asked.add(span);
            throw new IllegalStateException("broken");
          }

          @Override
          public void close() {}
        };
    Traces traces = new Traces(_ -> {}, Optional.of(broken));
    TracedSpan span = TracedSpan.of(REQUEST, "add member in Entra", NOON, NOON);
    assertThatCode(() -> traces.committed(span)).doesNotThrowAnyException();
    assertThat(asked).containsExactly(span);
  }

  @Test
  void an_address_that_is_no_url_only_turns_tracing_off() {
    for (String address : List.of("collector:4317", "collector", "grpc://collector:4317")) {
      assertThat(
              Traces.collector(new TracingSettings(Map.of("otel.exporter.otlp.endpoint", address))))
          .as(address)
          .isEmpty();
    }
  }

  @Test
  void an_address_turns_tracing_on_and_the_usual_switch_turns_it_off() {
    assertThat(new TracingSettings(Map.of()).on()).isFalse();
    assertThat(new TracingSettings(Map.of("otel.service.name", "access")).on()).isFalse();
    assertThat(new TracingSettings(Map.of("otel.exporter.otlp.endpoint", "http://c:4318")).on())
        .isTrue();
    assertThat(
            new TracingSettings(Map.of("otel.exporter.otlp.traces.endpoint", "http://c/v1/traces"))
                .on())
        .isTrue();
    assertThat(
            new TracingSettings(
                    Map.of(
                        "otel.exporter.otlp.endpoint", "http://c:4318",
                        "otel.sdk.disabled", "true"))
                .on())
        .isFalse();
  }

  /** Without OpenTelemetry on the class path, any use of it would fail. */
  @Test
  void without_a_collector_no_class_of_opentelemetry_is_needed() throws Exception {
    URL[] withoutIt =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("opentelemetry"))
            .map(entry -> url(Path.of(entry)))
            .toArray(URL[]::new);
    try (var loader = new URLClassLoader(withoutIt, ClassLoader.getPlatformClassLoader())) {
      Class<?> traces = loader.loadClass(Traces.class.getName());
      Object off = traces.getField("OFF").get(null);
      assertThat(traces.getMethod("on").invoke(off)).isEqualTo(false);
      Class<?> settings = loader.loadClass(TracingSettings.class.getName());
      var make = settings.getDeclaredConstructor(Map.class);
      make.setAccessible(true);
      var collector = traces.getDeclaredMethod("collector", settings);
      collector.setAccessible(true);
      assertThat(collector.invoke(null, make.newInstance(Map.of()))).hasToString("Optional.empty");
      Object on = make.newInstance(Map.of("otel.exporter.otlp.endpoint", http.uri().toString()));
      assertThat(collector.invoke(null, on))
          .as("with a collector, only the traces are missing")
          .hasToString("Optional.empty");
      assertThat(loader.getResource("io/opentelemetry/sdk/OpenTelemetrySdk.class")).isNull();
    }
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SpanCollector collector(URI address, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(more);
    properties.put("otel.exporter.otlp.endpoint", address.toString());
    return new OtlpCollector(properties);
  }

  private List<TracesStandIn.Span> span(String name) {
    await().until(() -> received.spans().stream().anyMatch(one -> one.name().equals(name)));
    return received.spans().stream().filter(one -> one.name().equals(name)).toList();
  }
}

package dev.hourkey.tracing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;

/**
 * OpenTelemetry's own settings, which operators know from other programs: {@code
 * OTEL_EXPORTER_OTLP_ENDPOINT} and the like. A collector's address turns tracing on.
 */
record TracingSettings(Map<String, String> properties) {
  private static final String PREFIX = "otel.";
  private static final List<String> ENDPOINTS =
      List.of("otel.exporter.otlp.traces.endpoint", "otel.exporter.otlp.endpoint");
  private static final String DISABLED = "otel.sdk.disabled";

  static TracingSettings of(Config config) {
    Map<String, String> properties = new TreeMap<>();
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        put(properties, config, name);
      }
    }
    ENDPOINTS.forEach(
        name -> put(properties, config, name)); // These include environment variables.
    put(properties, config, DISABLED);
    return new TracingSettings(properties);
  }

  private static void put(Map<String, String> properties, Config config, String name) {
    config
        .getOptionalValue(name, String.class)
        .filter(value -> !value.isBlank())
        .ifPresent(value -> properties.put(name, value.strip()));
  }

  boolean on() {
    return ENDPOINTS.stream().anyMatch(properties::containsKey)
        && !Optional.ofNullable(properties.get(DISABLED)).filter(Boolean::parseBoolean).isPresent();
  }
}

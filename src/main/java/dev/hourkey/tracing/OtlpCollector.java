package dev.hourkey.tracing;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends spans to an OpenTelemetry collector with OTLP over HTTP. The SDK does so in the background,
 * and drops spans when its queue is full. No other class uses the SDK, so the SDK is loaded only if
 * there is a collector.
 */
final class OtlpCollector implements SpanCollector {
  private static final String NAME = "dev.hourkey";

  /** How long shutdown waits for the last spans to be sent. */
  private static final int SECONDS_TO_CLOSE = 2;

  private final GivenIds ids = new GivenIds();
  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;

  /**
   * @param properties settings of OpenTelemetry. Environment variables and system properties
   *     override them
   */
  OtlpCollector(Map<String, String> properties) {
    Map<String, String> defaults = new HashMap<>();
    defaults.put("otel.service.name", "hourkey");
    defaults.putAll(properties);
    this.sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(() -> defaults)
            // Only HTTP is packaged. Metrics go to Prometheus, and logs to standard output.
            .addPropertiesCustomizer(
                _ ->
                    Map.of(
                        "otel.exporter.otlp.protocol", "http/protobuf",
                        "otel.exporter.otlp.traces.protocol", "http/protobuf",
                        "otel.traces.exporter", "otlp",
                        "otel.metrics.exporter", "none",
                        "otel.logs.exporter", "none",
                        "otel.propagators", "none"))
            .addResourceCustomizer((given, _) -> replica().merge(given))
            .addTracerProviderCustomizer((provider, _) -> provider.setIdGenerator(ids))
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk();
    this.tracer = sdk.getTracer(NAME);
  }

  /** In Kubernetes, HOSTNAME is the pod's name. */
  private static Resource replica() {
    return Optional.ofNullable(System.getenv("HOSTNAME"))
        .map(
            host ->
                Resource.create(Attributes.of(AttributeKey.stringKey("service.instance.id"), host)))
        .orElseGet(Resource::empty);
  }

  @Override
  public void take(TracedSpan span) {
    SpanBuilder builder =
        tracer
            .spanBuilder(span.name())
            .setParent(span.whole().map(OtlpCollector::context).orElse(Context.root()))
            .setStartTimestamp(span.start());
    span.follows().ifPresent(earlier -> builder.addLink(spanContext(earlier)));
    span.attributes().forEach(builder::setAttribute);
    Span started = ids.using(span.place(), builder);
    span.failure().ifPresent(why -> started.setStatus(StatusCode.ERROR, why));
    started.end(span.end());
  }

  private static Context context(TracedSpan.Place place) {
    return Context.root().with(Span.wrap(spanContext(place)));
  }

  private static SpanContext spanContext(TracedSpan.Place place) {
    return SpanContext.createFromRemoteParent(
        place.traceId(), place.spanId(), TraceFlags.getSampled(), TraceState.getDefault());
  }

  @Override
  public void close() {
    var _ = sdk.shutdown().join(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
  }

  /** Gives the next span the ids that were derived for it. */
  private static final class GivenIds implements IdGenerator {
    private static final ThreadLocal<TracedSpan.@Nullable Place> NEXT = new ThreadLocal<>();

    Span using(TracedSpan.Place place, SpanBuilder builder) {
      NEXT.set(place);
      try {
        return builder.startSpan();
      } finally {
        NEXT.remove();
      }
    }

    @Override
    public String generateTraceId() {
      return requireNonNull(NEXT.get()).traceId();
    }

    @Override
    public String generateSpanId() {
      return requireNonNull(NEXT.get()).spanId();
    }
  }
}

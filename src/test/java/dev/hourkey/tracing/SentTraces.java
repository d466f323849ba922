package dev.hourkey.tracing;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Has traces sent to a collector, for tests of an application that was started without one. */
@ApplicationScoped
public class SentTraces {
  private final Traces traces;

  SentTraces(Traces traces) {
    this.traces = traces;
  }

  /** The running application sends its spans there until it is {@link #off}. */
  public void to(URI collector) {
    traces.sendTo(Optional.of(collectorAt(collector)));
  }

  public void off() {
    traces.close();
    traces.sendTo(Optional.empty());
  }

  /** The traces of another replica. */
  public static Traces ofReplica(URI collector) {
    SpanCollector own = collectorAt(collector);
    return new Traces(own::take, Optional.of(own));
  }

  private static SpanCollector collectorAt(URI collector) {
    return new OtlpCollector(
        Map.of(
            "otel.exporter.otlp.endpoint", collector.toString(), "otel.bsp.schedule.delay", "50"));
  }
}

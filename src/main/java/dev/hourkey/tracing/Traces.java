package dev.hourkey.tracing;

import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Where spans are sent. Off unless operators have set a collector; then no class of OpenTelemetry's
 * SDK is loaded.
 */
@Startup // Not with the first request.
@Singleton
public class Traces {
  /** Nobody looks at them. */
  public static final Traces OFF = new Traces(_ -> {}, Optional.empty());

  private static final Logger LOG = Logger.getLogger(Traces.class);

  private final Consumer<TracedSpan> afterCommit;
  private volatile Optional<SpanCollector> collector;

  @Inject
  Traces(Config config, Event<TracedSpan> spans) {
    this(spans::fire, collector(TracingSettings.of(config)));
  }

  /**
   * @param afterCommit has a span taken once the caller's transaction has committed
   */
  Traces(Consumer<TracedSpan> afterCommit, Optional<SpanCollector> collector) {
    this.afterCommit = afterCommit;
    this.collector = collector;
  }

  /** Trouble with tracing stops nobody from getting or losing access. */
  static Optional<SpanCollector> collector(TracingSettings settings) {
    if (!settings.on()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new OtlpCollector(settings.properties()));
    } catch (RuntimeException e) {
      LOG.errorf(
          "there are no traces, because OpenTelemetry refuses a setting: %s", e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether anybody looks at them. If not, spans need not be made. */
  public boolean on() {
    return collector.isPresent();
  }

  /** Sends a span once the caller's transaction has committed, or at once without one. */
  public void add(TracedSpan span) {
    if (on()) {
      afterCommit.accept(span);
    }
  }

  void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) TracedSpan span) {
    collector.ifPresent(one -> one.take(span));
  }

  /** For tests of the running application, which has no collector. */
  void sendTo(Optional<SpanCollector> other) {
    collector = other;
  }

  @PreDestroy
  void close() {
    collector.ifPresent(SpanCollector::close);
  }
}

package dev.hourkey.tracing;

import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Sends spans to the collector that operators have set. Without one, tracing is off, and no class
 * of OpenTelemetry's SDK is loaded.
 */
@Startup // Otherwise the first request would wait for it.
@Singleton
public class Traces {
  /** Sends nothing. */
  public static final Traces OFF = new Traces(_ -> {}, Optional.empty());

  private static final Logger LOG = Logger.getLogger(Traces.class);

  private final Consumer<TracedSpan> afterCommit;
  private volatile Optional<SpanCollector> collector;

  @Inject
  Traces(Config config, Event<TracedSpan> spans) {
    this(spans::fire, collector(TracingSettings.of(config)));
  }

  /**
   * @param afterCommit sends a span once the caller's transaction has committed
   */
  Traces(Consumer<TracedSpan> afterCommit, Optional<SpanCollector> collector) {
    this.afterCommit = afterCommit;
    this.collector = collector;
  }

  /**
   * A wrong setting or a missing class only turns tracing off, because access must not depend on
   * tracing.
   */
  static Optional<SpanCollector> collector(TracingSettings settings) {
    if (!settings.on()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new OtlpCollector(settings.properties()));
    } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
      LOG.errorf("tracing is off, because OpenTelemetry does not start: %s", e);
      return Optional.empty();
    }
  }

  /** Whether spans are sent. If not, callers need not make them. */
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
    try {
      collector.ifPresent(one -> one.take(span));
    } catch (RuntimeException e) { // Without a transaction, it would reach the caller.
      LOG.debugf(e, "span %s is lost", span.name());
    }
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

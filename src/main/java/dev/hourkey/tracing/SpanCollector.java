package dev.hourkey.tracing;

/** Takes spans to where people look at them. */
interface SpanCollector extends AutoCloseable {
  /** Never waits and never throws: a span that cannot be taken is lost. */
  void take(TracedSpan span);

  @Override
  void close();
}

package dev.hourkey.tracing;

/** Sends spans to the tool in which people look at them. */
interface SpanCollector extends AutoCloseable {
  /** Never blocks. A span that cannot be sent is lost. */
  void take(TracedSpan span);

  @Override
  void close();
}

/**
 * Spans of requests and grants for OpenTelemetry. The id of a request or grant is the id of its
 * trace, so every replica adds to the same trace.
 */
@NullMarked
package dev.hourkey.tracing;

import org.jspecify.annotations.NullMarked;

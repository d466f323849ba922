package dev.hourkey.tracing;

import dev.hourkey.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A period in the life of a request or a grant. Nothing in it may say who the people are, or what
 * they wrote.
 *
 * @param trace the id of the request or grant, which is also the id of the trace
 * @param key distinguishes the span from the others of the trace. If a step is repeated, because a
 *     late write undid it or the access returned, all its spans have the same key
 * @param parent the key of the span that it is a part of
 * @param follows the span of an earlier trace that led to this one
 * @param failure why it failed; empty if it did not
 */
public record TracedSpan(
    UUID trace,
    String key,
    String name,
    Optional<String> parent,
    Optional<Place> follows,
    Instant start,
    Instant end,
    Map<String, String> attributes,
    Optional<String> failure) {
  private static final int ID_BYTES = 8;

  /** Identifies a span. Every replica derives the same OpenTelemetry ids from it. */
  record Place(UUID trace, String key) {
    String traceId() {
      return trace.toString().replace("-", "");
    }

    String spanId() {
      byte[] digest = Sha256.of((trace + " " + key).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    }
  }

  /** A span whose key is its name. */
  public static TracedSpan of(UUID trace, String name, Instant start, Instant end) {
    return new TracedSpan(
        trace,
        name,
        name,
        Optional.empty(),
        Optional.empty(),
        stored(start),
        stored(end.isBefore(start) ? start : end), // The clocks of two replicas differ.
        Map.of(),
        Optional.empty());
  }

  /** Cut to the precision of the database, from which another replica may read the time. */
  private static Instant stored(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  /** One of several spans with this name; the number distinguishes them. */
  public TracedSpan numbered(int number) {
    return new TracedSpan(
        trace, name + " " + number, name, parent, follows, start, end, attributes, failure);
  }

  /** The same span as a part of the span with this name. */
  public TracedSpan partOf(String whole) {
    return new TracedSpan(
        trace, key, name, Optional.of(whole), follows, start, end, attributes, failure);
  }

  /** The same span with a link to the span of an earlier trace that led to it. */
  public TracedSpan following(UUID earlier, String span) {
    return new TracedSpan(
        trace,
        key,
        name,
        parent,
        Optional.of(new Place(earlier, span)),
        start,
        end,
        attributes,
        failure);
  }

  public TracedSpan with(String attribute, String value) {
    Map<String, String> more = new TreeMap<>(attributes);
    more.put(attribute, value);
    return new TracedSpan(trace, key, name, parent, follows, start, end, more, failure);
  }

  public TracedSpan failed(String why) {
    return new TracedSpan(
        trace, key, name, parent, follows, start, end, attributes, Optional.of(why));
  }

  Place place() {
    return new Place(trace, key);
  }

  Optional<Place> whole() {
    return parent.map(name -> new Place(trace, name));
  }
}

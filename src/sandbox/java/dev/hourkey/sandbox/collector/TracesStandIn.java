package dev.hourkey.sandbox.collector;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.NextAnswers;
import dev.hourkey.sandbox.http.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Stands in for an OpenTelemetry collector: takes OTLP over HTTP, in Protocol Buffers. */
public final class TracesStandIn {
  /** The path that OpenTelemetry's protocol adds to the configured address. */
  private static final String PATH = "/v1/traces";

  private final NextAnswers faults = new NextAnswers();
  private final List<Span> spans = new ArrayList<>();

  public TracesStandIn(LoopbackServer http) {
    http.on("POST", PATH, this::collect);
  }

  /**
   * @param parent empty for the first span of a trace
   * @param links the ids of the traces that it links to
   * @param failure the description of its status, if that is an error
   * @param sender the attributes of the process that sent it
   */
  public record Span(
      String trace,
      String id,
      String parent,
      String name,
      Instant start,
      Instant end,
      Map<String, String> attributes,
      List<String> links,
      Optional<String> failure,
      Map<String, String> sender) {}

  /** The failures to simulate. */
  public NextAnswers faults() {
    return faults;
  }

  /** The spans, in the order in which they arrived. */
  public synchronized List<Span> spans() {
    return List.copyOf(spans);
  }

  public synchronized void reset() {
    faults.clear();
    spans.clear();
  }

  private Answer collect(Request request) throws InterruptedException {
    Optional<Answer> fault = faults.take();
    return fault.isPresent() ? fault.get() : stored(request);
  }

  private synchronized Answer stored(Request request) {
    try {
      UnknownFieldSet body = UnknownFieldSet.parseFrom(request.body());
      for (UnknownFieldSet ofProcess : messages(body, 1)) {
        Map<String, String> sender = attributes(messages(ofProcess, 1).getFirst(), 1);
        for (UnknownFieldSet ofScope : messages(ofProcess, 2)) {
          for (UnknownFieldSet span : messages(ofScope, 2)) {
            spans.add(span(span, sender));
          }
        }
      }
      return Answer.bytes(200, "application/x-protobuf", new byte[0]);
    } catch (InvalidProtocolBufferException e) {
      return Answer.empty(400);
    }
  }

  private static Span span(UnknownFieldSet span, Map<String, String> sender)
      throws InvalidProtocolBufferException {
    List<String> links = new ArrayList<>();
    for (UnknownFieldSet link : messages(span, 13)) {
      links.add(hex(link, 1));
    }
    Optional<String> failure = Optional.empty();
    for (UnknownFieldSet status : messages(span, 15)) {
      boolean error = status.getField(3).getVarintList().contains(2L);
      failure = error ? Optional.of(text(status, 2)) : failure;
    }
    return new Span(
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        text(span, 5),
        time(span, 7),
        time(span, 8),
        attributes(span, 9),
        links,
        failure,
        sender);
  }

  private static Map<String, String> attributes(UnknownFieldSet of, int field)
      throws InvalidProtocolBufferException {
    Map<String, String> attributes = new TreeMap<>();
    for (UnknownFieldSet pair : messages(of, field)) {
      attributes.put(text(pair, 1), text(messages(pair, 2).getFirst(), 1));
    }
    return attributes;
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet of, int field)
      throws InvalidProtocolBufferException {
    List<UnknownFieldSet> messages = new ArrayList<>();
    for (ByteString bytes : of.getField(field).getLengthDelimitedList()) {
      messages.add(UnknownFieldSet.parseFrom(bytes));
    }
    return messages;
  }

  private static String text(UnknownFieldSet of, int field) {
    return bytes(of, field).toStringUtf8();
  }

  private static String hex(UnknownFieldSet of, int field) {
    return HexFormat.of().formatHex(bytes(of, field).toByteArray());
  }

  private static ByteString bytes(UnknownFieldSet of, int field) {
    List<ByteString> values = of.getField(field).getLengthDelimitedList();
    return values.isEmpty() ? ByteString.EMPTY : values.getLast();
  }

  private static Instant time(UnknownFieldSet of, int field) {
    long nanos = of.getField(field).getFixed64List().getFirst();
    return Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
  }
}

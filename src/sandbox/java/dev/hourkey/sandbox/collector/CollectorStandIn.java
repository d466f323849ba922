package dev.hourkey.sandbox.collector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.sandbox.http.AcceptedSecrets;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.NextAnswers;
import dev.hourkey.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splunk's HTTP Event Collector, below {@code /splunk}. Like the real one, it accepts all events of
 * a call or none.
 */
public final class CollectorStandIn {
  public static final String PATH = "/splunk/services/collector/event";
  public static final String AUTHORIZATION = "Splunk sandbox-hec";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final AcceptedSecrets secrets = new AcceptedSecrets(AUTHORIZATION);
  private final NextAnswers faults = new NextAnswers();
  private final List<JsonNode> events = new ArrayList<>();
  private int mostBytes = 1_000_000;
  private int calls;

  public CollectorStandIn(LoopbackServer http) {
    http.on("POST", PATH, this::collect);
  }

  /** The values of the header with which events are accepted. */
  public AcceptedSecrets secrets() {
    return secrets;
  }

  /** The failures to simulate. */
  public NextAnswers faults() {
    return faults;
  }

  /** The events that it has stored, in the order in which they came. */
  public synchronized List<JsonNode> events() {
    return List.copyOf(events);
  }

  /** How often it was called since the reset. */
  public synchronized int calls() {
    return calls;
  }

  /** Refuses bodies that are larger. */
  public synchronized void accept(int bytes) {
    mostBytes = bytes;
  }

  public synchronized void reset() {
    faults.clear();
    secrets.reset();
    events.clear();
    mostBytes = 1_000_000;
    calls = 0;
  }

  private Answer collect(Request request) throws InterruptedException {
    Optional<Answer> fault = faults.take();
    synchronized (this) {
      calls++;
      return fault.orElseGet(() -> store(request));
    }
  }

  private Answer store(Request request) {
    String authorization = request.header("Authorization");
    if (authorization == null) {
      return answer(401, "Token is required", 2);
    }
    if (!secrets.contains(authorization)) {
      return answer(403, "Invalid token", 4);
    }
    String body = request.text();
    if (body.getBytes(StandardCharsets.UTF_8).length > mostBytes) {
      return answer(413, "Content too large", 27);
    }
    if (body.isEmpty()) {
      return answer(400, "No data", 5);
    }
    List<JsonNode> read = new ArrayList<>();
    for (String line : body.split("\n")) {
      Optional<JsonNode> event = event(line);
      if (event.isEmpty()) {
        return answer(400, "Invalid data format", 6);
      }
      read.add(event.get());
    }
    events.addAll(read);
    return answer(200, "Success", 0);
  }

  private static Optional<JsonNode> event(String line) {
    try {
      JsonNode envelope = JSON.readTree(line);
      return envelope.path("time").isNumber() && envelope.path("event").isObject()
          ? Optional.of(envelope.get("event"))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Answer answer(int status, String text, int code) {
    return Answer.json(status, Json.object("text", text, "code", code));
  }
}

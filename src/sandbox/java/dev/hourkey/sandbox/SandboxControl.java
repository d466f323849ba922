package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.Loopback.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the page, and tests in another process, steer time, faults and everything at once by. */
final class SandboxControl {
  private static final int RECENT = 50;

  private final Sandbox sandbox;

  SandboxControl(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  void addTo(Loopback http) {
    get(http, "/sandbox/time", this::time);
    post(http, "/sandbox/time", this::advance);
    post(http, "/sandbox/faults", this::fault);
    post(http, "/sandbox/reset", this::reset);
  }

  /** A page to look at, as JSON. */
  static void get(Loopback http, String path, Supplier<Object> view) {
    http.on("GET", path, _ -> Answer.bytes(200, "application/json", Json.bytes(view.get())));
  }

  /** Something to do, told in JSON; what cannot be done is 400 with a sentence. */
  static void post(Loopback http, String path, Function<JsonNode, Object> action) {
    http.on(
        "POST",
        path,
        request -> {
          String body = request.text();
          try {
            Object done = action.apply(Json.read(body.isEmpty() ? "{}" : body));
            return Answer.bytes(200, "application/json", Json.bytes(done));
          } catch (RuntimeException e) {
            return Answer.json(
                400, Json.object("error", String.valueOf(e.getMessage())).toString());
          }
        });
  }

  /** A stand-in's last calls, newest first. */
  static List<Call> recent(DirectoryStandIn standIn) {
    return standIn.traffic.newest(RECENT);
  }

  private ObjectNode time() {
    Instant now = new SandboxClock().instant().truncatedTo(ChronoUnit.SECONDS);
    return Json.object("now", now, "offset", SandboxClock.offset());
  }

  private ObjectNode advance(JsonNode wanted) {
    SandboxClock.advance(Duration.parse(wanted.path("advance").asText()));
    sandbox.tick();
    return time();
  }

  private ObjectNode fault(JsonNode wanted) {
    DirectoryStandIn target =
        switch (wanted.path("of").asText()) {
          case "entra" -> sandbox.entra();
          case "aws" -> sandbox.aws();
          default -> throw new IllegalArgumentException("'of' is entra or aws");
        };
    String calls = wanted.path("calls").asText("*");
    int times = wanted.path("times").asInt(1);
    Duration time = Duration.parse(wanted.path("duration").asText("PT1S"));
    switch (wanted.path("kind").asText()) {
      case "throttle" -> target.throttle(calls, times, time);
      case "deny" -> target.deny(calls, times);
      case "credentials" -> target.refuseCredentials(calls, times);
      case "fail" -> target.fail(calls, times, wanted.path("status").asInt(500));
      case "lose" -> target.loseAnswer(calls, times);
      case "delay" -> target.delay(calls, times, time);
      case "onDemand" -> sandbox.entra().onDemandAnswers(wanted.path("result").asText(), times);
      case "clear" -> target.clearFaults();
      default ->
          throw new IllegalArgumentException(
              "'kind' is throttle, deny, credentials, fail, lose, delay, onDemand or clear");
    }
    return Json.object();
  }

  private ObjectNode reset(JsonNode nothing) {
    sandbox.reset();
    return time();
  }
}

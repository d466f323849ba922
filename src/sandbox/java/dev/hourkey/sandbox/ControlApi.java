package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The API with which the page, and tests in other processes, control time, faults and resets. */
final class ControlApi {
  private static final int LATEST = 30;

  private final Sandbox sandbox;

  ControlApi(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  void addTo(LoopbackServer http) {
    http.view("/sandbox/time", this::time);
    http.action("/sandbox/time", this::advance);
    http.action("/sandbox/faults", this::fault);
    http.action("/sandbox/reset", this::reset);
    http.action("/sandbox/start-over", this::startOver);
    http.view("/sandbox/trail", this::trail);
  }

  private ObjectNode time() {
    Instant now = new SandboxClock().instant().truncatedTo(ChronoUnit.SECONDS);
    return Json.object("now", now, "offset", SandboxClock.offset(), "world", sandbox.world());
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
          default -> throw new IllegalArgumentException("'of' must be entra or aws");
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
              "'kind' must be throttle, deny, credentials, fail, lose, delay, onDemand or clear");
    }
    return Json.object();
  }

  private ObjectNode reset(JsonNode nothing) {
    sandbox.reset();
    return time();
  }

  private ObjectNode startOver(JsonNode nothing) {
    sandbox.startOver();
    return time();
  }

  /** The latest audit events that the collector received, newest first. */
  private List<JsonNode> trail() {
    return sandbox.collector().events().reversed().stream().limit(LATEST).toList();
  }
}

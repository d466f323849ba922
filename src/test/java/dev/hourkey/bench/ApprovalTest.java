package dev.hourkey.bench;

import dev.hourkey.sandbox.Call;
import dev.hourkey.support.PackagedJar;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How soon Hourkey asks Graph about whoever pressed Approve. */
@Tag("bench")
class ApprovalTest {
  private static final int WARM_UP = 250;
  private static final int MEASURED = 250;
  private static final Duration PACE = Duration.ofMillis(60);

  /** The sandbox's directory notes a call when it has carried it out. */
  @Test
  void from_the_click_to_the_first_call_of_graph() throws Exception {
    try (var stage = new Stage();
        PackagedJar hourkey = stage.start();
        var load = new OpenLoop()) {
      SlackRequests slack = stage.requests(hourkey);
      Queue<UUID> pending = stage.pendingRequests(WARM_UP + MEASURED);
      List<Instant> clicks = new ArrayList<>();
      for (UUID request : pending) {
        var click = slack.approve(request);
        clicks.add(Instant.now());
        load.send(click);
        Thread.sleep(PACE);
      }
      List<Duration> took = firstCalls(clicks, stage.sandbox().entra().calls());
      Latencies.of(took.subList(0, 1)).print("first click after the start to Graph");
      Latencies.of(took.subList(WARM_UP, took.size())).print("click to Graph, one at a time");
    }
  }

  private static List<Duration> firstCalls(List<Instant> clicks, List<Call> calls) {
    List<Instant> asked =
        calls.stream()
            .filter(call -> call.name().startsWith("GET /v1.0/users/" + Stage.BRUNO))
            .map(Call::at)
            .toList();
    return clicks.stream()
        .map(
            click ->
                Duration.between(
                    click,
                    asked.stream().filter(at -> !at.isBefore(click)).findFirst().orElseThrow()))
        .toList();
  }
}

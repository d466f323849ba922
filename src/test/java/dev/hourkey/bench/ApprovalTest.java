package dev.hourkey.bench;

import dev.hourkey.sandbox.directory.Call;
import dev.hourkey.support.PackagedJar;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long it takes from a click on Approve to the first call of Graph. */
@Tag("bench")
class ApprovalTest {
  private static final int CLICKS = 300;
  private static final Duration PACE = Duration.ofMillis(100);
  private static final int WARM_UP_PER_SECOND = 30;
  private static final Duration WARM_UP = Duration.ofSeconds(60);

  /** The sandbox's directory notes a call when it has carried it out. */
  @Test
  void from_the_click_to_the_first_call_of_graph() throws Exception {
    try (var environment = new BenchmarkEnvironment();
        PackagedJar hourkey = environment.start(PackagedJar.optionsWithNewCache());
        var load = new OpenLoop()) {
      SlackRequests slack = environment.requests(hourkey);
      long warmUp = WARM_UP_PER_SECOND * WARM_UP.toSeconds();
      Queue<UUID> pending = environment.pendingRequests(Math.toIntExact(warmUp) + 1 + CLICKS);
      List<Instant> clicks = new ArrayList<>();
      clicks.add(click(load, slack.approve(pending.remove())));
      load.run(WARM_UP_PER_SECOND, WARM_UP, () -> slack.approve(pending.remove()));
      Thread.sleep(Duration.ofSeconds(2));
      while (!pending.isEmpty()) {
        clicks.add(click(load, slack.approve(pending.remove())));
        Thread.sleep(PACE);
      }
      List<Duration> took = firstCalls(clicks, environment.sandbox().entra().calls());
      Latencies.of(took.subList(0, 1)).print("the first click after the start to Graph");
      Latencies.of(took.subList(1, took.size())).print("a click to Graph, 10 a second");
    }
  }

  private static Instant click(OpenLoop load, HttpRequest click) throws Exception {
    Instant now = Instant.now();
    load.send(click);
    return now;
  }

  private static List<Duration> firstCalls(List<Instant> clicks, List<Call> calls) {
    List<Instant> requested =
        calls.stream()
            .filter(call -> call.name().startsWith("GET /v1.0/users/" + BenchmarkEnvironment.BRUNO))
            .map(Call::at)
            .toList();
    return clicks.stream()
        .map(
            click ->
                Duration.between(
                    click,
                    requested.stream().filter(at -> !at.isBefore(click)).findFirst().orElseThrow()))
        .toList();
  }
}

package dev.hourkey.bench;

import dev.hourkey.support.PackagedJar;
import java.time.Duration;
import java.util.Queue;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long Slack waits for an answer while fifty requests a second come in. */
@Tag("bench")
class AcknowledgementTest {
  private static final int PER_SECOND = 50;
  private static final Duration WARM_UP = Duration.ofSeconds(60);
  private static final Duration MEASURED = Duration.ofSeconds(30);

  @Test
  void acknowledging_the_command() throws Exception {
    try (var environment = new BenchmarkEnvironment();
        PackagedJar hourkey = environment.start(PackagedJar.optionsWithNewCache());
        var load = new OpenLoop()) {
      SlackRequests slack = environment.requests(hourkey);
      load.run(PER_SECOND, WARM_UP, slack::command);
      load.run(PER_SECOND, MEASURED, slack::command).print("acknowledge /aws-access, 50 a second");
    }
  }

  @Test
  void acknowledging_a_click_on_approve() throws Exception {
    try (var environment = new BenchmarkEnvironment();
        PackagedJar hourkey = environment.start(PackagedJar.optionsWithNewCache());
        var load = new OpenLoop()) {
      SlackRequests slack = environment.requests(hourkey);
      long clicks = PER_SECOND * WARM_UP.plus(MEASURED).toSeconds();
      Queue<UUID> pending = environment.pendingRequests(Math.toIntExact(clicks));
      load.run(PER_SECOND, WARM_UP, () -> slack.approve(pending.remove()));
      load.run(PER_SECOND, MEASURED, () -> slack.approve(pending.remove()))
          .print("acknowledge Approve, 50 a second");
    }
  }
}

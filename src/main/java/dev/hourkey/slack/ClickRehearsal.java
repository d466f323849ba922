package dev.hourkey.slack;

import com.slack.api.bolt.response.Response;
import dev.hourkey.request.Submissions;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Handles a click on a button that does not exist, which changes nothing. So the first click of a
 * person does not wait until everything that handles clicks has been loaded and created.
 */
@ApplicationScoped
public class ClickRehearsal {
  private static final Map<String, List<String>> FORM =
      Map.of("Content-Type", List.of("application/x-www-form-urlencoded"));

  private static final String CLICK =
      """
      {"type":"block_actions","team":{"id":"%1$s"},"user":{"id":"rehearsal","team_id":"%1$s"},\
      "actions":[{"type":"button","action_id":"rehearsal","value":"-","action_ts":"0"}]}""";

  private final SlackApp app;
  private final Submissions submissions;
  private final SlackConfig config;

  ClickRehearsal(SlackApp app, Submissions submissions, SlackConfig config) {
    this.app = app;
    this.submissions = submissions;
    this.config = config;
  }

  /** Does what the first click needs, except for storing it. */
  public void run() {
    String click = URLEncoder.encode(CLICK.formatted(config.teamId()), StandardCharsets.UTF_8);
    // On a busy core this may take longer than Slack would wait. Nobody waits for the answer.
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    Response answer = app.answer("payload=" + click, FORM, SlackConfig.Transport.HTTP, deadline);
    if (answer.getStatusCode() != 200) {
      throw new IllegalStateException("a click was answered with " + answer.getStatusCode());
    }
    var _ = submissions.find(UUID.randomUUID());
  }
}

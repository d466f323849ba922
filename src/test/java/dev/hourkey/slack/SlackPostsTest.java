package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.notification.Messenger.Delivery;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.slack.Fault;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Charts, which not every Slack shows. */
class SlackPostsTest {
  private final Sandbox sandbox = new Sandbox(0);
  private final SlackPosts posts = new SlackPosts(new SlackApi(new WorkspaceGuardTest.At(sandbox)));
  private final WorkspaceUser bruno = sandbox.slack().person("U0BRUNO");

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void a_chart_is_posted_beside_the_words() {
    assertThat(posts.post(digest())).isInstanceOf(Delivery.Delivered.class);
    assertThat(types()).containsExactly("section", "data_visualization");
  }

  @Test
  void a_slack_that_refuses_charts_gets_the_words() {
    sandbox.slack().fail(new Fault("chat.postMessage", Fault.Kind.ERROR, 1, "invalid_blocks"));
    assertThat(posts.post(digest())).isInstanceOf(Delivery.Delivered.class);
    assertThat(types()).containsExactly("section");
  }

  @Test
  void a_message_without_a_chart_is_not_posted_twice() {
    sandbox.slack().fail(new Fault("chat.postMessage", Fault.Kind.ERROR, 1, "invalid_blocks"));
    assertThat(posts.post(new SlackMessage("aws-ops", "x", List.of(new Block.Section("x")))))
        .isNotInstanceOf(Delivery.Delivered.class);
    assertThat(sandbox.slack().calls()).hasSize(1);
  }

  private static SlackMessage digest() {
    Map<String, Long> bars = new LinkedHashMap<>();
    bars.put("approved", 3L);
    bars.put("denied", 1L);
    return new SlackMessage(
        "aws-ops",
        "4 requests",
        List.of(new Block.Section("4 requests"), new Block.BarChart("Requests", bars)));
  }

  private List<String> types() {
    PostedMessage message = bruno.latest("aws-ops");
    return message.blocks().valueStream().map(block -> block.path("type").asText()).toList();
  }
}

package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.app_backend.events.payload.MessagePayload;
import dev.hourkey.request.ActionRateLimiter;
import dev.hourkey.request.DecisionCard.Place;
import dev.hourkey.request.DiscussionThreads;
import dev.hourkey.request.Discussions;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Without {@code hourkey.slack.discussions}: Slack may send messages, Hourkey keeps none. */
@QuarkusTest
class DiscussionsOffLiveTest extends JourneyTest {
  @Inject SlackConfig config;
  @Inject WorkspaceGuard workspace;
  @Inject Discussions discussions;
  @Inject DiscussionThreads threads;
  @Inject ActionRateLimiter limiter;
  @Inject EphemeralMessages ephemeral;

  @Test
  void nothing_is_kept_or_passed_on_and_who_writes_to_hourkey_is_told() throws SQLException {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    PostedMessage card = card();
    PostedMessage followed = alerted(ana, "You requested");
    eventually(() -> assertThat(threads.discussedIn(place(card))).isNotEmpty());

    hears(false, bruno.id(), card, false);
    hears(false, ana.id(), followed, true);
    alerted(ana, "Nobody sees your message: Hourkey does not read messages here.");
    assertThat(number("select count(*) from discussion_message")).isZero();
    assertThat(Stream.of(bruno.replies(APPROVALS), ana.directMessages()).flatMap(l -> l.stream()))
        .noneMatch(one -> one.words().contains("wrote"));

    hears(true, bruno.id(), card, false); // The same with discussions is kept.
    assertThat(number("select count(*) from discussion_message")).isOne();
  }

  private void hears(boolean on, String user, PostedMessage thread, boolean direct) {
    var listener =
        new DiscussionListener(with(on), workspace, discussions, threads, limiter, ephemeral);
    var event = new MessagePayload();
    event.setTeamId(config.teamId());
    assertThat(
            listener.take(
                event,
                new IncomingMessage(
                    new Place(thread.channel(), "9.000" + (on ? 1 : 2)),
                    Optional.of(thread.ts()),
                    user,
                    null,
                    direct,
                    new Discussions.Change.Written("Which database?"))))
        .as("Slack does not send it again")
        .isTrue();
  }

  private SlackConfig with(boolean on) {
    return (SlackConfig)
        Proxy.newProxyInstance(
            SlackConfig.class.getClassLoader(),
            new Class<?>[] {SlackConfig.class},
            (_, method, arguments) ->
                method.getName().equals("discussions") ? on : method.invoke(config, arguments));
  }

  private static Place place(PostedMessage message) {
    return new Place(message.channel(), message.ts());
  }
}

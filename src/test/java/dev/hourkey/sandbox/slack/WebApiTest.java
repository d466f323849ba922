package dev.hourkey.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.slack.Fault.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebApiTest {
  private Sandbox sandbox;
  private SlackStandIn slack;
  private TinyApp app;

  @BeforeEach
  void start() {
    sandbox = new Sandbox(0);
    slack = sandbox.slack();
    app = new TinyApp(sandbox.uri());
  }

  @AfterEach
  void stop() {
    app.close();
    sandbox.close();
  }

  @ParameterizedTest(name = "{1} → {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "channel_not_found | chat.postMessage | {\"channel\":\"nowhere\",\"text\":\"x\"}",
        "no_text | chat.postMessage | {\"channel\":\"general\"}",
        "invalid_blocks | chat.postMessage | {\"channel\":\"general\",\"blocks\":[{\"type\":\"section\"}]}",
        "invalid_arguments | views.publish | {\"user_id\":\"U0ANA\",\"view\":{\"type\":\"home\"}}",
        "user_not_found | users.info | {\"user\":\"U0NOBODY\"}",
        "users_not_found | users.lookupByEmail | {\"email\":\"nobody@example.com\"}",
        "missing_scope | conversations.open | {\"users\":\"U0ANA\"}",
        "message_not_found | chat.update | {\"channel\":\"C0GENERAL\",\"ts\":\"1.2\",\"text\":\"x\"}",
        "channel_not_found | chat.update | {\"channel\":\"general\",\"ts\":\"1.2\",\"text\":\"x\"}",
        "channel_not_found | chat.postEphemeral | {\"channel\":\"U0ANA\",\"user\":\"U0ANA\",\"text\":\"x\"}",
        "channel_not_found | conversations.members | {\"channel\":\"general\"}",
        "invalid_limit | conversations.members | {\"channel\":\"C0GENERAL\",\"limit\":\"1000\"}",
        "invalid_cursor | conversations.members | {\"channel\":\"C0GENERAL\",\"cursor\":\"x\"}",
        "message_not_found | chat.getPermalink | {\"channel\":\"C0GENERAL\",\"message_ts\":\"1.2\"}",
        "channel_not_found | chat.getPermalink | {\"channel\":\"general\",\"message_ts\":\"1.2\"}",
        "message_not_found | chat.delete | {\"channel\":\"C0GENERAL\",\"ts\":\"1.2\"}",
        "thread_not_found | chat.postMessage | {\"channel\":\"general\",\"text\":\"x\",\"thread_ts\":\"1.2\"}",
        "cannot_dm_bot | chat.postMessage | {\"channel\":\"U0HOURKEY\",\"text\":\"x\"}",
        "unknown_method | chat.shout | {}",
      })
  void refusals_have_slacks_names(String error, String method, String arguments) {
    JsonNode answer = app.call(method, arguments);
    assertThat(answer.path("ok").asBoolean()).isFalse();
    assertThat(answer.path("error").asText()).isEqualTo(error);
  }

  @Test
  void blocks_are_refused_with_the_place_of_the_mistake() {
    JsonNode answer =
        app.call(
            "chat.postMessage", "{\"channel\":\"general\",\"blocks\":[{\"type\":\"section\"}]}");
    assertThat(answer.at("/response_metadata/messages/0").asText())
        .isEqualTo("[ERROR] missing required field: text or fields [json-pointer:/blocks/0]");
  }

  @Test
  void members_come_in_pages_and_those_of_a_private_channel_to_its_members_with_another_scope() {
    String page = "{\"channel\":\"C0OPS\",\"limit\":\"5\",\"cursor\":\"%s\"}";
    JsonNode first = app.call("conversations.members", page.formatted(""));
    String cursor = first.at("/response_metadata/next_cursor").asText();
    JsonNode second = app.call("conversations.members", page.formatted(cursor));
    assertThat(first.path("members").size() + second.path("members").size())
        .isEqualTo(slack.people().size());
    assertThat(second.at("/response_metadata/next_cursor").asText()).isEmpty();

    slack.close("aws-ops");
    slack.withoutScopes("groups:read");
    assertThat(app.call("conversations.members", page.formatted("")).path("needed").asText())
        .isEqualTo("groups:read");
    slack.withoutScopes();
    slack.member("aws-ops", slack.botId(), false);
    assertThat(app.call("conversations.members", page.formatted("")).path("error").asText())
        .isEqualTo("channel_not_found");
  }

  @Test
  void a_reply_is_in_its_thread_alone_and_reaches_those_whom_it_mentions() {
    JsonNode posted = app.call("chat.postMessage", "{\"channel\":\"aws-ops\",\"text\":\"A card\"}");
    slack.person("U0ANA").read("aws-ops");
    slack.person("U0BRUNO").read("aws-ops");
    String reply =
        app.call(
                "chat.postMessage",
                """
                {"channel":"aws-ops","text":"B","thread_ts":"%s","blocks":[
                  {"type":"section","text":{"type":"mrkdwn","text":"<@U0BRUNO>"}}]}
                """
                    .formatted(posted.path("ts").asText()))
            .path("ts")
            .asText();
    assertThat(slack.person("U0ANA").messages("aws-ops")).hasSize(1);
    assertThat(slack.person("U0ANA").replies("aws-ops")).hasSize(1);
    assertThat(slack.person("U0ANA").unread("aws-ops")).isZero();
    assertThat(slack.person("U0BRUNO").unread("aws-ops")).isOne();
    assertThat(
            app.call(
                    "chat.getPermalink",
                    "{\"channel\":\"C0OPS\",\"message_ts\":\"%s\"}".formatted(reply))
                .path("permalink")
                .asText())
        .startsWith("https://example.slack.com/archives/C0OPS/p")
        .contains("?thread_ts=" + posted.path("ts").asText());
  }

  @Test
  void a_wrong_token_is_refused() {
    assertThat(app.post("/api/auth.test", "xoxb-other", "{}").body()).contains("invalid_auth");
    assertThat(app.post("/api/auth.test", "xoxb-sandbox", "{}").body())
        .contains("\"user_id\":\"U0HOURKEY\"");
  }

  @Test
  void a_person_is_a_channel_whose_id_an_update_needs() {
    JsonNode posted = app.call("chat.postMessage", "{\"channel\":\"U0ANA\",\"text\":\"Hello\"}");
    assertThat(posted.path("channel").asText()).isEqualTo("D0ANA");

    String update = "{\"channel\":\"%s\",\"ts\":\"%s\",\"text\":\"Bye\"}";
    String ts = posted.path("ts").asText();
    assertThat(app.call("chat.update", update.formatted("U0ANA", ts)).path("error").asText())
        .isEqualTo("channel_not_found");
    assertThat(app.call("chat.update", update.formatted("D0ANA", ts)).path("ok").asBoolean())
        .isTrue();
    assertThat(slack.person("U0ANA").directMessages().getLast().text()).isEqualTo("Bye");
  }

  @Test
  void text_without_blocks_takes_the_blocks_away_and_leaves_the_metadata() {
    JsonNode posted =
        app.call(
            "chat.postMessage",
            """
            {"channel":"general","text":"A","blocks":[{"type":"divider"}],
             "metadata":{"event_type":"card","event_payload":{"id":"1"}}}
            """);
    assertThat(posted.at("/message/blocks/0/block_id").asText()).isNotEmpty();
    JsonNode updated =
        app.call(
            "chat.update",
            "{\"channel\":\"C0GENERAL\",\"ts\":\"%s\",\"text\":\"B\"}"
                .formatted(posted.path("ts").asText()));
    assertThat(updated.path("message").has("blocks")).isFalse();
    assertThat(updated.at("/message/metadata/event_type").asText()).isEqualTo("card");
  }

  @Test
  void rich_text_can_be_changed_and_not_be_taken_away() {
    String rich =
        """
        {"channel":"C0GENERAL","ts":"%s","text":"A","blocks":[{"type":"rich_text","elements":[
          {"type":"rich_text_section","elements":[{"type":"text","text":"%s"}]}]}]}
        """;
    String ts = app.call("chat.postMessage", rich.formatted("", "A")).path("ts").asText();
    assertThat(app.call("chat.update", rich.formatted(ts, "B")).path("ok").asBoolean()).isTrue();
    String without =
        "{\"channel\":\"C0GENERAL\",\"ts\":\"%s\",\"text\":\"C\",\"blocks\":[{\"type\":\"divider\"}]}"
            .formatted(ts);
    assertThat(app.call("chat.update", without).path("error").asText()).isEqualTo("block_mismatch");
    slack.keepsRichText(false);
    assertThat(app.call("chat.update", without).path("ok").asBoolean()).isTrue();
  }

  @Test
  void messages_of_others_and_in_archived_channels_cannot_be_changed() {
    String theirs = slack.person("U0ANA").say("general", "Good morning").ts();
    String update = "{\"channel\":\"C0GENERAL\",\"ts\":\"%s\",\"text\":\"x\"}".formatted(theirs);
    assertThat(app.call("chat.update", update).path("error").asText())
        .isEqualTo("cant_update_message");

    slack.archive("general", true);
    assertThat(app.call("chat.update", update).path("error").asText()).isEqualTo("is_inactive");
    String post = "{\"channel\":\"general\",\"text\":\"x\"}";
    assertThat(app.call("chat.postMessage", post).path("error").asText()).isEqualTo("is_archived");

    slack.archive("general", false);
    slack.member("general", slack.botId(), false);
    assertThat(app.call("chat.postMessage", post).path("error").asText())
        .isEqualTo("not_in_channel");
  }

  @Test
  void faults_occur_as_often_as_requested() {
    slack.fail(new Fault("chat.*", Kind.RATE_LIMITED, 1, "30"));
    slack.fail(new Fault("*", Kind.ERROR, 1, "token_revoked"));
    String post = "{\"channel\":\"general\",\"text\":\"x\"}";

    var limited = app.post("/api/chat.postMessage", "xoxb-sandbox", post);
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("Retry-After")).contains("30");
    assertThat(slack.person("U0ANA").messages("general")).isEmpty();
    assertThat(app.call("chat.postMessage", post).path("ok").asBoolean()).isTrue();

    slack.fail(new Fault("*", Kind.ERROR, Fault.ALWAYS, "token_revoked"));
    assertThat(app.call("auth.test", "{}").path("error").asText()).isEqualTo("token_revoked");
    slack.heal();
    assertThat(app.call("auth.test", "{}").path("ok").asBoolean()).isTrue();
  }

  @Test
  void an_ephemeral_message_is_seen_by_one_person() {
    app.call(
        "chat.postEphemeral",
        "{\"channel\":\"general\",\"user\":\"U0ANA\",\"text\":\"Between us\"}");
    assertThat(slack.person("U0ANA").latest("general").onlyFor()).isEqualTo("U0ANA");
    assertThat(slack.person("U0BRUNO").messages("general")).isEmpty();
  }

  @Test
  void guests_and_strangers_can_be_distinguished_from_members() {
    assertThat(app.call("users.info", "{\"user\":\"U0GRETA\"}").at("/user/is_restricted"))
        .hasToString("true");
    JsonNode hugo = app.call("users.info", "{\"user\":\"U0HUGO\"}").path("user");
    assertThat(hugo.path("is_stranger").asBoolean()).isTrue();
    assertThat(hugo.path("team_id").asText()).isEqualTo("T0OTHER");
    assertThat(app.call("users.info", "{\"user\":\"U0ANA\"}").at("/user/profile/email").asText())
        .isEqualTo("ana@example.com");
  }
}

package dev.hourkey.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.SandboxClock;
import dev.hourkey.sandbox.http.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlackStandInTest {
  private static final String ASK_FORM =
      """
      {"type":"modal","callback_id":"ask","title":{"type":"plain_text","text":"Ask"},
       "submit":{"type":"plain_text","text":"Send"},
       "blocks":[
         {"type":"input","block_id":"what","label":{"type":"plain_text","text":"What"},
          "element":{"type":"static_select","action_id":"what","options":[
            {"text":{"type":"plain_text","text":"Production"},"value":"prod"}]}},
         {"type":"input","block_id":"why","label":{"type":"plain_text","text":"Why"},
          "element":{"type":"plain_text_input","action_id":"why","min_length":5}}]}
      """;

  private Sandbox sandbox;
  private SlackStandIn slack;
  private TinyApp app;
  private WorkspaceUser ana;
  private WorkspaceUser bruno;

  @BeforeEach
  void start() {
    sandbox = new Sandbox(0);
    slack = sandbox.slack();
    app = new TinyApp(sandbox.uri());
    slack.deliverTo(app.url());
    ana = slack.person("U0ANA");
    bruno = slack.person("U0BRUNO");
  }

  @AfterEach
  void stop() {
    SandboxClock.reset();
    app.close();
    sandbox.close();
  }

  @Test
  void a_request_goes_from_command_over_form_and_card_to_a_decision() {
    app.onCommand = this::openForm;
    app.onInteraction =
        payload ->
            switch (payload.path("type").asText()) {
              case "view_submission" -> postCard(payload);
              case "block_actions" -> decide(payload);
              default -> "";
            };

    assertThat(ana.run("general", "/aws-access").acknowledged()).isTrue();
    assertThat(ana.form().orElseThrow().title()).isEqualTo("Ask");
    ana.submit(Map.of("what", "prod", "why", "disk full"));
    assertThat(ana.form()).isEmpty();

    PostedMessage card = bruno.latest("aws-approvals");
    assertThat(card.words()).contains("U0ANA asks for prod: disk full");
    bruno.click(card, "approve");
    assertThat(bruno.latest("aws-approvals").words()).isEqualTo("Approved by U0BRUNO");
    assertThat(ana.directMessages().getLast().text()).isEqualTo("Approved");
  }

  @Test
  void deliveries_carry_a_signature_over_the_raw_body() {
    ana.run("general", "/aws-access café & <!channel>");

    var request = app.received.getFirst();
    assertThat(request.signature())
        .isEqualTo(RequestSignature.of(slack.signingSecret(), request.timestamp(), request.body()));
    assertThat(request.body()).contains("command=%2Faws-access", "text=caf%C3%A9+%26+");
  }

  @Test
  void a_field_that_slack_finds_wrong_is_marked_and_nothing_is_sent() {
    app.onCommand = this::openForm;
    ana.run("general", "/aws-access");

    assertThat(ana.submit(Map.of("why", "hm")).number()).isZero();
    assertThat(ana.form().orElseThrow().errors()).containsOnlyKeys("what", "why");
  }

  @Test
  void errors_of_the_app_are_shown_at_their_field_and_the_form_stays() {
    app.onCommand = this::openForm;
    app.onInteraction = _ -> "{\"response_action\":\"errors\",\"errors\":{\"why\":\"Say more.\"}}";
    ana.run("general", "/aws-access");
    ana.submit(Map.of("what", "prod", "why", "because"));

    assertThat(ana.form().orElseThrow().errors()).isEqualTo(Map.of("why", "Say more."));
    assertThat(ana.form().orElseThrow().values().at("/why/why/value").asText())
        .isEqualTo("because");
  }

  @Test
  void an_updated_form_keeps_what_was_entered() {
    app.onCommand = this::openForm;
    ana.run("general", "/aws-access");
    ana.fill(Map.of("why", "disk full"));
    View form = ana.form().orElseThrow();

    var answer =
        app.call("views.update", "{\"view_id\":\"%s\",\"view\":%s}".formatted(form.id(), ASK_FORM));
    assertThat(answer.at("/view/state/values/why/why/value").asText()).isEqualTo("disk full");
    assertThat(
            app.call(
                    "views.update",
                    "{\"view_id\":\"%s\",\"hash\":\"%s\",\"view\":%s}"
                        .formatted(form.id(), "1.old", ASK_FORM))
                .path("error")
                .asText())
        .isEqualTo("hash_conflict");
  }

  @Test
  void a_trigger_opens_one_form_and_only_for_three_seconds() throws Exception {
    String[] triggers = new String[2];
    app.onCommand =
        command -> {
          triggers[0] = command.path("trigger_id").asText();
          return "";
        };
    ana.run("general", "/aws-access");
    assertThat(open(triggers[0]).path("ok").asBoolean()).isTrue();
    assertThat(open(triggers[0]).path("error").asText()).isEqualTo("exchanged_trigger_id");
    assertThat(open("1.2.3").path("error").asText()).isEqualTo("invalid_trigger_id");

    ana.run("general", "/aws-access");
    Thread.sleep(Delivery.DEADLINE.plusMillis(100));
    assertThat(open(triggers[0]).path("error").asText()).isEqualTo("expired_trigger_id");
    slack.patience(Delivery.DEADLINE.multipliedBy(20));
    assertThat(open(triggers[0]).path("ok").asBoolean()).as("with more patience").isTrue();
  }

  @Test
  void at_most_three_forms_lie_on_top_of_each_other() {
    app.onCommand = this::openForm;
    app.onInteraction = _ -> "{\"response_action\":\"push\",\"view\":" + ASK_FORM + "}";
    ana.run("general", "/aws-access");
    for (int i = 0; i < 3; i++) {
      ana.submit(Map.of("what", "prod", "why", "because"));
    }

    assertThat(ana.forms()).hasSize(3);
    ana.closeForm();
    assertThat(ana.forms()).hasSize(2);
  }

  @Test
  void the_person_is_told_if_the_app_does_not_answer_in_time() {
    slack.fail(new Fault("delivery/*", Fault.Kind.DROPPED, 1, ""));
    ana.run("general", "/aws-access");
    assertThat(ana.latest("general").text())
        .isEqualTo("/aws-access failed with the error \"operation_timeout\"");
    assertThat(bruno.messages("general")).isEmpty();
  }

  @Test
  void a_response_url_takes_five_replies_within_half_an_hour() {
    String[] url = new String[1];
    app.onCommand =
        command -> {
          url[0] = command.path("response_url").asText();
          return "{\"text\":\"Looking…\"}";
        };
    ana.run("general", "/aws-access");
    assertThat(ana.latest("general").text()).isEqualTo("Looking…");

    assertThat(reply(url[0], "{\"text\":\"one\"}")).isEqualTo(200);
    assertThat(reply(url[0], "{\"text\":\"two\",\"replace_original\":true}")).isEqualTo(200);
    assertThat(reply(url[0], "{\"text\":\"all\",\"response_type\":\"in_channel\"}")).isEqualTo(200);
    assertThat(ana.messages("general")).extracting(PostedMessage::text).endsWith("two", "all");
    assertThat(bruno.messages("general")).extracting(PostedMessage::text).containsExactly("all");

    reply(url[0], "{\"text\":\"four\"}");
    reply(url[0], "{\"text\":\"five\"}");
    assertThat(reply(url[0], "{\"text\":\"six\"}")).isEqualTo(404);

    ana.run("general", "/aws-access");
    SandboxClock.advance(Duration.ofMinutes(31));
    assertThat(reply(url[0], "{\"text\":\"late\"}")).isEqualTo(404);
  }

  @Test
  void the_same_bytes_can_arrive_twice_and_again_later() {
    slack.fail(new Fault("delivery/slash_commands", Fault.Kind.TWICE, 1, ""));
    ana.run("general", "/aws-access");
    slack.redeliver(slack.deliveries().getFirst());

    assertThat(app.received).hasSize(3);
    assertThat(app.received).containsOnly(app.received.getFirst());
  }

  @Test
  void a_forged_signature_and_a_future_time_can_be_sent() {
    slack.fail(new Fault("delivery/*", Fault.Kind.BAD_SIGNATURE, 1, ""));
    ana.run("general", "/aws-access");
    var forged = app.received.getFirst();
    assertThat(forged.signature())
        .isNotEqualTo(
            RequestSignature.of(slack.signingSecret(), forged.timestamp(), forged.body()));

    slack.fail(new Fault("delivery/*", Fault.Kind.FUTURE, 1, ""));
    ana.run("general", "/aws-access");
    long ahead =
        Long.parseLong(app.received.getLast().timestamp())
            - new SandboxClock().instant().getEpochSecond();
    assertThat(ahead).isGreaterThan(3000);
  }

  @Test
  void two_fast_clicks_are_two_deliveries_with_their_own_triggers() {
    app.call(
        "chat.postMessage",
        """
        {"channel":"general","text":"x","blocks":[{"type":"actions","elements":[
          {"type":"button","action_id":"go","text":{"type":"plain_text","text":"Go"}}]}]}
        """);
    List<String> triggers = new CopyOnWriteArrayList<>();
    app.onInteraction =
        payload -> {
          triggers.add(payload.path("trigger_id").asText());
          return "";
        };
    ana.doubleClick(ana.latest("general"), "go");
    assertThat(triggers).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void a_shortcut_names_who_chose_it_and_neither_a_channel_nor_a_response_url() {
    app.onInteraction =
        payload -> {
          open(payload.path("trigger_id").asText());
          return "";
        };
    assertThat(ana.shortcut().acknowledged()).isTrue();
    assertThat(ana.form()).isPresent();
    String sent = app.received.getLast().body();
    assertThat(sent).contains("shortcut", "request_access", "U0ANA");
    assertThat(sent).doesNotContain("response_url", "channel");
  }

  @Test
  void a_home_is_published_by_hash_and_only_with_what_a_home_may_have() {
    String home = "{\"type\":\"home\",\"blocks\":[{\"type\":\"divider\"}]%s}";
    JsonNode first = publish(home.formatted(""), "");
    assertThat(first.path("ok").asBoolean()).isTrue();
    String hash = first.at("/view/hash").asText();
    assertThat(publish(home.formatted(""), hash).path("ok").asBoolean()).isTrue();
    assertThat(publish(home.formatted(""), hash).path("error").asText()).isEqualTo("hash_conflict");
    assertThat(
            publish(home.formatted(",\"title\":{\"type\":\"plain_text\",\"text\":\"Home\"}"), "")
                .path("error")
                .asText())
        .isEqualTo("invalid_arguments");

    ana.openHome();
    assertThat(Json.readIfAny(app.received.getLast().body()).at("/event/view/hash").asText())
        .isNotEmpty()
        .isEqualTo(ana.home().orElseThrow().json().path("hash").asText());
  }

  private JsonNode publish(String view, String hash) {
    return app.call(
        "views.publish",
        "{\"user_id\":\"U0ANA\",\"view\":%s%s}"
            .formatted(view, hash.isEmpty() ? "" : ",\"hash\":\"" + hash + "\""));
  }

  @Test
  void an_event_that_fails_is_sent_again_at_once() {
    app.onEvent =
        event -> {
          if (app.received.size() == 1) {
            throw new IllegalStateException("not today");
          }
          return "";
        };
    assertThat(ana.openHome().acknowledged()).isTrue();
    assertThat(app.received).extracting(TinyApp.Received::retry).endsWith("1");
  }

  @Test
  void another_process_can_act_over_http() {
    app.onCommand = this::openForm;
    var delivery =
        app.post(
            "/sandbox/slack/people/U0ANA/commands",
            "",
            "{\"channel\":\"general\",\"text\":\"/aws-access\"}");
    assertThat(Json.readIfAny(delivery.body()).path("status").asInt()).isEqualTo(200);

    String view = ana.form().orElseThrow().id();
    app.post(
        "/sandbox/slack/people/U0ANA/submissions",
        "",
        "{\"view\":\"%s\",\"values\":{\"what\":{\"what\":\"prod\"},\"why\":{\"why\":\"because\"}}}"
            .formatted(view));
    assertThat(ana.form()).isEmpty();
  }

  private String openForm(JsonNode command) {
    open(command.path("trigger_id").asText());
    return "";
  }

  private JsonNode open(String trigger) {
    return app.call(
        "views.open", "{\"trigger_id\":\"%s\",\"view\":%s}".formatted(trigger, ASK_FORM));
  }

  private int reply(String url, String json) {
    return app.post(url, "", json).statusCode();
  }

  private String postCard(JsonNode payload) {
    JsonNode values = payload.at("/view/state/values");
    String text =
        payload.at("/user/id").asText()
            + " asks for "
            + values.at("/what/what/selected_option/value").asText()
            + ": "
            + values.at("/why/why/value").asText();
    app.call(
        "chat.postMessage",
        """
        {"channel":"#aws-approvals","text":"A request","blocks":[
          {"type":"section","text":{"type":"plain_text","text":"%s"}},
          {"type":"actions","elements":[{"type":"button","action_id":"approve","value":"1",
            "text":{"type":"plain_text","text":"Approve"}}]}]}
        """
            .formatted(text));
    return "";
  }

  private String decide(JsonNode payload) {
    app.call(
        "chat.update",
        """
        {"channel":"%s","ts":"%s","text":"Approved","blocks":[
          {"type":"section","text":{"type":"plain_text","text":"Approved by %s"}}]}
        """
            .formatted(
                payload.at("/channel/id").asText(),
                payload.at("/message/ts").asText(),
                payload.at("/user/id").asText()));
    app.call("chat.postMessage", "{\"channel\":\"U0ANA\",\"text\":\"Approved\"}");
    return "";
  }
}

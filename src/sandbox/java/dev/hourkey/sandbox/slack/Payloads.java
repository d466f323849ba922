package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.blockkit.Element;
import dev.hourkey.sandbox.http.Json;
import java.util.Map;
import java.util.UUID;

/** The payloads that Slack sends to the app when a user does something. */
final class Payloads {
  private final Workspace workspace;
  private final WorkspaceSeed seed;
  private final TriggerIds triggers;
  private final ResponseUrls replies;

  Payloads(Workspace workspace, TriggerIds triggers, ResponseUrls replies) {
    this.workspace = workspace;
    this.seed = workspace.seed;
    this.triggers = triggers;
    this.replies = replies;
  }

  ObjectNode command(UserProfile person, Channel channel, String command, String text) {
    ObjectNode payload = Json.object();
    if (person.grid() != null) {
      payload
          .put("enterprise_id", person.grid().enterprise())
          .put("enterprise_name", "Example Group");
    }
    return payload
        .put("token", "legacy")
        .put("team_id", seed.team().id())
        .put("team_domain", seed.team().domain())
        .put("channel_id", channel.id)
        .put("channel_name", channel.name)
        .put("user_id", person.id())
        .put("user_name", person.name())
        .put("command", command)
        .put("text", text)
        .put("api_app_id", seed.app().id())
        .put("is_enterprise_install", "false")
        .put("response_url", replies.issue(channel.id, person.id(), null))
        .put("trigger_id", triggers.issue(person.id()));
  }

  /** A global shortcut: it names neither a channel nor a response URL. */
  ObjectNode shortcut(UserProfile person, String callbackId) {
    return envelope("shortcut", person)
        .put("callback_id", callbackId)
        .put("action_ts", workspace.nextTs())
        .put("trigger_id", triggers.issue(person.id()));
  }

  /** A user pressed or chose something; {@code state} is what the element shows afterwards. */
  ObjectNode action(
      UserProfile person, Surface surface, Element element, JsonNode state, ObjectNode values) {
    ObjectNode payload = envelope("block_actions", person);
    payload.put("trigger_id", triggers.issue(person.id()));
    switch (surface) {
      case PostedMessage message -> {
        boolean ephemeral = message.onlyFor() != null;
        ObjectNode container =
            payload
                .putObject("container")
                .put("type", "message")
                .put("message_ts", message.ts())
                .put("channel_id", message.channel())
                .put("is_ephemeral", ephemeral);
        if (message.json().has("thread_ts")) {
          container.set("thread_ts", message.json().get("thread_ts"));
        }
        Channel channel = workspace.channel(message.channel());
        payload.putObject("channel").put("id", channel.id).put("name", channel.name);
        if (!ephemeral) {
          payload.set("message", message.json());
        }
        payload.putObject("state").set("values", values);
        payload.put("response_url", replies.issue(channel.id, person.id(), message));
      }
      case View view -> {
        payload.putObject("container").put("type", "view").put("view_id", view.id());
        payload.set("view", view.filled(values).json());
      }
    }
    ObjectNode action = payload.putArray("actions").addObject();
    action.put("action_id", element.actionId()).put("block_id", element.blockId());
    action.put("type", element.type()).put("action_ts", workspace.nextTs());
    if (element.type().equals("button")) {
      action.setAll((ObjectNode) element.json().deepCopy());
      action.remove("confirm");
    } else {
      action.setAll((ObjectNode) state);
    }
    return payload;
  }

  ObjectNode submission(View view, UserProfile person) {
    ObjectNode payload = envelope("view_submission", person);
    payload.put("trigger_id", triggers.issue(person.id()));
    payload.set("view", view.json());
    payload.putArray("response_urls");
    return payload;
  }

  ObjectNode closing(View view, UserProfile person, boolean cleared) {
    ObjectNode payload = envelope("view_closed", person);
    payload.set("view", view.json());
    return payload.put("is_cleared", cleared);
  }

  ObjectNode suggestion(UserProfile person, Surface surface, Element of, String typed) {
    ObjectNode payload =
        envelope("block_suggestion", person)
            .put("action_id", of.actionId())
            .put("block_id", of.blockId())
            .put("value", typed);
    ObjectNode container = payload.putObject("container");
    switch (surface) {
      case View view -> {
        container.put("type", "view").put("view_id", view.id());
        payload.set("view", view.json());
      }
      case PostedMessage message -> {
        container.put("type", "message").put("message_ts", message.ts());
        payload.putObject("channel").put("id", message.channel());
        payload.set("message", message.json());
      }
    }
    return payload;
  }

  ObjectNode homeOpened(UserProfile person, Channel direct, JsonNode home) {
    ObjectNode event =
        Json.object()
            .put("type", "app_home_opened")
            .put("user", person.id())
            .put("channel", direct.id)
            .put("tab", "home")
            .put("event_ts", workspace.nextTs());
    if (!home.isMissingNode()) {
      event.set("view", home);
    }
    return event(event);
  }

  /** The event for a message that somebody, or the app, wrote. */
  ObjectNode written(PostedMessage message, String channelType) {
    ObjectNode event = inner(message);
    event.put("channel", message.channel()).put("channel_type", channelType);
    return event(event.put("event_ts", message.ts()));
  }

  /** A message was changed; the payload also has its former version. */
  ObjectNode changed(PostedMessage before, PostedMessage now, String channelType) {
    ObjectNode event = hidden(now.channel(), "message_changed", channelType);
    event.set("message", inner(now));
    event.set("previous_message", inner(before));
    return event(event);
  }

  ObjectNode deleted(PostedMessage before, String channelType) {
    ObjectNode event = hidden(before.channel(), "message_deleted", channelType);
    event.put("deleted_ts", before.ts());
    event.set("previous_message", inner(before));
    return event(event);
  }

  private ObjectNode hidden(String channel, String subtype, String channelType) {
    String now = workspace.nextTs();
    return Json.object()
        .put("type", "message")
        .put("subtype", subtype)
        .put("hidden", true)
        .put("channel", channel)
        .put("channel_type", channelType)
        .put("ts", now)
        .put("event_ts", now);
  }

  private static ObjectNode inner(PostedMessage message) {
    return message.json().deepCopy();
  }

  /** A workflow has reached the app's step. */
  ObjectNode step(String callback, String execution, Map<String, String> inputs) {
    ObjectNode event =
        Json.object()
            .put("type", "function_executed")
            .put("function_execution_id", execution)
            .put("workflow_execution_id", "Wx" + execution.substring(2))
            .put("bot_access_token", "xwfp-sandbox")
            .put("event_ts", workspace.nextTs());
    event
        .putObject("function")
        .put("id", "Fn0STEP")
        .put("callback_id", callback)
        .put("type", "app")
        .put("app_id", seed.app().id());
    ObjectNode given = event.putObject("inputs");
    inputs.forEach(given::put);
    return event(event);
  }

  private ObjectNode event(ObjectNode event) {
    String now = event.path("event_ts").asText();
    ObjectNode payload =
        Json.object()
            .put("token", "legacy")
            .put("team_id", seed.team().id())
            .put("context_team_id", seed.team().id())
            .put("api_app_id", seed.app().id())
            .put("type", "event_callback")
            .put("event_id", "Ev" + UUID.randomUUID().toString().substring(0, 8))
            .put("event_time", Long.parseLong(now.substring(0, now.indexOf('.'))))
            .put("is_ext_shared_channel", false);
    payload.set("context_enterprise_id", payload.nullNode());
    payload
        .putArray("authorizations")
        .addObject()
        .put("team_id", seed.team().id())
        .put("user_id", workspace.bot())
        .put("is_bot", true)
        .put("is_enterprise_install", false);
    payload.set("event", event);
    return payload;
  }

  private ObjectNode envelope(String type, UserProfile person) {
    ObjectNode payload = Json.object().put("type", type);
    payload
        .putObject("user")
        .put("id", person.id())
        .put("username", person.name())
        .put("name", person.name())
        .put("team_id", person.team());
    payload.putObject("team").put("id", seed.team().id()).put("domain", seed.team().domain());
    payload.set("enterprise", person.grid() == null ? payload.nullNode() : person.grid().json());
    return payload
        .put("is_enterprise_install", false)
        .put("api_app_id", seed.app().id())
        .put("token", "legacy");
  }
}

package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import java.net.URI;

/**
 * The API with which tests in other processes control the simulated Slack, and read what it
 * remembers.
 */
final class ControlApi {
  private final SlackStandIn slack;

  ControlApi(SlackStandIn slack) {
    this.slack = slack;
  }

  void addTo(LoopbackServer http) {
    http.view("/sandbox/slack/calls", slack::calls);
    http.view("/sandbox/slack/deliveries", slack::deliveries);
    http.action("/sandbox/slack/redeliveries", this::redeliver);
    http.action("/sandbox/slack/faults", this::fault);
    http.action("/sandbox/slack/switches", this::turn);
    http.action("/sandbox/slack/channels", this::archive);
    http.action("/sandbox/slack/grid", this::grid);
    http.action("/sandbox/slack/app", this::route);
    http.action("/sandbox/slack/sockets", this::disturb);
  }

  private Delivery redeliver(JsonNode wanted) {
    return slack.redeliver(slack.deliveries().get(wanted.path("number").asInt() - 1));
  }

  private ObjectNode fault(JsonNode wanted) {
    if (wanted.path("clear").asBoolean()) {
      slack.heal();
    } else {
      slack.fail(
          new Fault(
              wanted.path("at").asText("*"),
              Fault.Kind.valueOf(wanted.path("kind").asText()),
              wanted.path("times").asInt(1),
              wanted.path("detail").asText()));
    }
    return Json.object();
  }

  private ObjectNode turn(JsonNode wanted) {
    if (wanted.has("keepsRichText")) {
      slack.keepsRichText(wanted.get("keepsRichText").asBoolean());
    }
    return Json.object();
  }

  private ObjectNode archive(JsonNode wanted) {
    slack.archive(wanted.path("channel").asText(), wanted.path("archived").asBoolean());
    return Json.object();
  }

  /** Makes a user a member of these workspaces of a Grid, with another one as their home. */
  private ObjectNode grid(JsonNode wanted) {
    UserProfile person =
        slack.people().stream()
            .filter(one -> one.id().equals(wanted.path("person").asText()))
            .findFirst()
            .orElseThrow();
    slack.change(
        person.inGrid(
            wanted.path("home").asText(person.team()),
            new UserProfile.Grid(
                wanted.path("enterprise").asText("E0EXAMPLE"),
                wanted.path("teams").valueStream().map(JsonNode::asText).toList())));
    return Json.object();
  }

  private ObjectNode route(JsonNode wanted) {
    if (wanted.hasNonNull("url")) {
      slack.deliverTo(URI.create(wanted.get("url").asText()));
    } else {
      slack.deliverOverSockets();
    }
    return Json.object();
  }

  private ObjectNode disturb(JsonNode wanted) {
    if (wanted.hasNonNull("warn")) {
      slack.warnSockets(wanted.get("warn").asText());
    } else {
      slack.closeSockets(wanted.path("politely").asBoolean());
    }
    return Json.object().put("open", slack.sockets());
  }
}

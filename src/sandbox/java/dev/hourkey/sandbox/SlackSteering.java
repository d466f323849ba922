package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;

/** What tests in other processes steer the pretend Slack by, and what it remembers. */
final class SlackSteering {
  private final SlackStandIn slack;

  SlackSteering(SlackStandIn slack) {
    this.slack = slack;
  }

  void addTo(Loopback http) {
    SandboxControl.get(http, "/sandbox/slack/calls", slack::calls);
    SandboxControl.get(http, "/sandbox/slack/deliveries", slack::deliveries);
    SandboxControl.post(http, "/sandbox/slack/redeliveries", this::redeliver);
    SandboxControl.post(http, "/sandbox/slack/faults", this::fault);
    SandboxControl.post(http, "/sandbox/slack/switches", this::turn);
    SandboxControl.post(http, "/sandbox/slack/channels", this::archive);
    SandboxControl.post(http, "/sandbox/slack/grid", this::grid);
    SandboxControl.post(http, "/sandbox/slack/app", this::route);
    SandboxControl.post(http, "/sandbox/slack/sockets", this::disturb);
  }

  private SlackDelivery redeliver(JsonNode wanted) {
    return slack.redeliver(slack.deliveries().get(wanted.path("number").asInt() - 1));
  }

  private ObjectNode fault(JsonNode wanted) {
    if (wanted.path("clear").asBoolean()) {
      slack.heal();
    } else {
      slack.fail(
          new SlackFault(
              wanted.path("at").asText("*"),
              SlackFault.Kind.valueOf(wanted.path("kind").asText()),
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
    SlackUser person =
        slack.people().stream()
            .filter(one -> one.id().equals(wanted.path("person").asText()))
            .findFirst()
            .orElseThrow();
    slack.change(
        person.inGrid(
            wanted.path("home").asText(person.team()),
            new SlackUser.Grid(
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

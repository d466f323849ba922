package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.Loopback.Answer;
import dev.hourkey.sandbox.Loopback.Request;
import java.net.URI;
import java.time.Duration;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Slack over HTTP for the page and for tests in other processes: what people see and do. */
final class SlackControl {
  private static final String PERSON = "/sandbox/slack/people/{person}";
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

  private final SlackStandIn slack;
  private final SlackWorkspace workspace;
  private final SlackScreens screens;
  private final SlackActions actions;
  private final SlackChanges changes;

  SlackControl(
      SlackStandIn slack,
      SlackWorkspace workspace,
      SlackScreens screens,
      SlackActions actions,
      SlackChanges changes) {
    this.slack = slack;
    this.workspace = workspace;
    this.screens = screens;
    this.actions = actions;
    this.changes = changes;
  }

  private interface Deed {
    Object of(SlackUser person, JsonNode body);
  }

  void addTo(Loopback http) {
    http.on("GET", "/sandbox/slack", _ -> json(overview()));
    http.on("GET", PERSON, this::screen);
    on(http, "/commands", (person, body) -> actions.run(person, channel(body), text(body)));
    on(
        http,
        "/messages",
        (person, body) -> slack.person(person.id()).say(text(body, "channel"), text(body)).json());
    on(http, "/actions", this::act);
    on(http, "/suggestions", this::suggest);
    on(
        http,
        "/submissions",
        (person, body) -> actions.submit(person, actions.fill(view(body), body.path("values"))));
    on(
        http,
        "/closings",
        (person, body) -> {
          actions.close(person, view(body));
          return Json.object();
        });
    on(http, "/home", (person, _) -> actions.openHome(person));
    on(
        http,
        "/reads",
        (person, body) -> {
          workspace.markRead(channel(body), person.id());
          return Json.object();
        });
    steering(http);
  }

  private void steering(Loopback http) {
    http.on("GET", "/sandbox/slack/calls", _ -> json(slack.calls()));
    http.on("GET", "/sandbox/slack/deliveries", _ -> json(slack.deliveries()));
    http.on(
        "POST",
        "/sandbox/slack/deliveries/{number}/again",
        request ->
            json(
                slack.redeliver(
                    slack.deliveries().get(Integer.parseInt(request.parameter("number")) - 1))));
    http.on(
        "POST",
        "/sandbox/slack/faults",
        request -> {
          JsonNode body = Json.readObject(request.text());
          slack.fail(
              new SlackFault(
                  text(body, "at"),
                  SlackFault.Kind.valueOf(text(body, "kind")),
                  body.path("times").asInt(1),
                  text(body, "detail")));
          return json(Json.object());
        });
    http.on(
        "DELETE",
        "/sandbox/slack/faults",
        _ -> {
          slack.heal();
          return json(Json.object());
        });
    http.on(
        "POST",
        "/sandbox/slack/channels/{channel}",
        request -> {
          JsonNode body = Json.readObject(request.text());
          slack.archive(request.parameter("channel"), body.path("archived").asBoolean());
          return json(Json.object());
        });
    http.on(
        "POST",
        "/sandbox/slack/app",
        request -> {
          String url = text(Json.readObject(request.text()), "url");
          if (url.isEmpty()) {
            slack.deliverOverSockets();
          } else {
            slack.deliverTo(URI.create(url));
          }
          return json(Json.object());
        });
    http.on(
        "POST",
        "/sandbox/slack/sockets",
        request -> {
          JsonNode body = Json.readObject(request.text());
          if (body.has("warn")) {
            slack.warnSockets(text(body, "warn"));
          } else {
            slack.closeSockets(body.path("politely").asBoolean());
          }
          return json(Json.object().put("open", slack.sockets()));
        });
  }

  private void on(Loopback http, String deed, Deed handler) {
    http.on(
        "POST",
        PERSON + deed,
        request -> {
          try {
            SlackUser person = workspace.person(request.parameter("person"));
            return json(handler.of(person, Json.readObject(request.text())));
          } catch (SlackRefusal refusal) {
            return Answer.json(409, refusal.answer().toString());
          } catch (NoSuchElementException e) {
            return Answer.text(404, String.valueOf(e.getMessage()));
          }
        });
  }

  private Object act(SlackUser person, JsonNode body) {
    SlackSurface surface = surface(body);
    if (surface instanceof SlackView view && body.has("values")) {
      surface = actions.fill(view, body.path("values"));
    }
    JsonNode value = body.hasNonNull("value") ? body.get("value") : null;
    return actions.act(person, surface, element(surface, body, value), value);
  }

  private Object suggest(SlackUser person, JsonNode body) {
    SlackSurface surface = surface(body);
    return actions.suggest(person, surface, element(surface, body, null), text(body, "typed"));
  }

  private static SlackElement element(
      SlackSurface surface, JsonNode body, @Nullable JsonNode value) {
    return SlackPerson.element(
        surface, Json.text(body, "block_id"), text(body, "action_id"), value);
  }

  private ObjectNode overview() {
    SlackSeed seed = workspace.seed;
    ObjectNode overview = Json.object();
    overview.set("team", Json.tree(seed.team()));
    overview
        .putObject("app")
        .put("name", seed.app().bot().realName())
        .put("user", seed.app().bot().id())
        .put("command", seed.app().command())
        .put("usage_hint", seed.app().usageHint());
    overview.set("people", Json.tree(workspace.people()));
    return overview;
  }

  /** All that one person sees; with {@code ?since=}, as soon as it is newer than that. */
  private Answer screen(Request request) throws InterruptedException {
    SlackUser person = workspace.person(request.parameter("person"));
    long since = Long.parseLong(request.query().getOrDefault("since", "-1"));
    ObjectNode screen = Json.object();
    screen.put("version", changes.after(since, LONGEST_WAIT));
    screen.put("trouble", screens.trouble(person.id()));
    ObjectNode unread = screen.putObject("unread");
    workspace.people().forEach(one -> unread.put(one.id(), workspace.unread(one.id())));
    var _ = workspace.channel(person.id()); // The app's DM is there before it first writes.
    ArrayNode channels = screen.putArray("channels");
    for (SlackChannel channel : workspace.channelsOf(person.id())) {
      ObjectNode shown =
          channels
              .addObject()
              .put("id", channel.id)
              .put("name", channel.name)
              .put("direct", channel.direct != null)
              .put("archived", channel.archived)
              .put("unread", workspace.unread(channel, person.id()));
      ArrayNode messages = shown.putArray("messages");
      for (SlackMessage message : workspace.messages(channel, person.id())) {
        ObjectNode json = message.json().deepCopy();
        json.put("ephemeral", message.onlyFor() != null);
        json.set("values", screens.entered(person.id(), message));
        messages.add(json);
      }
    }
    ArrayNode forms = screen.putArray("forms");
    for (SlackView form : screens.stack(person.id())) {
      ObjectNode json = form.json().deepCopy();
      json.set("errors", Json.tree(form.errors()));
      forms.add(json);
    }
    screens.home(person.id()).ifPresent(home -> screen.set("home", home.json()));
    return json(screen);
  }

  private SlackSurface surface(JsonNode body) {
    return body.hasNonNull("view")
        ? view(body)
        : workspace.message(channel(body), text(body, "ts"));
  }

  private SlackView view(JsonNode body) {
    return screens.find(text(body, "view"), null).orElseThrow(() -> new SlackRefusal("not_found"));
  }

  private SlackChannel channel(JsonNode body) {
    return workspace.channel(text(body, "channel"));
  }

  private static String text(JsonNode body) {
    return text(body, "text");
  }

  private static String text(JsonNode body, String field) {
    return body.path(field).asText("");
  }

  private static Answer json(Object value) {
    return Answer.bytes(200, "application/json", Json.bytes(value));
  }
}

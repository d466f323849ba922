package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.Loopback.Answer;
import dev.hourkey.sandbox.Loopback.Request;
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
  private final SlackWindow window;

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
    this.window = new SlackWindow(workspace, screens);
  }

  private interface Deed {
    Object of(SlackUser person, JsonNode body);
  }

  void addTo(Loopback http) {
    http.on("GET", "/sandbox/slack", _ -> json(window.overview()));
    http.on("GET", PERSON, this::look);
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

  /** All that one person sees; with {@code ?since=}, as soon as it is another version. */
  private Answer look(Request request) throws InterruptedException {
    SlackUser person = workspace.person(request.parameter("person"));
    long since = Long.parseLong(request.query().getOrDefault("since", "-1"));
    return json(window.of(person, changes.after(since, LONGEST_WAIT)));
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

package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.blockkit.Element;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.Request;
import java.time.Duration;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Slack over HTTP for the page and for tests in other processes: what people see and do. */
final class PeopleApi {
  private static final String PERSON = "/sandbox/slack/people/{person}";
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

  private final SlackStandIn slack;
  private final Workspace workspace;
  private final Screens screens;
  private final UserActions actions;
  private final ChangeCounter changes;
  private final Window window;

  PeopleApi(
      SlackStandIn slack,
      Workspace workspace,
      Screens screens,
      UserActions actions,
      ChangeCounter changes) {
    this.slack = slack;
    this.workspace = workspace;
    this.screens = screens;
    this.actions = actions;
    this.changes = changes;
    this.window = new Window(workspace, screens);
  }

  private interface Deed {
    Object of(UserProfile person, JsonNode body);
  }

  void addTo(LoopbackServer http) {
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
    on(http, "/shortcuts", (person, _) -> actions.shortcut(person));
    on(http, "/home", (person, _) -> actions.openHome(person));
    on(
        http,
        "/reads",
        (person, body) -> {
          workspace.markRead(channel(body), person.id());
          return Json.object();
        });
  }

  private void on(LoopbackServer http, String deed, Deed handler) {
    http.on(
        "POST",
        PERSON + deed,
        request -> {
          try {
            UserProfile person = workspace.person(request.parameter("person"));
            return json(handler.of(person, Json.readObject(request.text())));
          } catch (ApiError refusal) {
            return Answer.json(409, refusal.answer());
          } catch (NoSuchElementException e) {
            return Answer.text(404, String.valueOf(e.getMessage()));
          }
        });
  }

  private Object act(UserProfile person, JsonNode body) {
    Surface surface = surface(body);
    if (surface instanceof View view && body.has("values")) {
      surface = actions.fill(view, body.path("values"));
    }
    JsonNode value = body.hasNonNull("value") ? body.get("value") : null;
    return actions.act(person, surface, element(surface, body, value), value);
  }

  private Object suggest(UserProfile person, JsonNode body) {
    Surface surface = surface(body);
    return actions.suggest(person, surface, element(surface, body, null), text(body, "typed"));
  }

  private static Element element(Surface surface, JsonNode body, @Nullable JsonNode value) {
    return WorkspaceUser.element(
        surface, Json.text(body, "block_id"), text(body, "action_id"), value);
  }

  /** Everything that one person sees. With {@code ?since=}, it waits for another version. */
  private Answer look(Request request) throws InterruptedException {
    UserProfile person = workspace.person(request.parameter("person"));
    long since = Long.parseLong(request.query().getOrDefault("since", "-1"));
    return json(window.of(person, changes.after(since, LONGEST_WAIT)));
  }

  private Surface surface(JsonNode body) {
    return body.hasNonNull("view")
        ? view(body)
        : workspace.message(channel(body), text(body, "ts"));
  }

  private View view(JsonNode body) {
    return screens.find(text(body, "view"), null).orElseThrow(() -> new ApiError("not_found"));
  }

  private Channel channel(JsonNode body) {
    return workspace.channel(text(body, "channel"));
  }

  private static String text(JsonNode body) {
    return text(body, "text");
  }

  private static String text(JsonNode body, String field) {
    return body.path(field).asText("");
  }

  private static Answer json(Object value) {
    return Answer.json(200, value);
  }
}

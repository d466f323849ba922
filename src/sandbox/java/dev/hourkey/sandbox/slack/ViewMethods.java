package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.blockkit.BlockKit;
import dev.hourkey.sandbox.blockkit.Defaults;
import dev.hourkey.sandbox.blockkit.Rule;
import dev.hourkey.sandbox.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** {@code views.*}: forms and home tabs. */
final class ViewMethods {
  private static final int BIGGEST = 250_000;

  private final WorkspaceSeed seed;
  private final Workspace workspace;
  private final Screens screens;
  private final TriggerIds triggers;
  private final Clock clock;

  ViewMethods(Workspace workspace, Screens screens, TriggerIds triggers, Clock clock) {
    this.seed = workspace.seed;
    this.workspace = workspace;
    this.screens = screens;
    this.triggers = triggers;
    this.clock = clock;
  }

  void addTo(WebApi api) {
    api.on("views.open", "", this::open);
    api.on("views.push", "", this::push);
    api.on("views.update", "", this::update);
    api.on("views.publish", "", this::publish);
  }

  private ObjectNode open(ApiArguments call) {
    JsonNode wanted = checked(call.json("view"), "modal");
    return answer(show(triggers.redeem(call.need("trigger_id")), wanted));
  }

  private ObjectNode push(ApiArguments call) {
    JsonNode wanted = checked(call.json("view"), "modal");
    return answer(push(triggers.redeem(call.need("trigger_id")), wanted));
  }

  private ObjectNode update(ApiArguments call) {
    View shown =
        screens
            .find(call.optional("view_id"), call.optional("external_id"))
            .orElseThrow(() -> new ApiError("not_found"));
    unchanged(shown, call.optional("hash"));
    return answer(replace(shown, checked(call.json("view"), shown.json().path("type").asText())));
  }

  private ObjectNode publish(ApiArguments call) {
    UserProfile person = workspace.person(call.need("user_id"));
    JsonNode wanted = checked(call.json("view"), "home");
    View shown = screens.home(person.id()).orElse(null);
    if (shown != null) {
      unchanged(shown, call.optional("hash"));
    }
    View home = stored(person.id(), wanted, shown, null);
    screens.publish(home);
    return answer(home);
  }

  /** Shows a form to a person, in place of any other. */
  private View show(String person, JsonNode wanted) {
    View view = stored(person, wanted, null, null);
    screens.open(view);
    return view;
  }

  /** Opens a form on top of the one that is open. */
  View push(String person, JsonNode wanted) {
    List<View> stack = screens.stack(person);
    View view = stored(person, wanted, null, stack.isEmpty() ? null : stack.getLast());
    screens.push(view);
    return view;
  }

  /** Puts other content into a view that is shown; what people entered stays. */
  View replace(View shown, JsonNode wanted) {
    View view = stored(shown.owner(), wanted, shown, null);
    screens.replace(shown.id(), _ -> view);
    return view;
  }

  /** The view, if Slack would accept it. */
  static JsonNode checked(JsonNode view, String type) {
    if (view.isMissingNode() || view.isNull()) {
      throw ApiError.missing("view");
    }
    if (view.toString().getBytes(StandardCharsets.UTF_8).length > BIGGEST) {
      throw new ApiError("view_too_large");
    }
    List<String> problems = BlockKit.problemsOfView(view);
    if (problems.isEmpty() && !view.path("type").asText().equals(type)) {
      problems = List.of(Rule.at("must be of type " + type, "/view/type"));
    }
    if (!problems.isEmpty()) {
      throw new ApiError("invalid_arguments", problems);
    }
    return view;
  }

  private View stored(
      String person, JsonNode wanted, @Nullable View replaced, @Nullable View below) {
    String id = replaced == null ? "V" + randomId() : replaced.id();
    ObjectNode view =
        Json.object()
            .put("id", id)
            .put("team_id", seed.team().id())
            .put("type", wanted.path("type").asText());
    for (String field : List.of("title", "close", "submit")) {
      view.set(field, wanted.hasNonNull(field) ? wanted.get(field) : view.nullNode());
    }
    view.set("blocks", Defaults.filled(wanted.path("blocks")));
    for (String field : List.of("private_metadata", "callback_id", "external_id")) {
      view.put(field, wanted.path(field).asText(""));
    }
    for (String field : List.of("clear_on_close", "notify_on_close", "submit_disabled")) {
      view.put(field, wanted.path(field).asBoolean());
    }
    JsonNode before = replaced == null ? Json.object() : replaced.values();
    view.putObject("state").set("values", FormInputs.values(view.path("blocks"), before));
    JsonNode family = replaced != null ? replaced.json() : Json.object();
    view.put("hash", clock.instant().getEpochSecond() + "." + randomId().substring(0, 8))
        .put(
            "root_view_id",
            below != null
                ? below.json().path("root_view_id").asText()
                : family.path("root_view_id").asText(id))
        .put(
            "previous_view_id",
            below != null ? below.id() : family.path("previous_view_id").textValue())
        .put("app_id", seed.app().id())
        .put("app_installed_team_id", seed.team().id())
        .put("bot_id", seed.app().botId());
    String external = view.path("external_id").asText();
    screens
        .find(null, external.isEmpty() ? null : external)
        .filter(other -> !other.id().equals(id))
        .ifPresent(
            _ -> {
              throw new ApiError("duplicate_external_id");
            });
    return new View(person, view, Map.of());
  }

  private static void unchanged(View shown, @Nullable String hash) {
    if (hash != null && !hash.equals(shown.json().path("hash").asText())) {
      throw new ApiError("hash_conflict");
    }
  }

  private static ObjectNode answer(View view) {
    ObjectNode answer = Json.object();
    answer.set("view", view.json());
    return answer;
  }

  private static String randomId() {
    return "%016X".formatted(ThreadLocalRandom.current().nextLong()).substring(0, 10);
  }
}

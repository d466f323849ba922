package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** {@code views.*}: forms and home tabs. */
final class SlackViewMethods {
  private static final int BIGGEST = 250_000;

  private final SlackSeed seed;
  private final SlackWorkspace workspace;
  private final SlackScreens screens;
  private final SlackTriggers triggers;
  private final Clock clock;

  SlackViewMethods(
      SlackWorkspace workspace, SlackScreens screens, SlackTriggers triggers, Clock clock) {
    this.seed = workspace.seed;
    this.workspace = workspace;
    this.screens = screens;
    this.triggers = triggers;
    this.clock = clock;
  }

  void addTo(SlackWebApi api) {
    api.on("views.open", "", this::open);
    api.on("views.push", "", this::push);
    api.on("views.update", "", this::update);
    api.on("views.publish", "", this::publish);
  }

  private ObjectNode open(SlackCall call) {
    JsonNode wanted = checked(call.json("view"), "modal");
    return answer(show(triggers.redeem(call.need("trigger_id")), wanted));
  }

  private ObjectNode push(SlackCall call) {
    JsonNode wanted = checked(call.json("view"), "modal");
    return answer(push(triggers.redeem(call.need("trigger_id")), wanted));
  }

  private ObjectNode update(SlackCall call) {
    SlackView shown =
        screens
            .find(call.optional("view_id"), call.optional("external_id"))
            .orElseThrow(() -> new SlackRefusal("not_found"));
    unchanged(shown, call.optional("hash"));
    return answer(replace(shown, checked(call.json("view"), shown.json().path("type").asText())));
  }

  private ObjectNode publish(SlackCall call) {
    SlackUser person = workspace.person(call.need("user_id"));
    JsonNode wanted = checked(call.json("view"), "home");
    SlackView shown = screens.home(person.id()).orElse(null);
    if (shown != null) {
      unchanged(shown, call.optional("hash"));
    }
    SlackView home = stored(person.id(), wanted, shown, null);
    screens.publish(home);
    return answer(home);
  }

  /** Opens a form before a person, in the place of any other. */
  private SlackView show(String person, JsonNode wanted) {
    SlackView view = stored(person, wanted, null, null);
    screens.open(view);
    return view;
  }

  /** Opens a form on top of the one that is open. */
  SlackView push(String person, JsonNode wanted) {
    List<SlackView> stack = screens.stack(person);
    SlackView view = stored(person, wanted, null, stack.isEmpty() ? null : stack.getLast());
    screens.push(view);
    return view;
  }

  /** Puts other content into a view that is shown; what people entered stays. */
  SlackView replace(SlackView shown, JsonNode wanted) {
    SlackView view = stored(shown.owner(), wanted, shown, null);
    screens.replace(shown.id(), _ -> view);
    return view;
  }

  /** The view, if Slack would take it. */
  static JsonNode checked(JsonNode view, String type) {
    if (view.isMissingNode() || view.isNull()) {
      throw SlackRefusal.missing("view");
    }
    if (view.toString().getBytes(StandardCharsets.UTF_8).length > BIGGEST) {
      throw new SlackRefusal("view_too_large");
    }
    List<String> problems = BlockKit.problemsOfView(view);
    if (problems.isEmpty() && !view.path("type").asText().equals(type)) {
      problems = List.of(BlockRule.at("must be of type " + type, "/view/type"));
    }
    if (!problems.isEmpty()) {
      throw new SlackRefusal("invalid_arguments", problems);
    }
    return view;
  }

  private SlackView stored(
      String person, JsonNode wanted, @Nullable SlackView replaced, @Nullable SlackView below) {
    String id = replaced == null ? "V" + randomId() : replaced.id();
    ObjectNode view =
        Json.object()
            .put("id", id)
            .put("team_id", seed.team().id())
            .put("type", wanted.path("type").asText());
    for (String field : List.of("title", "close", "submit")) {
      view.set(field, wanted.hasNonNull(field) ? wanted.get(field) : view.nullNode());
    }
    view.set("blocks", BlockDefaults.filled(wanted.path("blocks")));
    for (String field : List.of("private_metadata", "callback_id", "external_id")) {
      view.put(field, wanted.path(field).asText(""));
    }
    for (String field : List.of("clear_on_close", "notify_on_close", "submit_disabled")) {
      view.put(field, wanted.path(field).asBoolean());
    }
    JsonNode before = replaced == null ? Json.object() : replaced.values();
    view.putObject("state").set("values", SlackInputs.values(view.path("blocks"), before));
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
              throw new SlackRefusal("duplicate_external_id");
            });
    return new SlackView(person, view, Map.of());
  }

  private static void unchanged(SlackView shown, @Nullable String hash) {
    if (hash != null && !hash.equals(shown.json().path("hash").asText())) {
      throw new SlackRefusal("hash_conflict");
    }
  }

  private static ObjectNode answer(SlackView view) {
    ObjectNode answer = Json.object();
    answer.set("view", view.json());
    return answer;
  }

  private static String randomId() {
    return "%016X".formatted(ThreadLocalRandom.current().nextLong()).substring(0, 10);
  }
}

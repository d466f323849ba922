package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.blockkit.BlockKit;
import dev.hourkey.sandbox.blockkit.Element;
import dev.hourkey.sandbox.http.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Slack does when a user acts, and what it does with the answer of the app. */
final class UserActions {
  private static final String TROUBLE = "We had some trouble connecting. Try again?";

  private static final Pattern MENTION = Pattern.compile("(?<!\\S)@([a-z0-9._-]+)");

  private final Workspace workspace;
  private final Screens screens;
  private final ViewMethods views;
  private final Payloads payloads;
  private final ResponseUrls replies;
  private final Sender sender;

  UserActions(
      Workspace workspace,
      Screens screens,
      ViewMethods views,
      Payloads payloads,
      ResponseUrls replies,
      Sender sender) {
    this.workspace = workspace;
    this.screens = screens;
    this.views = views;
    this.payloads = payloads;
    this.replies = replies;
    this.sender = sender;
  }

  Delivery run(UserProfile person, Channel channel, String line) {
    String[] words = line.strip().split("\\s+", 2);
    String command = words[0];
    String text = words.length > 1 ? words[1] : "";
    boolean known =
        command.equals(workspace.seed.app().command())
            && person.isMemberOf(workspace.seed.team().id());
    if (!known) {
      tell(person, channel, command + " is not a valid command.");
      return neverSent("slash_commands", "invalid_command");
    }
    Delivery delivery =
        sender.send("slash_commands", payloads.command(person, channel, command, escaped(text)));
    if (delivery.error() != null) {
      tell(person, channel, command + " failed with the error \"" + delivery.error() + "\"");
    } else if (delivery.json() instanceof ObjectNode answer && !answer.isEmpty()) {
      reply(person, channel, answer);
    } else if (!delivery.answer().isBlank()) {
      tell(person, channel, delivery.answer());
    }
    return delivery;
  }

  /** What Slack makes of a text that somebody types. */
  static String typed(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** Mentions of people arrive with their ids, because the command sets {@code should_escape}. */
  private String escaped(String text) {
    return MENTION
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    workspace.people().stream()
                        .filter(one -> one.name().equals(found.group(1)))
                        .findFirst()
                        .map(one -> "<@" + one.id() + "|" + one.name() + ">")
                        .orElseGet(found::group)));
  }

  Delivery act(UserProfile person, Surface surface, Element element, @Nullable JsonNode value) {
    ObjectNode state = value == null ? element.untouched() : element.entered(value);
    ObjectNode values = valuesAfter(person, surface, element, state);
    Delivery delivery =
        sender.send("interactive", payloads.action(person, surface, element, state, values));
    screens.trouble(person.id(), delivery.acknowledged() ? null : TROUBLE);
    return delivery;
  }

  private ObjectNode valuesAfter(
      UserProfile person, Surface surface, Element element, ObjectNode state) {
    ObjectNode values =
        switch (surface) {
          case PostedMessage message -> screens.entered(person.id(), message);
          case View view -> FormInputs.values(view.blocks(), view.values());
        };
    if (element.stateful()) {
      FormInputs.put(values, element, state);
      switch (surface) {
        case PostedMessage message -> screens.enter(person.id(), message, values);
        case View view -> screens.replace(view.id(), shown -> shown.filled(values));
      }
    }
    return values;
  }

  /** Puts entries, given as block id → action id → value, into the fields of a view. */
  View fill(View view, JsonNode entries) {
    screens.replace(
        view.id(),
        shown ->
            shown.filled(
                FormInputs.entered(
                    shown.blocks(), FormInputs.values(shown.blocks(), shown.values()), entries)));
    return screens.find(view.id(), null).orElse(view);
  }

  JsonNode suggest(UserProfile person, Surface surface, Element select, String typed) {
    Delivery delivery =
        sender.send("interactive", payloads.suggestion(person, surface, select, typed));
    boolean shown =
        delivery.acknowledged() && BlockKit.problemsOfSuggestions(delivery.json()).isEmpty();
    screens.trouble(person.id(), shown ? null : TROUBLE);
    return shown ? delivery.json() : MissingNode.getInstance();
  }

  Delivery submit(UserProfile person, View view) {
    Map<String, String> problems = FormInputs.problems(view.blocks(), view.values());
    screens.replace(view.id(), shown -> shown.with(problems));
    if (!problems.isEmpty()) {
      return neverSent("interactive", "invalid_fields");
    }
    Delivery delivery = sender.send("interactive", payloads.submission(view, person));
    boolean understood = delivery.acknowledged() && answered(person, view, delivery.json());
    screens.trouble(person.id(), understood ? null : TROUBLE);
    return delivery;
  }

  /** Does what the app answered to a submission; false if Slack would not understand it. */
  private boolean answered(UserProfile person, View view, JsonNode answer) {
    try {
      switch (answer.path("response_action").asText()) {
        case "errors" -> {
          Map<String, String> errors = new LinkedHashMap<>();
          answer
              .path("errors")
              .properties()
              .forEach(error -> errors.put(error.getKey(), error.getValue().asText()));
          screens.replace(view.id(), shown -> shown.with(errors));
          return !errors.isEmpty() && inputs(view).containsAll(errors.keySet());
        }
        case "update" -> views.replace(view, ViewMethods.checked(answer.path("view"), "modal"));
        case "push" -> views.push(person.id(), ViewMethods.checked(answer.path("view"), "modal"));
        case "clear" -> screens.closeAll(person.id());
        default -> screens.close(view.id());
      }
      return true;
    } catch (ApiError refusal) {
      return false;
    }
  }

  private static List<String> inputs(View view) {
    return view.blocks()
        .valueStream()
        .filter(block -> block.path("type").asText().equals("input"))
        .map(block -> block.path("block_id").asText())
        .toList();
  }

  void close(UserProfile person, View view) {
    boolean all = view.json().path("clear_on_close").asBoolean();
    if (all) {
      screens.closeAll(person.id());
    } else {
      screens.close(view.id());
    }
    screens.trouble(person.id(), null);
    if (view.json().path("notify_on_close").asBoolean()) {
      sender.send("interactive", payloads.closing(view, person, all));
    }
  }

  Delivery shortcut(UserProfile person) {
    Delivery delivery =
        sender.send(
            "interactive", payloads.shortcut(person, workspace.seed.app().shortcut().callbackId()));
    screens.trouble(person.id(), delivery.acknowledged() ? null : TROUBLE);
    return delivery;
  }

  Delivery openHome(UserProfile person) {
    JsonNode shown =
        screens.home(person.id()).<JsonNode>map(View::json).orElse(MissingNode.getInstance());
    return sender.sendEvent(payloads.homeOpened(person, workspace.channel(person.id()), shown));
  }

  private void reply(UserProfile person, Channel channel, ObjectNode answer) {
    try {
      replies.reply(channel.id, person.id(), answer);
    } catch (ApiError refusal) {
      tell(person, channel, "failed with the error \"" + refusal.getMessage() + "\"");
    }
  }

  private void tell(UserProfile person, Channel channel, String sentence) {
    workspace.post(channel, workspace.bot(), Json.object().put("text", sentence), person.id());
  }

  private static Delivery neverSent(String kind, String error) {
    return Delivery.neverSent(new Parcel(kind, Map.of(), ""), error);
  }
}

package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What happens in Slack when somebody does something, and with what the app answers to it. */
final class SlackActions {
  private static final String TROUBLE = "We had some trouble connecting. Try again?";

  private static final Pattern MENTION = Pattern.compile("(?<!\\S)@([a-z0-9._-]+)");

  private final SlackWorkspace workspace;
  private final SlackScreens screens;
  private final SlackViewMethods views;
  private final SlackPayloads payloads;
  private final SlackReplies replies;
  private final SlackSender sender;

  SlackActions(
      SlackWorkspace workspace,
      SlackScreens screens,
      SlackViewMethods views,
      SlackPayloads payloads,
      SlackReplies replies,
      SlackSender sender) {
    this.workspace = workspace;
    this.screens = screens;
    this.views = views;
    this.payloads = payloads;
    this.replies = replies;
    this.sender = sender;
  }

  SlackDelivery run(SlackUser person, SlackChannel channel, String line) {
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
    SlackDelivery delivery =
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

  SlackDelivery act(
      SlackUser person, SlackSurface surface, SlackElement element, @Nullable JsonNode value) {
    ObjectNode state = value == null ? element.untouched() : element.entered(value);
    ObjectNode values = valuesAfter(person, surface, element, state);
    SlackDelivery delivery =
        sender.send("interactive", payloads.action(person, surface, element, state, values));
    screens.trouble(person.id(), delivery.acknowledged() ? null : TROUBLE);
    return delivery;
  }

  private ObjectNode valuesAfter(
      SlackUser person, SlackSurface surface, SlackElement element, ObjectNode state) {
    ObjectNode values =
        switch (surface) {
          case SlackMessage message -> screens.entered(person.id(), message);
          case SlackView view -> SlackInputs.values(view.blocks(), view.values());
        };
    if (element.stateful()) {
      SlackInputs.put(values, element, state);
      switch (surface) {
        case SlackMessage message -> screens.enter(person.id(), message, values);
        case SlackView view -> screens.replace(view.id(), shown -> shown.filled(values));
      }
    }
    return values;
  }

  /** Puts entries, given as block id → action id → value, into the fields of a view. */
  SlackView fill(SlackView view, JsonNode entries) {
    screens.replace(
        view.id(),
        shown ->
            shown.filled(
                SlackInputs.entered(
                    shown.blocks(), SlackInputs.values(shown.blocks(), shown.values()), entries)));
    return screens.find(view.id(), null).orElse(view);
  }

  JsonNode suggest(SlackUser person, SlackSurface surface, SlackElement select, String typed) {
    SlackDelivery delivery =
        sender.send("interactive", payloads.suggestion(person, surface, select, typed));
    return delivery.acknowledged() ? delivery.json() : MissingNode.getInstance();
  }

  SlackDelivery submit(SlackUser person, SlackView view) {
    Map<String, String> problems = SlackInputs.problems(view.blocks(), view.values());
    screens.replace(view.id(), shown -> shown.with(problems));
    if (!problems.isEmpty()) {
      return neverSent("interactive", "invalid_fields");
    }
    SlackDelivery delivery = sender.send("interactive", payloads.submission(view, person));
    boolean understood = delivery.acknowledged() && answered(person, view, delivery.json());
    screens.trouble(person.id(), understood ? null : TROUBLE);
    return delivery;
  }

  /** Does what the app answered to a submission; false if Slack would not understand it. */
  private boolean answered(SlackUser person, SlackView view, JsonNode answer) {
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
        case "update" ->
            views.replace(view, SlackViewMethods.checked(answer.path("view"), "modal"));
        case "push" ->
            views.push(person.id(), SlackViewMethods.checked(answer.path("view"), "modal"));
        case "clear" -> screens.closeAll(person.id());
        default -> screens.close(view.id());
      }
      return true;
    } catch (SlackRefusal refusal) {
      return false;
    }
  }

  private static List<String> inputs(SlackView view) {
    return view.blocks()
        .valueStream()
        .filter(block -> block.path("type").asText().equals("input"))
        .map(block -> block.path("block_id").asText())
        .toList();
  }

  void close(SlackUser person, SlackView view) {
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

  SlackDelivery openHome(SlackUser person) {
    JsonNode shown =
        screens.home(person.id()).<JsonNode>map(SlackView::json).orElse(MissingNode.getInstance());
    return sender.sendEvent(payloads.homeOpened(person, workspace.channel(person.id()), shown));
  }

  private void reply(SlackUser person, SlackChannel channel, ObjectNode answer) {
    try {
      replies.reply(channel.id, person.id(), answer);
    } catch (SlackRefusal refusal) {
      tell(person, channel, "failed with the error \"" + refusal.getMessage() + "\"");
    }
  }

  private void tell(SlackUser person, SlackChannel channel, String sentence) {
    workspace.post(channel, workspace.bot(), Json.object().put("text", sentence), person.id());
  }

  private static SlackDelivery neverSent(String kind, String error) {
    return SlackDelivery.neverSent(new SlackParcel(kind, Map.of(), ""), error);
  }
}

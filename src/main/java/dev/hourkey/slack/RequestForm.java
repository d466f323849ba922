package dev.hourkey.slack;

import static dev.hourkey.slack.Blocks.map;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.policy.Justification;
import dev.hourkey.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The form of {@code /aws-access}: what, how long, why. */
final class RequestForm {
  static final String CALLBACK = "ask";
  static final String WHAT = "what";
  static final String HOW_LONG = "how_long";
  static final String WHY = "why";

  /** Slack shows no more options in one select. */
  private static final int MOST_OPTIONS = 100;

  private RequestForm() {}

  /** Opened at once, because a trigger lives for three seconds. */
  static String loading() {
    return message("One moment: looking up what you may ask for…");
  }

  /** A form that came to nothing says why. */
  static String message(String text) {
    return view(List.of(Blocks.section(text)), false);
  }

  /** The form for one who may ask for these, with one of them chosen. */
  static String filled(List<Entitlement> offered, Entitlement chosen, Optional<String> standstill) {
    return view(offered, chosen, above(standstill));
  }

  /** The form for one who typed something that they cannot ask for, or nothing. */
  static String filledWithout(
      List<Entitlement> offered, String command, Optional<String> standstill) {
    List<Map<String, Object>> above = above(standstill);
    if (!command.isEmpty()) {
      above.add(
          Blocks.context(
              "There is no `%s` that you may ask for; please choose. `help` shows the commands."
                  .formatted(SlackText.escape(SlackText.cut(command, 75)))));
    }
    return view(offered, offered.getFirst(), above);
  }

  /** Whoever asks while nothing reaches AWS should know before they do. */
  private static List<Map<String, Object>> above(Optional<String> standstill) {
    List<Map<String, Object>> above = new ArrayList<>();
    standstill.ifPresent(
        why ->
            above.add(
                Blocks.section(
                    ":warning: *Nothing reaches AWS at the moment*: %s. You can ask all the same; access begins once that is put right, if it is in time."
                        .formatted(SlackText.escape(why)))));
    return above;
  }

  private static String view(
      List<Entitlement> offered, Entitlement chosen, List<Map<String, Object>> above) {
    List<Map<String, Object>> blocks = new ArrayList<>(above);
    blocks.add(what(offered, chosen));
    blocks.add(Blocks.context(about(chosen)));
    blocks.addAll(AccessText.blocks(chosen.opens(), "entitlement:" + chosen.id()));
    blocks.add(howLong(chosen.id(), chosen.policy().durations()));
    blocks.add(why(chosen.policy().justification()));
    if (offered.size() > MOST_OPTIONS) {
      blocks.add(
          Blocks.context(
              "Only the first "
                  + MOST_OPTIONS
                  + " are listed; type `/aws-access <id>` for any other."));
    }
    return view(blocks, true);
  }

  /** The block of the duration changes with the choice, so that Slack forgets the old answer. */
  static String howLongBlock(String entitlement) {
    return HOW_LONG + ":" + entitlement;
  }

  private static Map<String, Object> what(List<Entitlement> offered, Entitlement chosen) {
    List<Map<String, Object>> options =
        Stream.concat(Stream.of(chosen), offered.stream().filter(one -> !one.equals(chosen)))
            .limit(MOST_OPTIONS)
            .sorted(Comparator.comparingInt(offered::indexOf))
            .map(RequestForm::option)
            .toList();
    Map<String, Object> select =
        map(
            "type",
            "static_select",
            "action_id",
            WHAT,
            "options",
            options,
            "initial_option",
            option(chosen));
    return Blocks.with(Blocks.input(WHAT, "What do you need?", select), "dispatch_action", true);
  }

  private static Map<String, Object> option(Entitlement entitlement) {
    return Blocks.option(SlackText.clean(entitlement.name()), entitlement.id());
  }

  private static String about(Entitlement chosen) {
    Policy policy = chosen.policy();
    String decided =
        policy.approvals() == 0
            ? "granted at once"
            : "needs "
                + (policy.approvals() == 1 ? "1 approval" : policy.approvals() + " approvals")
                + chosen.channel().map(channel -> " in " + SlackText.channel(channel)).orElse("");
    List<AccountAssignment> targets = chosen.opens().targets();
    String opens =
        targets.size() == 1
            ? "*%s* (%s) · %s"
                .formatted(
                    SlackText.escape(targets.getFirst().accountName()),
                    targets.getFirst().accountId(),
                    SlackText.escape(targets.getFirst().permissionSet()))
            : AccessText.count(chosen.opens());
    return "%s · %s%s"
        .formatted(
            opens, decided, policy.risk() == Policy.Risk.HIGH ? " · :warning: high risk" : "");
  }

  private static Map<String, Object> howLong(String entitlement, List<Duration> durations) {
    List<Map<String, Object>> options =
        durations.stream()
            .limit(MOST_OPTIONS)
            .map(one -> Blocks.option(SlackText.words(one), Long.toString(one.toSeconds())))
            .toList();
    return Blocks.input(
        howLongBlock(entitlement),
        "For how long?",
        map(
            "type",
            "static_select",
            "action_id",
            HOW_LONG,
            "options",
            options,
            "initial_option",
            options.getFirst()));
  }

  private static Map<String, Object> why(Justification rule) {
    Map<String, Object> input =
        Blocks.input(WHY, "Why?", Blocks.textArea(WHY, Justification.MAX_LENGTH));
    Optional<String> hint = rule.example().map(example -> "For example: " + example);
    return hint.isPresent()
        ? Blocks.with(input, "hint", Blocks.plain(SlackText.cut(SlackText.clean(hint.get()), 2000)))
        : input;
  }

  private static String view(List<Map<String, Object>> blocks, boolean submittable) {
    Map<String, Object> view =
        map(
            "type",
            "modal",
            "callback_id",
            CALLBACK,
            "title",
            Blocks.plain("AWS access"),
            "close",
            Blocks.plain("Cancel"),
            "blocks",
            blocks);
    return Blocks.json(submittable ? Blocks.with(view, "submit", Blocks.plain("Request")) : view);
  }
}

package dev.hourkey.slack;

import static dev.hourkey.slack.Blocks.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The form in which an approver or an operator revokes somebody's access and says why. */
final class RevokeForm {
  static final String CALLBACK = "revoke";
  static final String WHICH = "which";
  static final String REASON = "reason";

  /** In characters. */
  static final int MAX_LENGTH = 300;

  /** Slack shows no more options in one select. */
  private static final int MOST_OPTIONS = 100;

  private RevokeForm() {}

  /** Access that can be revoked; {@code label} names the holder and the entitlement. */
  record Choice(UUID grant, String label) {}

  /** Opened at once, because a trigger lives for three seconds. */
  static String loading() {
    return message("Looking up what you can revoke…");
  }

  static String message(String mrkdwn) {
    return Blocks.json(view(List.of(Blocks.section(mrkdwn)), ""));
  }

  /**
   * The form.
   *
   * @param choices at least one
   * @param channel where the answer is shown
   */
  static String of(List<Choice> choices, String reason, Optional<String> channel) {
    List<Map<String, Object>> blocks = new ArrayList<>();
    boolean single = choices.size() == 1;
    if (single) {
      blocks.add(Blocks.section("*" + SlackText.escape(choices.getFirst().label()) + "*"));
    } else {
      blocks.add(Blocks.input(WHICH, "Whose access?", select(choices)));
    }
    blocks.add(
        Blocks.context(
            "It is removed from Entra and AWS at once. The holder reads who revoked it and why."));
    blocks.add(Blocks.input(REASON, "Why?", reason(reason)));
    if (choices.size() > MOST_OPTIONS) {
      blocks.add(
          Blocks.context(
              "Only the first %d are listed; `/aws-access revoke` with a person or an entitlement lists fewer."
                  .formatted(MOST_OPTIONS)));
    }
    String which = single ? choices.getFirst().grant().toString() : "-";
    return Blocks.json(
        Blocks.with(
            view(blocks, which + " " + channel.orElse("")), "submit", Blocks.plain("Revoke")));
  }

  private static Map<String, Object> select(List<Choice> choices) {
    return map(
        "type",
        "static_select",
        "action_id",
        WHICH,
        "options",
        choices.stream()
            .limit(MOST_OPTIONS)
            .map(
                choice -> Blocks.option(SlackText.clean(choice.label()), choice.grant().toString()))
            .toList());
  }

  private static Map<String, Object> reason(String given) {
    Map<String, Object> input = Blocks.textArea(REASON, MAX_LENGTH);
    String reason = SlackText.cut(SlackText.clean(given), MAX_LENGTH);
    return reason.isEmpty() ? input : Blocks.with(input, "initial_value", reason);
  }

  private static Map<String, Object> view(List<Map<String, Object>> blocks, String metadata) {
    return map(
        "type",
        "modal",
        "callback_id",
        CALLBACK,
        "private_metadata",
        metadata,
        "title",
        Blocks.plain("Revoke access"),
        "close",
        Blocks.plain("Cancel"),
        "blocks",
        blocks);
  }
}

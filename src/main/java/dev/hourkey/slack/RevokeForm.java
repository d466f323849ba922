package dev.hourkey.slack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The form in which an approver or an operator revokes somebody's access and gives the reason. */
final class RevokeForm {
  static final String CALLBACK = "revoke";
  static final String WHICH = "which";
  static final String REASON = "reason";

  /** In characters. */
  static final int MAX_LENGTH = 300;

  private static final String TITLE = "Revoke access";

  private RevokeForm() {}

  /** Access that can be revoked; {@code label} names the holder and the entitlement. */
  record Choice(UUID grant, String label) {}

  /** Opened at once, because a trigger lives for three seconds. */
  static Modal loading() {
    return message(Sentence.of("Looking up what you can revoke…"));
  }

  static Modal message(Sentence sentence) {
    return Modal.unfilled(CALLBACK, TITLE, sentence);
  }

  /**
   * The form.
   *
   * @param choices at least one
   * @param channel where the answer is shown
   */
  static Modal of(List<Choice> choices, String reason, Optional<String> channel) {
    List<Block> blocks = new ArrayList<>();
    boolean single = choices.size() == 1;
    if (single) {
      blocks.add(new Block.Section(Sentence.of("*{}*", choices.getFirst().label())));
    } else {
      blocks.add(new Block.Input(WHICH, "Whose access?", select(choices)));
    }
    blocks.add(
        new Block.Context(
            "Hourkey removes it from Entra and AWS at once. The holder sees who revoked it and"
                + " why."));
    blocks.add(
        new Block.Input(
            REASON,
            "Reason",
            new Block.Field.TextArea(
                MAX_LENGTH, SlackText.cut(SlackText.clean(reason), MAX_LENGTH))));
    if (choices.size() > BlockJson.MOST_OPTIONS) {
      blocks.add(
          new Block.Context(
              Sentence.of(
                  "Only the first {} are listed. `/aws-access revoke` with a person or an"
                      + " entitlement lists fewer.",
                  BlockJson.MOST_OPTIONS)));
    }
    String which = single ? choices.getFirst().grant().toString() : "-";
    return Modal.form(CALLBACK, which + " " + channel.orElse(""), TITLE, "Revoke", blocks);
  }

  private static Block.Field select(List<Choice> choices) {
    return new Block.Field.Select(
        WHICH,
        choices.stream()
            .limit(BlockJson.MOST_OPTIONS)
            .map(
                choice ->
                    new Block.Option(SlackText.line(choice.label()), choice.grant().toString()))
            .toList(),
        Optional.empty(),
        false);
  }
}

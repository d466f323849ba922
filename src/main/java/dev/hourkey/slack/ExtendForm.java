package dev.hourkey.slack;

import dev.hourkey.policy.Justification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The form to request an extension of active access: for how much longer, and why. */
final class ExtendForm {
  static final String CALLBACK = "extend";
  static final String HOW_LONG = "extend_duration";
  static final String WHY = "extend_why";

  private ExtendForm() {}

  /**
   * The form. It contains the grant's id, which is checked again when the form is submitted.
   *
   * @param durations of the whole access, at least one, each longer than {@code now}
   * @param now how long it lasts in total without an extension
   * @param holder the person it is extended for, if not the reader
   */
  static Modal of(
      GrantDetails grant,
      List<Duration> durations,
      Duration now,
      String justification,
      Optional<String> channel,
      Optional<PersonMention> holder) {
    List<Block.Option> options =
        durations.stream()
            .limit(BlockJson.MAX_OPTIONS)
            .map(
                whole ->
                    new Block.Option(
                        "%s more (%s in total)"
                            .formatted(SlackText.words(whole.minus(now)), SlackText.words(whole)),
                        Long.toString(whole.toSeconds())))
            .toList();
    return Modal.form(
        CALLBACK,
        grant.id() + " " + channel.orElse(""),
        "Extend access",
        "Request",
        List.of(
            new Block.Section(
                holder
                    .map(who -> Sentence.of("For {}: ", who))
                    .orElse(Sentence.NOTHING)
                    .then(HolderMessages.headline(grant))),
            new Block.Input(
                HOW_LONG,
                "For how much longer?",
                Optional.of("Approvers decide on it as if you had requested the total time."),
                new Block.Field.Select(HOW_LONG, options, Optional.of(options.getFirst()), false)),
            new Block.Input(
                WHY,
                "Why?",
                new Block.Field.TextArea(
                    Justification.MAX_LENGTH,
                    SlackText.cut(SlackText.clean(justification), Justification.MAX_LENGTH)))));
  }
}

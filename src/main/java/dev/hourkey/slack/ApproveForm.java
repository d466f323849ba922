package dev.hourkey.slack;

import dev.hourkey.request.SubmissionCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The form in which an approver approves with a comment, or for less time than was requested. */
final class ApproveForm {
  static final String CALLBACK = "approve";
  static final String HOW_LONG = "shorter_duration";
  static final String COMMENT = "comment";

  /** The longest comment, in characters. */
  static final int MAX_LENGTH = 300;

  private static final String NO_CHANGE = "no_change";

  private ApproveForm() {}

  /**
   * The form. It contains the card's id, which is checked again when the form is submitted.
   *
   * @param pending what is approved together; at least one
   */
  static Modal of(UUID card, String channel, List<RequestDetails> pending) {
    RequestDetails any = pending.getFirst();
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Section(
            Sentence.of("*{}* gets ", any.requester().name())
                .then(MultiRequestCard.names(pending))
                .then(".")
                .then(
                    pending.stream().anyMatch(RequestDetails::highRisk)
                        ? "\n:warning: This is high-risk access."
                        : "")));
    List<Duration> shorter = MultiRequestCard.shorterDurations(pending);
    if (!shorter.isEmpty()) {
      blocks.add(new Block.Input(HOW_LONG, "For how long?", durations(pending, shorter)));
    }
    blocks.add(
        new Block.Input(
            COMMENT,
            "Comment (the requester will see it)",
            new Block.Field.OptionalText(MAX_LENGTH)));
    return Modal.form(CALLBACK, card + " " + channel, "Approve with changes", "Approve", blocks);
  }

  private static Block.Field durations(List<RequestDetails> pending, List<Duration> shorter) {
    List<Duration> now = pending.stream().map(RequestDetails::duration).distinct().toList();
    List<Block.Option> options = new ArrayList<>();
    options.add(
        new Block.Option(
            "No change" + (now.size() == 1 ? " (" + SlackText.words(now.getFirst()) + ")" : ""),
            NO_CHANGE));
    shorter.stream()
        .sorted((one, other) -> other.compareTo(one))
        .limit(BlockJson.MAX_OPTIONS - 1)
        .map(one -> new Block.Option(SlackText.words(one), Long.toString(one.toSeconds())))
        .forEach(options::add);
    return new Block.Field.Select(HOW_LONG, options, Optional.of(options.getFirst()), false);
  }

  /**
   * What was entered; empty if no duration was chosen.
   *
   * @param duration the chosen option; absent in a form without durations
   */
  static Optional<SubmissionCommand> command(UUID card, Optional<String> duration, String comment) {
    if (duration.isEmpty() || duration.get().equals(NO_CHANGE)) {
      return Optional.of(new SubmissionCommand.Approve(card, Optional.empty(), comment));
    }
    return FormAnswers.duration(duration.get())
        .map(chosen -> new SubmissionCommand.Approve(card, Optional.of(chosen), comment));
  }
}

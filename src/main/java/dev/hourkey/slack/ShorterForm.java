package dev.hourkey.slack;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The form in which an approver approves a request for less time than was requested. */
final class ShorterForm {
  static final String CALLBACK = "shorter";
  static final String HOW_LONG = "shorter_duration";

  private ShorterForm() {}

  /**
   * The form; the request's id travels with it and is checked again when it comes back.
   *
   * @param durations at least one
   */
  static Modal of(UUID request, String channel, List<Duration> durations) {
    List<Block.Option> options =
        durations.stream()
            .limit(BlockJson.MOST_OPTIONS)
            .map(one -> new Block.Option(SlackText.words(one), Long.toString(one.toSeconds())))
            .toList();
    return Modal.form(
        CALLBACK,
        request + " " + channel,
        "Approve for shorter",
        "Approve",
        List.of(
            new Block.Input(
                HOW_LONG,
                "For how long?",
                new Block.Field.Select(HOW_LONG, options, Optional.of(options.getLast()), false))));
  }
}

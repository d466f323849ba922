package dev.hourkey.slack;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The message that replaces an alarm of any kind once it is over.
 *
 * @param why why it is over, in one or more sentences
 */
record ResolvedAlarmMessages(Instant since, Instant at, Sentence why) {
  /** The message that replaces the alarm. Its first line says what is true now. */
  SlackMessage message(String to) {
    Sentence over = Sentence.of(":white_check_mark: *Resolved:* ").then(why);
    return new SlackMessage(
        to,
        over.plain(),
        List.of(
            new Block.Section(over),
            new Block.Context(Sentence.of("Lasted {}: {} to {}.", lasted(), since, at))));
  }

  /** The reply in the alarm's thread. */
  SlackMessage reply(String to, String thread) {
    Sentence over = Sentence.of("Resolved after {} (since {}): ", lasted(), since).then(why);
    return new SlackMessage(
        to, over.plain(), List.of(new Block.Section(over)), Optional.of(thread));
  }

  /** The reply in the thread of an alarm that had ended and is back. */
  static SlackMessage back(Instant since, String to, String thread) {
    Sentence back =
        Sentence.of(
            ":rotating_light: The problem came back {}. The message above is up to date.", since);
    return new SlackMessage(
        to, back.plain(), List.of(new Block.Section(back)), Optional.of(thread));
  }

  /** Rounded down: seconds matter only if the alarm was short. */
  private Duration lasted() {
    Duration exactly = Duration.between(since, at);
    return exactly.compareTo(Duration.ofMinutes(1)) < 0
        ? exactly.truncatedTo(ChronoUnit.SECONDS)
        : exactly.truncatedTo(ChronoUnit.MINUTES);
  }
}

package dev.hourkey.slack;

import static dev.hourkey.slack.GrantAlarms.alarm;
import static dev.hourkey.slack.ServiceAlarms.headline;

import dev.hourkey.checkpoint.CheckpointIncidents;
import dev.hourkey.checkpoint.CheckpointOrigins;
import dev.hourkey.checkpoint.CheckpointPlaceType;
import java.util.Optional;

/** What operators read about the checkpoints of the audit trail. */
final class CheckpointAlarms {
  private CheckpointAlarms() {}

  static SlackMessage open(CheckpointIncidents.Trouble trouble, String channel) {
    return trouble
        .place()
        .map(place -> notKept(place, trouble, channel))
        .orElseGet(() -> refused(trouble, channel));
  }

  private static SlackMessage notKept(
      CheckpointPlaceType place, CheckpointIncidents.Trouble trouble, String channel) {
    return alarm(
        channel,
        RunbookLinks.CHECKPOINTS,
        headline(
                Sentence.of("Checkpoints of the audit trail don't reach {}", place.words()),
                trouble.since(),
                trouble.why())
            .then(". Access works as usual."),
        Sentence.of(
            "Hourkey keeps trying. While it can't read {}, it signs nothing.", place.words()));
  }

  private static SlackMessage refused(CheckpointIncidents.Trouble trouble, String channel) {
    return alarm(
        channel,
        RunbookLinks.AUDIT_CONTRADICTED,
        headline(
                Sentence.of("The audit trail contradicts an earlier signed checkpoint"),
                trouble.since(),
                trouble.why())
            .then(". Hourkey signs no checkpoint. Access works as usual."),
        Sentence.of(
            "The database was restored from a backup, or somebody changed it. Keep a copy of it."
                + " Restore the missing entries, or run `hourkey audit new-origin`."));
  }

  static SlackMessage begun(CheckpointOrigins.Begun begun, String channel) {
    return alarm(
        channel,
        RunbookLinks.AUDIT_RENAMED,
        Sentence.of(
            ":rotating_light: *The audit trail is signed under a new name*, `{}`, since {}. {}"
                + " began it: {}",
            begun.origin(),
            begun.at(),
            Sentence.literal(begun.by()),
            Sentence.literal(begun.because())),
        Sentence.of(
            "Give auditors and the witness the new name. What was signed under the former name"
                + " remains evidence for the former trail."));
  }

  static Sentence resolved(Optional<CheckpointPlaceType> place) {
    return place
        .map(one -> Sentence.of("Checkpoints of the audit trail reach {} again.", one.words()))
        .orElseGet(() -> Sentence.of("The audit trail agrees with the signed checkpoints."));
  }
}

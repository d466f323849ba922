package dev.hourkey.slack;

import static dev.hourkey.slack.GrantAlarms.alarm;
import static dev.hourkey.slack.ServiceAlarms.headline;

import dev.hourkey.audit.AuditCheck;
import dev.hourkey.checkpoint.CheckpointIncidents;
import dev.hourkey.checkpoint.CheckpointOrigins;
import dev.hourkey.checkpoint.CheckpointPlaceType;
import dev.hourkey.export.DeliveryRows;

/** What operators read about the audit trail, its checkpoints and its delivery. */
final class AuditTrailAlarms {
  private AuditTrailAlarms() {}

  static SlackMessage open(CheckpointIncidents.Problem trouble, String channel) {
    return trouble
        .place()
        .map(place -> notKept(place, trouble, channel))
        .orElseGet(() -> refused(trouble, channel));
  }

  private static SlackMessage notKept(
      CheckpointPlaceType place, CheckpointIncidents.Problem trouble, String channel) {
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

  private static SlackMessage refused(CheckpointIncidents.Problem trouble, String channel) {
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
            ":rotating_light: *The audit trail is signed under a new name*, `{}`, since {}."
                + " Changed by {}: {}",
            begun.origin(),
            begun.at(),
            Sentence.literal(begun.by()),
            Sentence.literal(begun.because())),
        Sentence.of(
            "Give auditors and the witness the new name. What was signed under the former name"
                + " remains evidence for the former trail."));
  }

  static Sentence resolved(CheckpointIncidents.Over over) {
    return over.place()
        .map(
            place ->
                over.removed()
                    ? Sentence.of(
                        "Checkpoints don't go to {} any more: it is no longer in the settings.",
                        place.words())
                    : Sentence.of("Checkpoints of the audit trail reach {} again.", place.words()))
        .orElseGet(() -> Sentence.of("The audit trail agrees with the signed checkpoints."));
  }

  static SlackMessage audit(AuditCheck.Breach found, String channel) {
    return alarm(
        channel,
        RunbookLinks.AUDIT_CHANGED,
        Sentence.of(
            ":rotating_light: *The audit trail was changed*, or has lost events. Event {}: {}."
                + " Found {}.",
            found.seq(),
            Sentence.literal(found.why()),
            found.since()),
        Sentence.of(
            "Keep a copy of the database as it is now, and find out who could write to it. `hourkey"
                + " audit verify` checks again."));
  }

  static SlackMessage recordsDiffer(AuditCheck.Difference found, String channel) {
    return alarm(
        channel,
        RunbookLinks.RECORDS_DIFFER,
        Sentence.of(
            ":rotating_light: *Access reviews differ from the audit trail.* {} Found {}.",
            Sentence.literal(found.what()),
            found.since()),
        Sentence.of(
            "The trail is intact, so trust it. Keep a copy of the database as it is now, and find"
                + " out who could write to it."));
  }

  static SlackMessage notDelivered(DeliveryRows.Problem trouble, String channel) {
    return alarm(
        channel,
        RunbookLinks.AUDIT_NOT_DELIVERED,
        headline(
                Sentence.of(
                    "Audit events don't reach the {}", Sentence.literal(trouble.destination())),
                trouble.since(),
                trouble.why())
            .then("."),
        Sentence.of(
            "Nothing is lost: Hourkey keeps them in order and keeps trying. Grants are not"
                + " affected."));
  }

  /** Why the alarm about undelivered audit events is over. */
  static Sentence deliveryOver(DeliveryRows.Over over) {
    return over.removed()
        ? Sentence.of(
            "Audit events don't go to the {} any more: it is no longer in the settings.",
            Sentence.literal(over.destination()))
        : Sentence.of("Audit events are delivered again, starting with the oldest.");
  }
}

package dev.hourkey.slack;

import dev.hourkey.audit.AuditCheck;
import dev.hourkey.catalog.Catalog;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Draws the alarm that the audit trail was changed. */
@ApplicationScoped
class AuditAlarm {
  private final AuditCheck audit;
  private final Catalog catalog;

  AuditAlarm(AuditCheck audit, Catalog catalog) {
    this.audit = audit;
    this.catalog = catalog;
  }

  Optional<SlackMessage> broken(UUID incident) {
    return catalog
        .current()
        .operationsChannel()
        .map(
            channel ->
                audit
                    .state()
                    .breach()
                    .filter(breach -> breach.incident().equals(incident))
                    .map(breach -> broken(breach, channel))
                    .orElseGet(() -> over(channel)));
  }

  private static SlackMessage broken(AuditCheck.Breach breach, String channel) {
    return new SlackMessage(
        channel,
        "The audit trail was changed: entry %d, %s.".formatted(breach.seq(), breach.why()),
        List.of(
            Blocks.section(
                ":rotating_light: *The audit trail was changed*, or has lost entries. Entry %d: %s. Found %s."
                    .formatted(breach.seq(), breach.why(), SlackText.time(breach.since()))),
            Blocks.context(
                "Keep a copy of the database as it is now, and find out who could write to it."
                    + " `hourkey audit verify` checks again; see docs/operations.md, The audit"
                    + " trail was changed.")));
  }

  private static SlackMessage over(String channel) {
    String said = "The audit trail is whole: every entry follows from the one before.";
    return new SlackMessage(channel, said, List.of(Blocks.section(":white_check_mark: " + said)));
  }
}

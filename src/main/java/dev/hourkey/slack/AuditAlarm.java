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

  Optional<Message> broken(UUID incident) {
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

  private static Message broken(AuditCheck.Breach breach, String channel) {
    return new Message(
        channel,
        "The audit trail was changed: entry %d, %s.".formatted(breach.seq(), breach.why()),
        List.of(
            Blocks.section(
                ":rotating_light: *The audit trail was changed*, or has lost entries. Entry %d: %s. Found %s."
                    .formatted(breach.seq(), breach.why(), Text.time(breach.since()))),
            Blocks.context(
                "Keep a copy of the database as it is now, and find out who could write to it."
                    + " `hourkey audit verify` checks again; see docs/operations.md, The audit"
                    + " trail was changed.")));
  }

  private static Message over(String channel) {
    String said = "The audit trail is whole: every entry follows from the one before.";
    return new Message(channel, said, List.of(Blocks.section(":white_check_mark: " + said)));
  }
}

package dev.hourkey.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Events about exports and delivery of the audit trail. The subject is the export, if no other is
 * named.
 */
public sealed interface ExportEvent extends AuditEvent.InOwnFile {
  /**
   * An export began. What was sent may have been read even if it was never completed.
   *
   * @param by the object id of a person, the name given on the command line, or the API's caller
   * @param format grants-csv, events-csv, entries or ocsf
   * @param from the beginning of the period, if one was given
   * @param after the number of the last entry that is left out
   * @param through the number of the last entry that the export may contain
   */
  record ExportBegun(
      UUID subject,
      String by,
      String format,
      Optional<Instant> from,
      Optional<Instant> to,
      long after,
      long through)
      implements ExportEvent {}

  /**
   * An export was written completely.
   *
   * @param rows how many lines lie between the first and the last
   * @param sha256 of everything before the last line
   */
  record ExportCompleted(UUID subject, String by, long rows, String sha256)
      implements ExportEvent {}

  /** A destination has accepted no audit events for a while; the subject is the incident. */
  record AuditDeliveryFailed(UUID subject, String destination, String why) implements ExportEvent {}

  record AuditDeliveryRestored(UUID subject, String destination) implements ExportEvent {}

  /** A destination that accepted no audit events is no longer in the settings. */
  record AuditDestinationRemoved(UUID subject, String destination) implements ExportEvent {}
}

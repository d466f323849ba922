package dev.hourkey.export;

import dev.hourkey.audit.AuditReader;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.ChainHead;
import dev.hourkey.audit.ExportEvent;
import dev.hourkey.retry.Retries;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Creates export files from the records. Each export is itself recorded before anything is sent.
 */
@ApplicationScoped
public class Exporter {
  private static final Logger LOG = Logger.getLogger(Exporter.class);

  private final AuditTrail trail;
  private final AuditReader reader;
  private final GrantPopulation grants;
  private final PolicyPopulations policy;
  private final Clock clock;
  private final Retries retries;

  @Inject
  Exporter(
      AuditTrail trail,
      AuditReader reader,
      GrantPopulation grants,
      PolicyPopulations policy,
      Clock clock) {
    this(trail, reader, grants, policy, clock, Retries.ofDatabase(Thread::sleep));
  }

  Exporter(
      AuditTrail trail,
      AuditReader reader,
      GrantPopulation grants,
      PolicyPopulations policy,
      Clock clock,
      Retries retries) {
    this.trail = trail;
    this.reader = reader;
    this.grants = grants;
    this.policy = policy;
    this.clock = clock;
    this.retries = retries;
  }

  /**
   * Begins an export of everything that is recorded up to now.
   *
   * @param by a person's object id, the name given on the command line, or the API's caller
   * @throws dev.hourkey.person.DirectoryFailure when the export needs Entra and Entra does not
   *     answer; nothing is exported then
   */
  public Export begin(ExportSpec spec, String by) {
    ChainHead head = trail.head();
    boolean grantsOnly = spec.format() == ExportFormat.GRANTS_CSV; // Even if they ended later.
    long through =
        spec.to()
            .filter(_ -> !grantsOnly)
            .map(to -> reader.through(to, head.seq()))
            .orElse(head.seq());
    long before =
        spec.from()
            .filter(_ -> !grantsOnly)
            .map(from -> reader.before(from, head.seq()))
            .orElse(0L);
    ExportHeader header =
        new ExportHeader(
            UUID.randomUUID(),
            spec,
            by,
            clock.instant(),
            Math.max(before, spec.after()),
            Math.max(through, spec.after()),
            head);
    Export export = export(header);
    record(
        new ExportEvent.ExportBegun(
            header.id(),
            by,
            spec.format().word(),
            spec.from(),
            spec.to(),
            header.after(),
            header.through()));
    return export;
  }

  private Export export(ExportHeader header) {
    return switch (header.spec().format()) {
      case GRANTS_CSV ->
          new Export(
              header,
              new CsvLines(GrantRecord.COLUMNS),
              (_, rows) -> grants.read(header, rows::write),
              this::complete,
              clock);
      case ELIGIBLE_CSV -> ofRows(header, PolicyPopulations.PEOPLE_COLUMNS, policy.eligible());
      case APPROVERS_CSV -> ofRows(header, PolicyPopulations.PEOPLE_COLUMNS, policy.approvers());
      case ENTITLEMENTS_CSV ->
          ofRows(header, PolicyPopulations.ENTITLEMENT_COLUMNS, policy.entitlements());
      case POLICIES_CSV ->
          ofRows(
              header, PolicyPopulations.VERSION_COLUMNS, policy.versions(header.spec()::contains));
      case EVENTS_CSV -> ofEntries(header, new EventCsvLines());
      case ENTRIES -> ofEntries(header, new AuditEntryLines());
      case OCSF -> ofEntries(header, new OcsfLines());
    };
  }

  private Export ofRows(ExportHeader header, String columns, Stream<String> all) {
    return new Export(
        header,
        new CsvLines(columns),
        (_, rows) -> {
          for (String row : (Iterable<String>) all::iterator) {
            rows.write(row);
          }
        },
        this::complete,
        clock);
  }

  private Export ofEntries(ExportHeader header, ExportLines.OfEntries lines) {
    return new Export(
        header,
        lines,
        (out, rows) ->
            reader.read(
                header.after(),
                header.through(),
                entry -> rows.count(lines.write(entry, header.spec()::contains, out))),
        this::complete,
        clock);
  }

  /**
   * Called once everything is written. If the completion is recorded twice, both events have the
   * same content.
   */
  private void complete(ExportHeader header, ExportTotals totals) {
    ExportEvent completed =
        new ExportEvent.ExportCompleted(header.id(), header.by(), totals.rows(), totals.sha256());
    try {
      boolean _ =
          retries.call(
              () -> {
                record(completed);
                return true;
              },
              failure ->
                  LOG.warnf(
                      "export %s could not be recorded as completed (%s); trying again",
                      header.id(), failure));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while an export was recorded", e);
    }
  }

  private void record(ExportEvent event) {
    QuarkusTransaction.requiringNew().run(() -> trail.record(event));
  }
}

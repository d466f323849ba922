package dev.hourkey.export;

import dev.hourkey.audit.AuditReader;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.ChainHead;
import dev.hourkey.audit.ExportEvent;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;
import java.util.stream.Stream;

/** Makes files of what is recorded. Each export is recorded itself: before anything is sent. */
@ApplicationScoped
public class Exporter {
  private final AuditTrail trail;
  private final AuditReader reader;
  private final GrantPopulation grants;
  private final PolicyPopulations policy;
  private final Clock clock;

  Exporter(
      AuditTrail trail,
      AuditReader reader,
      GrantPopulation grants,
      PolicyPopulations policy,
      Clock clock) {
    this.trail = trail;
    this.reader = reader;
    this.grants = grants;
    this.policy = policy;
    this.clock = clock;
  }

  /**
   * Begins an export of what is recorded up to now.
   *
   * @param by a person's object id, the name given on the command line, or the API's caller
   * @throws dev.hourkey.person.DirectoryFailure when Entra has to be asked and does not answer;
   *     then nothing was exported
   */
  public Export begin(ExportSpec spec, String by) {
    ChainHead head = trail.head();
    long through = spec.to().map(to -> reader.through(to, head.seq())).orElse(head.seq());
    long before = spec.from().map(from -> reader.before(from, head.seq())).orElse(0L);
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

  private void complete(ExportHeader header, ExportTotals totals) {
    record(
        new ExportEvent.ExportCompleted(header.id(), header.by(), totals.rows(), totals.sha256()));
  }

  private void record(ExportEvent event) {
    QuarkusTransaction.requiringNew().run(() -> trail.record(event));
  }
}

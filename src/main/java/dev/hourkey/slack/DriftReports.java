package dev.hourkey.slack;

import dev.hourkey.drift.DriftFinding;
import dev.hourkey.drift.DriftFindings;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the data for messages about drift findings. */
@ApplicationScoped
class DriftReports {
  private final DriftFindings findings;
  private final Persons persons;

  DriftReports(DriftFindings findings, Persons persons) {
    this.findings = findings;
    this.persons = persons;
  }

  interface Message<T> {
    T of(DriftFinding.Kind kind, String group, List<DriftAlarms.Finding> found);
  }

  /** A message about the findings of a report; nothing if there are none. */
  <T> Optional<T> of(UUID report, Message<T> message) {
    List<DriftFinding> found = findings.report(report);
    return found.stream()
        .findFirst()
        .map(
            first ->
                message.of(
                    first.kind(),
                    first.group().name(),
                    found.stream().map(this::finding).toList()));
  }

  private DriftAlarms.Finding finding(DriftFinding found) {
    return new DriftAlarms.Finding(
        persons
            .find(new PersonId(found.member()))
            .filter(
                _ ->
                    found.kind()
                        != DriftFinding.Kind.UNEXPLAINED) // The command settle expects user names.
            .map(Person::name)
            .orElse(found.name()),
        found.firstSeen(),
        found.resolvedAt(),
        found.removed(),
        found.settledAs(),
        found.unwatchedSince());
  }
}

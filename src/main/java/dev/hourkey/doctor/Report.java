package dev.hourkey.doctor;

import dev.hourkey.text.Counted;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All findings, in the order of the installation guide. */
public record Report(List<Finding> findings) {
  public Report {
    findings = findings.stream().sorted(Comparator.comparing(Finding::area)).toList();
  }

  static Report of(List<Finding> findings, Collection<String> secrets) {
    return new Report(findings.stream().map(finding -> finding.without(secrets)).toList());
  }

  /** Whether nothing is wrong and nothing is unknown. */
  public boolean fine() {
    return findings.stream().allMatch(finding -> finding.outcome().fine());
  }

  public long count(Outcome outcome) {
    return findings.stream().filter(finding -> finding.outcome() == outcome).count();
  }

  /** The numbers of findings, in one sentence. */
  public String summary() {
    String counts =
        Stream.of(Outcome.values())
            .map(outcome -> count(outcome) + " " + outcome.word())
            .collect(Collectors.joining(", "));
    return Counted.of(findings.size(), "check") + ": " + counts + ".";
  }
}

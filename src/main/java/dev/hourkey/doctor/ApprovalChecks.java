package dev.hourkey.doctor;

import dev.hourkey.catalog.ApproverCount;
import dev.hourkey.catalog.CatalogProblem;
import dev.hourkey.policy.MaybeKnown;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks that enough people can approve each entitlement, according to Entra. Pure. */
final class ApprovalChecks {
  private static final String ALL = "Count who can approve each entitlement";

  private ApprovalChecks() {}

  /**
   * One finding for each entitlement that nobody could ever get, and one finding for all
   * entitlements that could not be checked.
   */
  static List<Finding> findings(List<ApproverCount.Result> counted) {
    List<Finding> findings = new ArrayList<>();
    Set<String> unknown = new LinkedHashSet<>();
    String reason = "";
    for (ApproverCount.Result one : counted) {
      switch (one.problem()) {
        case MaybeKnown.Known<Optional<CatalogProblem>>(var problem) ->
            problem.ifPresent(found -> findings.add(tooFew(one.id(), found)));
        case MaybeKnown.Unknown<?>(String why) -> {
          unknown.add(one.id());
          reason = why;
        }
      }
    }
    if (!unknown.isEmpty()) {
      findings.add(
          Finding.unknown(
              Area.ENTRA,
              ALL,
              "The number is unknown for %s: %s.".formatted(String.join(", ", unknown), reason),
              "Follow the advice of the other findings about Entra."));
    }
    if (findings.isEmpty() && !counted.isEmpty()) {
      findings.add(Finding.ok(Area.ENTRA, ALL, "There are enough, as far as they can be counted."));
    }
    return findings.stream().map(one -> one.see(DocumentationLinks.POLICY)).toList();
  }

  private static Finding tooFew(String id, CatalogProblem found) {
    return Finding.wrong(
        Area.ENTRA,
        "Count who can approve '" + id + "'",
        capital(found.sentence()) + ".",
        "Add people to the approvers' groups, name more approvers, or lower 'approvals' in the"
            + " policy file.");
  }

  private static String capital(String sentence) {
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }
}

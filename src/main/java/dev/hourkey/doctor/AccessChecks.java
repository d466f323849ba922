package dev.hourkey.doctor;

import dev.hourkey.catalog.CatalogProblem;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.person.DirectoryFailure;
import java.util.ArrayList;
import java.util.List;

/** Whether the group of each entitlement opens in AWS what the policy file says. Pure. */
final class AccessChecks {
  private static final String TRIED = "Compare the entitlements with what their groups open";

  private AccessChecks() {}

  static List<Finding> findings(CatalogSnapshot compared) {
    List<Finding> findings = new ArrayList<>();
    for (CatalogProblem problem : compared.problems()) {
      if (!problem.passing()) {
        findings.add(
            Finding.wrong(
                    Area.AWS,
                    TRIED,
                    problem.sentence() + ".",
                    "Nobody can request it like this. Correct the policy file, or the assignment in"
                        + " Identity Center.")
                .see(Guide.POLICY));
      }
    }
    compared.failures().stream().limit(1).map(AccessChecks::notCompared).forEach(findings::add);
    if (findings.isEmpty()) {
      findings.add(
          Finding.ok(
              Area.AWS,
              TRIED,
              "All %d open what the policy file says.".formatted(compared.entitlements().size())));
    }
    return findings;
  }

  private static Finding notCompared(DirectoryFailure failure) {
    return Finding.unknown(
        Area.AWS,
        TRIED,
        failure.sentence() + ".",
        "Do what the findings about Entra and AWS say, and run doctor again.");
  }

  /** Elsewhere, Hourkey would have to read all assignments, which can take half an hour. */
  static Finding fromElsewhere() {
    return Finding.note(
            Area.AWS,
            TRIED,
            "Outside the management account, this takes long, and doctor does not do it.",
            "Run 'hourkey check --live FILE'.")
        .see(Guide.ANOTHER_ACCOUNT);
  }
}

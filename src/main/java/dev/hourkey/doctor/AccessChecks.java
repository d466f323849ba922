package dev.hourkey.doctor;

import dev.hourkey.catalog.CatalogProblem;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.doctor.AwsDiagnostics.Attempt;
import dev.hourkey.person.DirectoryFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Checks that each entitlement's group opens in AWS what the policy file says. Pure. */
final class AccessChecks {
  private static final String TRIED = "Compare the entitlements with what their groups open";

  /**
   * Looking up more entitlements would take minutes, and AWS limits the calls of the whole
   * organization.
   */
  private static final int MAX_LOOKUPS = 100;

  /** Without these actions, the comparison fails or has to read all assignments. */
  private static final Set<String> NEEDED =
      Set.of(
          "identitystore:GetGroupId",
          "identitystore:DescribeGroup",
          "sso:ListAccountAssignmentsForPrincipal",
          "sso:DescribePermissionSet");

  private AccessChecks() {}

  /**
   * @param attempts the actions that were tried
   * @param management whether Hourkey runs in the account that Identity Center belongs to
   */
  static List<Finding> findings(
      AccessLookup comparison, List<Attempt> attempts, boolean management) {
    return switch (comparison) {
      case AccessLookup.Known(CatalogSnapshot snapshot) -> findings(snapshot);
      case AccessLookup.Asked _ when !management ->
          List.of(
              skipped("Outside the management account, this takes too long, so doctor skips it.")
                  .see(DocumentationLinks.ANOTHER_ACCOUNT));
      case AccessLookup.Asked(int entitlements, _) when entitlements > MAX_LOOKUPS ->
          List.of(
              skipped(
                      "With %d entitlements, this takes too long, so doctor skips it."
                          .formatted(entitlements))
                  .see(DocumentationLinks.POLICY));
      case AccessLookup.Asked(_, var snapshot) -> {
        List<String> failed =
            attempts.stream()
                .filter(one -> one.failure().isPresent() && NEEDED.contains(one.action()))
                .map(Attempt::action)
                .toList();
        yield failed.isEmpty()
            ? findings(snapshot.get())
            : List.of(
                skipped(
                        "Nothing was compared, because this failed: "
                            + String.join(", ", failed)
                            + ".")
                    .advise("Follow the advice of the findings about it, and run doctor again."));
      }
    };
  }

  private static List<Finding> findings(CatalogSnapshot compared) {
    List<Finding> findings = new ArrayList<>();
    for (CatalogProblem problem : compared.problems()) {
      if (!problem.temporary()) {
        findings.add(
            Finding.wrong(
                    Area.AWS,
                    TRIED,
                    problem.sentence() + ".",
                    "Nobody can request it until this is corrected, in the policy file or in"
                        + " the assignments of Identity Center.")
                .see(DocumentationLinks.POLICY));
      }
    }
    compared.failures().stream().limit(1).map(AccessChecks::notCompared).forEach(findings::add);
    if (!compared.complete() && compared.failures().isEmpty()) {
      findings.add(
          Finding.unknown(
              Area.AWS, TRIED, "Not every entitlement has been checked yet.", "Try again soon."));
    }
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
        "Follow the advice of the findings about Entra and AWS, and run doctor again.");
  }

  private static Finding skipped(String why) {
    return Finding.note(Area.AWS, TRIED, why, "Run 'hourkey check --live FILE'.");
  }
}

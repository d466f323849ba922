package dev.hourkey.doctor;

import dev.hourkey.catalog.CatalogProblem;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.text.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The findings of {@code hourkey check} about the policy file. Pure. */
public final class PolicyChecks {
  private static final String TRIED = "Check the policy file";

  private PolicyChecks() {}

  /**
   * Checks a policy file and the settings that it needs.
   *
   * @param isSet whether a setting has a value
   * @param inForce the SHA-256 of the version in force; empty if there is none or it is unknown
   */
  public static List<Finding> findings(
      PolicyFile file, Predicate<String> isSet, Optional<String> inForce) {
    List<Finding> findings = new ArrayList<>();
    for (CatalogProblem problem : file.problems()) {
      findings.add(
          Finding.wrong(
              Area.POLICY,
              TRIED,
              problem.sentence(),
              "Correct the file; 'hourkey check FILE' shows whether it is valid."));
    }
    for (String problem : file.missingSettings(isSet)) {
      findings.add(
          Finding.wrong(
                  Area.POLICY,
                  "Compare what the file needs with the settings",
                  problem + ".",
                  "Set it, or remove what needs it from the file.")
              .see(DocumentationLinks.TOOLS));
    }
    if (file.valid()) {
      findings.add(
          Finding.ok(
              Area.POLICY,
              TRIED,
              "%s and %s, no problems."
                  .formatted(
                      Counted.of(file.specs().size(), "entitlement"),
                      Counted.of(file.rules().size(), "rule"))));
    }
    inForce
        .filter(digest -> file.valid() && !digest.equals(file.digest()))
        .ifPresent(digest -> findings.add(notInForce(file, digest)));
    if (file.valid() && file.operations().isEmpty()) {
      findings.add(
          Finding.wrong(
              Area.POLICY,
              "Look for the operations channel",
              "'channels: operations' is missing, so alarms reach nobody.",
              "Name a channel that somebody reads."));
    }
    return findings;
  }

  private static Finding notInForce(PolicyFile file, String inForce) {
    return Finding.note(
        Area.POLICY,
        "Compare the file with the version in force",
        "This file is sha256:%s, but sha256:%s is in force.".formatted(file.digest(), inForce),
        "If you have just changed the file, wait a minute. Otherwise another replica has a newer"
            + " version: give this one the same file.");
  }
}

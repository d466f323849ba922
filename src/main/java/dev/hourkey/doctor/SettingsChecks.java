package dev.hourkey.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns the problems of the settings into findings. The check at startup decides which values are
 * wrong. Pure.
 */
public final class SettingsChecks {
  private static final Map<String, String> SECTIONS =
      Map.of(
          "hourkey.slack.", DocumentationLinks.CHAT,
          "hourkey.entra.provisioning.", DocumentationLinks.PROVISIONING,
          "hourkey.entra.", DocumentationLinks.CREDENTIAL,
          "hourkey.aws.", DocumentationLinks.AWS,
          "hourkey.policy.", DocumentationLinks.POLICY,
          "hourkey.console.", DocumentationLinks.CONSOLE,
          "hourkey.audit.checkpoint", Area.AUDIT.page(),
          "hourkey.audit.export", DocumentationLinks.DELIVERY,
          "hourkey.audit.signing", Area.AUDIT.page(),
          "quarkus.datasource.", DocumentationLinks.DATABASE);

  private SettingsChecks() {}

  /**
   * Turns the problems into findings, and lists which settings and secrets are set.
   *
   * @param problems one sentence for each problem, as Hourkey prints them when it starts
   * @param set the keys that have a value
   * @param secrets the keys whose value is secret
   */
  public static List<Finding> findings(
      List<String> problems, Set<String> set, Set<String> secrets) {
    List<Finding> findings = new ArrayList<>();
    for (String problem : problems) {
      findings.add(
          Finding.wrong(
                  Area.SETTINGS,
                  "Check the settings",
                  problem,
                  "Hourkey does not start with this setting. Correct it.")
              .see(section(problem)));
    }
    if (problems.isEmpty()) {
      findings.add(
          Finding.ok(
              Area.SETTINGS,
              "Check the settings",
              set.size() + " are set; none is missing, unknown or malformed."));
    }
    findings.add(
        Finding.ok(
            Area.SETTINGS,
            "Check which secrets are set",
            secrets.isEmpty() ? "None." : String.join(", ", new TreeSet<>(secrets)) + "."));
    if (secrets.contains("hourkey.entra.client-secret")) {
      findings.add(
          Finding.note(
                  Area.SETTINGS,
                  "Check which credential signs in to Entra",
                  "It is a client secret, which expires and can be copied.",
                  "Use a federated token, a managed identity or a certificate.")
              .see(DocumentationLinks.CREDENTIAL));
    }
    return findings;
  }

  private static String section(String problem) {
    return SECTIONS.entrySet().stream()
        .filter(section -> problem.contains(section.getKey()))
        .max(Comparator.comparingInt(section -> section.getKey().length()))
        .map(Map.Entry::getValue)
        .orElse(Area.SETTINGS.page());
  }
}

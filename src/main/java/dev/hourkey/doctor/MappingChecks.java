package dev.hourkey.doctor;

import dev.hourkey.doctor.ProvisioningDiagnostics.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks that the provisioning job's mappings include everything that Hourkey needs in AWS. Pure.
 */
final class MappingChecks {
  private static final String OBJECT_ID = "objectId";

  private MappingChecks() {}

  static List<Finding> findings(List<Mapping> mappings) {
    List<Finding> findings = new ArrayList<>();
    for (String source : List.of("Group", "User")) {
      String tried = "Read the job's mapping of " + source.toLowerCase(Locale.ROOT) + "s";
      Optional<Mapping> mapping =
          mappings.stream().filter(one -> one.source().equalsIgnoreCase(source)).findFirst();
      findings.add(
          mapping.isEmpty() || !mapping.get().enabled()
              ? wrong(
                  tried,
                  "The job does not provision " + source.toLowerCase(Locale.ROOT) + "s.",
                  "Enable the mapping in Entra.")
              : externalId(
                  tried, source, mapping.get().attributes().getOrDefault("externalId", "")));
      mapping
          .filter(Mapping::enabled)
          .ifPresent(
              one -> {
                members(one).ifPresent(findings::add);
                one.filter().ifPresent(filter -> findings.add(filtered(source, filter)));
              });
    }
    return findings;
  }

  /** Without a mapping of members, the job provisions a group that stays empty. */
  private static Optional<Finding> members(Mapping mapping) {
    return mapping.source().equalsIgnoreCase("Group")
            && !mapping.attributes().containsKey("members")
        ? Optional.of(
            wrong(
                "Look for members in the job's mapping of groups",
                "They are not mapped, so no membership reaches AWS.",
                "Map members → members."))
        : Optional.empty();
  }

  /** A filter may be intended: Hourkey can't tell which objects it lets through. */
  private static Finding filtered(String source, String filter) {
    String carried = source.toLowerCase(Locale.ROOT) + "s";
    return Finding.note(
        Area.PROVISIONING,
        "Read the scoping filter of " + carried,
        "The job provisions only " + carried + " for which this is true: " + filter + ".",
        source.equals("User")
            ? "Check that it is true for everybody who may request; all others never reach AWS."
            : "Check that it is true for each entitlement's group; the others never reach AWS.");
  }

  private static Finding externalId(String tried, String source, String mapped) {
    if (mapped.equals(OBJECT_ID) || mapped.equals("[" + OBJECT_ID + "]")) {
      return Finding.ok(Area.PROVISIONING, tried, "objectId → externalId.");
    }
    return wrong(
        tried,
        mapped.isEmpty()
            ? "Nothing is mapped to externalId."
            : mapped + " is mapped to externalId instead of objectId.",
        source.equals("User")
            ? "Map objectId → externalId before people depend on it; "
                + (mapped.isEmpty() ? "without it" : mapped)
                + " people cannot be recognized with certainty."
            : "Map objectId → externalId, so that AWS recognizes a renamed group.");
  }

  private static Finding wrong(String tried, String found, String advice) {
    return Finding.wrong(Area.PROVISIONING, tried, found, advice);
  }
}

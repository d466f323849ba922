package dev.hourkey.catalog;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the bundles of the policy file, and finds their mistakes. */
final class BundleReader {
  private final Map<String, EntitlementSpec> entitlements = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final boolean more;
  private final List<CatalogProblem> problems;

  /**
   * @param specs the entitlements of the file
   * @param more whether rules make other entitlements, whose ids only the directories reveal
   */
  BundleReader(List<EntitlementSpec> specs, boolean more, List<CatalogProblem> problems) {
    this.more = more;
    specs.forEach(spec -> entitlements.putIfAbsent(spec.id(), spec));
    this.problems = problems;
  }

  List<Bundle> read(YamlSection top) {
    return top.node("bundles").isEmpty()
        ? List.of()
        : top.items("bundles").stream()
            .map(node -> bundle(new YamlSection(node, PolicyKeys.BUNDLE, null, problems)))
            .toList();
  }

  private Bundle bundle(YamlSection section) {
    String id = section.required("id").orElse("");
    List<String> named = section.texts("entitlements").stream().map(String::strip).toList();
    Bundle bundle =
        new Bundle(
            section.line(),
            id,
            section.text("name").orElse(id),
            named.stream().distinct().toList());
    checkId(section, id);
    checkEntitlements(section, named);
    checkDurations(section, bundle);
    return bundle;
  }

  private void checkId(YamlSection section, String id) {
    if (id.isEmpty()) {
      return; // The id is missing, which is already reported.
    }
    int line = section.lineOf("id");
    EntitlementChecks.checkForm(section, id);
    Optional.ofNullable(entitlements.get(id))
        .ifPresent(
            same ->
                section.problem(
                    line,
                    "'%s' is the id of an entitlement (line %d); give the bundle another one"
                        .formatted(id, same.line())));
    Integer first = lines.putIfAbsent(id, line);
    if (first != null) {
      section.problem(
          line, "the bundle '%s' appears twice; the first is in line %d".formatted(id, first));
    }
  }

  private void checkEntitlements(YamlSection section, List<String> named) {
    int line = section.lineOf("entitlements");
    if (named.isEmpty()) {
      section.problem(line, "'entitlements' of a bundle must name at least one entitlement");
    }
    if (named.size() > Bundle.MAX_ENTITLEMENTS) {
      section.problem(
          line,
          "a bundle may have at most %d entitlements, not %d"
              .formatted(Bundle.MAX_ENTITLEMENTS, named.size()));
    }
    Set<String> seen = new HashSet<>();
    for (String one : named) {
      if (!seen.add(one)) {
        section.problem(line, "'%s' appears twice in 'entitlements'".formatted(one));
      } else if (!more && !entitlements.containsKey(one)) {
        section.problem(
            line,
            "there is no entitlement '%s'".formatted(one),
            SpellingSuggestion.nearest(one, entitlements.keySet()));
      }
    }
  }

  /** Reports entitlements without a common duration: nobody could request them all in one form. */
  private void checkDurations(YamlSection section, Bundle bundle) {
    List<EntitlementSpec> known =
        bundle.entitlements().stream()
            .flatMap(id -> Stream.ofNullable(entitlements.get(id)))
            .filter(spec -> !durations(spec).isEmpty()) // A mistake there is already reported.
            .toList();
    Set<Duration> common =
        known.stream()
            .map(BundleReader::durations)
            .reduce(
                (some, others) -> {
                  Set<Duration> both = new TreeSet<>(some);
                  both.retainAll(others);
                  return both;
                })
            .orElseGet(Set::of);
    if (!known.isEmpty() && common.isEmpty()) {
      section.problem(
          section.lineOf("entitlements"),
          "the entitlements of '%s' have no duration in common: %s"
              .formatted(
                  bundle.id(),
                  known.stream()
                      .map(spec -> spec.id() + " " + PolicyFileValues.text(durations(spec)))
                      .collect(Collectors.joining(", "))));
    }
  }

  /** The durations that a request may ask for, with or without an override. */
  private static Set<Duration> durations(EntitlementSpec spec) {
    return Stream.concat(
            spec.durations().stream(),
            spec.overrides().stream().flatMap(override -> override.rules().durations().stream()))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

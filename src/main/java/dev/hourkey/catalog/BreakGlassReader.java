package dev.hourkey.catalog;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code break_glass}, and finds its mistakes. */
final class BreakGlassReader {
  private static final String ELIGIBLE = "break_glass.eligible";
  private static final String REVIEW_BY = "break_glass.review_by";

  private BreakGlassReader() {}

  static Optional<EntitlementSpec.BreakGlassSpec> read(
      YamlSection entitlement, List<CatalogProblem> problems) {
    return entitlement
        .node("break_glass")
        .map(node -> read(new YamlSection(node, PolicyKeys.BREAK_GLASS, null, problems)));
  }

  private static EntitlementSpec.BreakGlassSpec read(YamlSection section) {
    if (section.node("eligible").isEmpty()) {
      section.problem(section.line(), "'break_glass' has no 'eligible', so nobody may use it");
    }
    List<String> eligible = section.principals("eligible");
    List<String> reviewBy = section.principals("review_by");
    if (eligible.contains("manager")) {
      section.problem(
          section.lineOf("eligible"), "'manager' can be in 'review_by', but not eligible");
    }
    if (reviewBy.isEmpty() && !eligible.isEmpty()) {
      section.problem(
          section.lineOf("review_by"),
          "'break_glass' needs 'review_by': name the people who review its use afterwards");
    }
    onlyReviewer(reviewBy)
        .filter(people(eligible)::contains)
        .ifPresent(
            one ->
                section.problem(
                    section.lineOf("review_by"),
                    "nobody could review the access of '%s', because nobody can review their own: name others in 'review_by'"
                        .formatted(one)));
    return new EntitlementSpec.BreakGlassSpec(
        section.line(),
        eligible,
        section.duration("max_duration", Duration.ofHours(1)),
        reviewBy,
        section.duration("review_within", Duration.ofDays(1)));
  }

  /** Checks what depends on the rest of the file. */
  static void check(EntitlementChecks checks, YamlSection section, EntitlementSpec spec) {
    spec.breakGlass().ifPresent(rules -> check(checks, section, spec, rules));
  }

  private static void check(
      EntitlementChecks checks,
      YamlSection section,
      EntitlementSpec spec,
      EntitlementSpec.BreakGlassSpec rules) {
    int line = rules.line();
    checks.checkAll(section, line, ELIGIBLE, rules.eligible());
    checks.checkAll(section, line, REVIEW_BY, rules.reviewBy());
    checks.checkNamed(section, line, ELIGIBLE, rules.eligible(), "eligible");
    checks.checkNamed(section, line, REVIEW_BY, rules.reviewBy(), "a reviewer");
    if (!rules.eligible().isEmpty() && !checks.breakGlassIsAnnounced(section, spec)) {
      section.problem(
          line, "'break_glass' has no channel for its messages: set 'channels: operations'");
    }
  }

  /** The only reviewer, if the list names exactly one person and nothing else. */
  private static Optional<String> onlyReviewer(List<String> reviewBy) {
    Set<String> people = people(reviewBy);
    return people.size() == 1
            && reviewBy.stream().allMatch(one -> one.startsWith(PrincipalForm.PERSON))
        ? people.stream().findFirst()
        : Optional.empty();
  }

  private static Set<String> people(List<String> principals) {
    return principals.stream()
        .filter(one -> one.startsWith(PrincipalForm.PERSON))
        .map(
            one ->
                PrincipalForm.PERSON
                    + one.substring(PrincipalForm.PERSON.length()).strip().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}

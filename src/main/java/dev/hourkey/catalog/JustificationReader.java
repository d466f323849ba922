package dev.hourkey.catalog;

import dev.hourkey.policy.Justification;
import dev.hourkey.policy.JustificationPattern;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the rules for justifications. */
final class JustificationReader {
  private final List<CatalogProblem> problems;
  private final Set<String> ticketProjects;

  /**
   * @param ticketProjects the projects whose tickets count, in the whole file
   */
  JustificationReader(List<CatalogProblem> problems, Set<String> ticketProjects) {
    this.problems = problems;
    this.ticketProjects = ticketProjects;
  }

  Justification read(YamlSection section) {
    Optional<YamlSection> rules =
        section
            .node("justification")
            .map(node -> new YamlSection(node, PolicyKeys.JUSTIFICATION, null, problems));
    Justification justification =
        new Justification(
            rules
                .map(rule -> rule.number("min_length", 0, Justification.MAX_LENGTH, 10))
                .orElse(10),
            rules.flatMap(JustificationReader::pattern),
            rules.flatMap(rule -> rule.text("example")),
            rules.map(this::projects).orElseGet(Set::of));
    rules.ifPresent(rule -> checkExample(rule, justification));
    return justification;
  }

  private Set<String> projects(YamlSection rule) {
    boolean needed =
        rule.read(
            "ticket",
            false,
            "'ticket' must be jira",
            tool -> tool.equals("jira") ? Optional.of(true) : Optional.empty());
    if (needed && ticketProjects.isEmpty()) {
      rule.problem(
          rule.lineOf("ticket"),
          "'ticket: jira' needs 'tickets: { jira: { projects: [...] } }' at the top of the file");
    }
    return needed ? ticketProjects : Set.of();
  }

  private static Optional<String> pattern(YamlSection rule) {
    Optional<String> text = rule.text("pattern");
    Optional<String> problem = text.flatMap(JustificationPattern::problem);
    problem.ifPresent(why -> rule.problem(rule.lineOf("pattern"), "'pattern' " + why));
    return problem.isPresent() ? Optional.empty() : text;
  }

  private static void checkExample(YamlSection rule, Justification justification) {
    justification
        .example()
        .filter(example -> justification.refusal(example).isPresent())
        .ifPresent(
            example ->
                rule.problem(
                    rule.lineOf("example"),
                    "the 'example' '%s' would be refused itself: it must match 'pattern' and have %d to %d characters"
                        .formatted(example, justification.minLength(), Justification.MAX_LENGTH)));
  }
}

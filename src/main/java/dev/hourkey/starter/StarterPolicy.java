package dev.hourkey.starter;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.CatalogProblem;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.starter.Inventory.LeftOut;
import dev.hourkey.starter.Inventory.Manageable;
import dev.hourkey.starter.MigrationSource.Rules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A first policy file. It is valid, and grants nothing except what an earlier tool's rules allow.
 * Without such rules, nobody is eligible, and the only approver is a person who does not exist.
 *
 * @param text the file
 * @param problems what {@code hourkey check} would say
 */
public record StarterPolicy(String text, List<CatalogProblem> problems) {
  private static final String HEAD =
      """
      # A first policy file, made by 'hourkey discover' from the groups in Identity Center and Entra.
      # Nothing is granted until you fill in who is eligible. For each entitlement that people may request:
      #   1. fill in 'eligible', for example [group:engineering]; a group's object id is the safest name
      #   2. fill in 'approvers', here under 'defaults' or in the entitlement itself
      #   3. delete the entitlements of groups whose members keep their access
      # Then run 'hourkey check --live FILE'. docs/policy.md explains every key.
      """;

  private static final String SETTINGS =
      """
      version: 1
      channels:
        approvals: aws-approvals # where requests are decided
        operations: aws-ops # alarms for operators
      defaults:
        approvers: [person:nobody@fill-in.invalid] # nobody; for example [group:sre-leads]
        approvals: 1
        durations: [30m, 1h, 2h, 4h]
        max_duration: 4h
      """;

  private static final String SEVERAL = "Several accounts";

  public StarterPolicy {
    problems = List.copyOf(problems);
  }

  /** Generates the file. The rules of the first tool that has any for a group are used. */
  public static StarterPolicy of(Inventory inventory, List<MigrationSource> tools) {
    Map<Manageable, String> refused = new HashMap<>();
    while (true) {
      Writing writing = new Writing(inventory, tools, refused);
      String text = writing.text();
      List<CatalogProblem> problems = PolicyFile.parse(text).problems();
      Map<Manageable, String> more = writing.withRules(problems);
      if (more.isEmpty()) {
        return new StarterPolicy(text, problems);
      }
      refused.putAll(more);
    }
  }

  /** The rules of an earlier tool for a group. */
  private record MigratedRules(MigrationSource tool, Rules rules) {}

  /**
   * One attempt to write the file. The next attempt leaves out rules that made this one invalid.
   */
  private static final class Writing {
    private final Inventory inventory;
    private final List<MigrationSource> tools;
    private final Map<Manageable, String> refused;
    private final List<String> lines = new ArrayList<>();
    private final Map<Integer, Manageable> taken = new LinkedHashMap<>();

    Writing(Inventory inventory, List<MigrationSource> tools, Map<Manageable, String> refused) {
      this.inventory = inventory;
      this.tools = tools;
      this.refused = refused;
    }

    String text() {
      lines.addAll(HEAD.lines().toList());
      comments("Not everything could be read:", inventory.gaps());
      lines.addAll(SETTINGS.lines().toList());
      lines.add(inventory.manageable().isEmpty() ? "entitlements: []" : "entitlements:");
      EntitlementNames names = new EntitlementNames();
      String section = "";
      for (Manageable one : sorted()) {
        if (!section.equals(section(one))) {
          section = section(one);
          lines.addAll(List.of("", "  # ---- " + section));
        }
        lines.add("");
        add(new EntitlementBlock(one, names.id(one), names.name(one), inventory.policies()));
      }
      ends();
      return String.join("\n", lines) + "\n";
    }

    private void add(EntitlementBlock block) {
      Manageable source = block.source();
      Optional<MigratedRules> found =
          tools.stream()
              .flatMap(
                  tool ->
                      tool
                          .rules(source, inventory)
                          .map(rules -> new MigratedRules(tool, rules))
                          .stream())
              .findFirst();
      List<String> notes = new ArrayList<>();
      found.ifPresent(
          one -> one.rules().notes().forEach(note -> notes.add(one.tool().name() + ": " + note)));
      String why = refused.get(source);
      if (why != null) {
        found.ifPresent(
            one -> notes.add(one.tool().name() + ": its rules can't be taken over: " + why));
      }
      Optional<Rules> rules = why == null ? found.map(MigratedRules::rules) : Optional.empty();
      int first = lines.size() + 1;
      lines.addAll(block.lines(rules, notes));
      if (rules.isPresent()) {
        for (int line = first; line <= lines.size(); line++) {
          taken.put(line, source);
        }
      }
    }

    /** The entitlements for which the rules of an earlier tool make the file invalid. */
    Map<Manageable, String> withRules(List<CatalogProblem> problems) {
      Map<Manageable, String> found = new HashMap<>();
      for (CatalogProblem problem : problems) {
        Manageable source = taken.get(problem.line());
        if (source != null) {
          found.putIfAbsent(source, problem.what());
        }
      }
      return found;
    }

    private List<Manageable> sorted() {
      return inventory.manageable().stream()
          .sorted(
              Comparator.comparing((Manageable one) -> section(one).equals(SEVERAL))
                  .thenComparing(Writing::section, String.CASE_INSENSITIVE_ORDER)
                  .thenComparing(one -> one.opens().open().getFirst().permissionSet())
                  .thenComparing(one -> one.group().name())
                  .thenComparing(one -> one.group().id()))
          .toList();
    }

    private static String section(Manageable one) {
      List<String> accounts =
          one.opens().open().stream().map(AccountAssignment::accountId).distinct().toList();
      return accounts.size() == 1
          ? YamlText.line(EntitlementBlock.account(one.opens().open().getFirst()))
          : SEVERAL;
    }

    private void ends() {
      lines.add("");
      comments(
          "Groups that open something and can't be used:",
          inventory.leftOut().stream().map(Writing::words).toList());
      if (inventory.empty() > 0) {
        lines.add("# Groups of Identity Center that open nothing: " + inventory.empty());
      }
      tools.forEach(tool -> comments("Not taken over from " + tool.name() + ":", tool.leftOver()));
      while (lines.getLast().isEmpty()) {
        lines.removeLast();
      }
    }

    private void comments(String title, List<String> sentences) {
      if (!sentences.isEmpty()) {
        lines.add("# " + title);
        sentences.forEach(one -> lines.add("#   " + YamlText.line(one)));
      }
    }

    private static String words(LeftOut group) {
      String name = YamlText.line(group.name());
      return (name.isEmpty() ? "a group without a visible name" : name) + " " + group.why();
    }
  }
}

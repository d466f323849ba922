package dev.hourkey.catalog;

import dev.hourkey.catalog.PolicyChange.Effect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares the rules of two policy files. Two rules are the same if their match is the same. The
 * order of rules counts, because the first that matches applies. Pure.
 */
final class RuleChanges {
  private final Map<RuleMatch, RuleSpec> was;
  private final Map<RuleMatch, RuleSpec> is;

  RuleChanges(PolicyFile before, PolicyFile after) {
    this.was = byMatch(before);
    this.is = byMatch(after);
  }

  /** A rule that both files have. */
  record MatchedRule(String label, EntitlementSpec before, EntitlementSpec after) {}

  List<MatchedRule> kept() {
    List<MatchedRule> kept = new ArrayList<>();
    is.forEach(
        (match, rule) -> {
          RuleSpec before = was.get(match);
          if (before != null) {
            kept.add(new MatchedRule(label(rule), before.entitlement(), rule.entitlement()));
          }
        });
    return kept;
  }

  /** Rules that are new or gone, and whether the order has changed. */
  List<PolicyChange> changes() {
    List<PolicyChange> changes = new ArrayList<>();
    if (!inBoth(was, is).equals(inBoth(is, was))) {
      changes.add(
          new PolicyChange(
              "",
              "rules",
              Effect.CHANGES,
              Optional.empty(),
              Optional.empty(),
              "rules: they are in another order"));
    }
    is.values().stream()
        .filter(rule -> !was.containsKey(rule.match()))
        .forEach(rule -> changes.add(change(rule, Effect.WIDENS, isLast(rule, is, was))));
    was.values().stream()
        .filter(rule -> !is.containsKey(rule.match()))
        .forEach(rule -> changes.add(change(rule, Effect.NARROWS, isLast(rule, was, is))));
    return changes;
  }

  /**
   * A rule takes groups from the rules after it. So the effect of a new or removed rule is certain
   * only if no rule that both files have comes after it.
   */
  private static PolicyChange change(RuleSpec rule, Effect effect, boolean last) {
    List<String> eligible = rule.entitlement().eligible();
    String who = eligible.isEmpty() ? "nobody" : String.join(", ", eligible);
    boolean isNew = effect == Effect.WIDENS;
    Optional<String> id = Optional.of(rule.id().text());
    return new PolicyChange(
        label(rule),
        "",
        last && !eligible.isEmpty() ? effect : Effect.CHANGES,
        isNew ? Optional.empty() : id,
        isNew ? id : Optional.empty(),
        isNew
            ? "is new, and what it matches can be requested by " + who
            : "is gone, and what it matched can no longer be requested by " + who);
  }

  /** Whether no rule that both files have comes after it. */
  private static boolean isLast(
      RuleSpec rule, Map<RuleMatch, RuleSpec> rules, Map<RuleMatch, RuleSpec> others) {
    List<RuleMatch> order = List.copyOf(rules.keySet());
    return order.subList(order.indexOf(rule.match()), order.size()).stream()
        .noneMatch(others::containsKey);
  }

  private static List<RuleMatch> inBoth(
      Map<RuleMatch, RuleSpec> rules, Map<RuleMatch, RuleSpec> others) {
    return rules.keySet().stream().filter(others::containsKey).toList();
  }

  private static String label(RuleSpec rule) {
    return "the rule for " + rule.match().words();
  }

  /**
   * The rules by their match, in the order of the file. No two rules of a valid file have the same
   * match.
   */
  private static Map<RuleMatch, RuleSpec> byMatch(PolicyFile file) {
    return file.rules().stream()
        .collect(
            Collectors.toMap(
                RuleSpec::match, Function.identity(), (one, _) -> one, LinkedHashMap::new));
  }
}

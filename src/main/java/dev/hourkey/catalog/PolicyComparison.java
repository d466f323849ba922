package dev.hourkey.catalog;

import dev.hourkey.catalog.PolicyChange.Effect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares two policy files key by key. */
final class PolicyComparison {
  private final List<PolicyChange> changes = new ArrayList<>();
  private String entitlement = "";

  private PolicyComparison() {}

  /**
   * The differences between two valid files: those of the whole file, those of the rules, then
   * those of each entitlement in the order of the new file, then the entitlements that are gone.
   */
  static PolicyDiff between(PolicyFile before, PolicyFile after) {
    PolicyComparison diff = new PolicyComparison();
    diff.compare("", PolicyFileValues.ofFile(before), PolicyFileValues.ofFile(after));
    diff.compareRules(new RuleChanges(before, after));
    Map<String, EntitlementSpec> known = byId(before);
    for (EntitlementSpec spec : after.specs()) {
      diff.entitlement = spec.id();
      EntitlementSpec earlier = known.get(spec.id());
      if (earlier == null) {
        diff.addedOrRemoved(spec, before.rules().isEmpty() ? Effect.WIDENS : Effect.CHANGES, true);
      } else {
        diff.compare(
            "", PolicyFileValues.ofEntitlement(earlier), PolicyFileValues.ofEntitlement(spec));
      }
    }
    Set<String> kept = byId(after).keySet();
    for (EntitlementSpec spec : before.specs()) {
      if (!kept.contains(spec.id())) {
        diff.entitlement = spec.id();
        diff.addedOrRemoved(spec, after.rules().isEmpty() ? Effect.NARROWS : Effect.CHANGES, false);
      }
    }
    return new PolicyDiff(diff.changes);
  }

  private void compareRules(RuleChanges rules) {
    changes.addAll(rules.changes());
    for (RuleChanges.MatchedRule one : rules.kept()) {
      entitlement = one.label();
      compare(
          "",
          PolicyFileValues.ofEntitlement(one.before()),
          PolicyFileValues.ofEntitlement(one.after()));
    }
  }

  /**
   * Records an entitlement that is new or gone. If nobody may request it, access is neither widened
   * nor narrowed. If the other file has rules, one of them may match its group.
   */
  private void addedOrRemoved(EntitlementSpec spec, Effect effect, boolean isNew) {
    String who = spec.eligible().isEmpty() ? "nobody" : String.join(", ", spec.eligible());
    add(
        "",
        spec.eligible().isEmpty() ? Effect.CHANGES : effect,
        isNew ? Optional.empty() : Optional.of(spec.name()),
        isNew ? Optional.of(spec.name()) : Optional.empty(),
        isNew
            ? "is new and can be requested by " + who
            : "is gone and can no longer be requested by " + who);
  }

  private static Map<String, EntitlementSpec> byId(PolicyFile file) {
    return file.specs().stream()
        .collect(
            Collectors.toMap(
                EntitlementSpec::id, spec -> spec, (first, _) -> first, LinkedHashMap::new));
  }

  private void compare(String prefix, Map<String, Object> before, Map<String, Object> after) {
    Set<String> keys = new LinkedHashSet<>(before.keySet());
    keys.addAll(after.keySet());
    for (String key : keys) {
      compare(
          prefix + key, Optional.ofNullable(before.get(key)), Optional.ofNullable(after.get(key)));
    }
  }

  private void compare(String key, Optional<Object> before, Optional<Object> after) {
    if (before.equals(after)) {
      return;
    }
    if (Stream.of(before, after).flatMap(Optional::stream).allMatch(List.class::isInstance)) {
      lists(key, list(before), list(after));
    } else {
      values(key, before, after);
    }
  }

  private static List<?> list(Optional<Object> value) {
    return value.map(list -> (List<?>) list).orElseGet(List::of);
  }

  private void values(String key, Optional<Object> before, Optional<Object> after) {
    Optional<String> was = before.map(PolicyFileValues::text);
    Optional<String> is = after.map(PolicyFileValues::text);
    add(
        key,
        effect(key, before, after),
        was,
        is,
        "%s: %s → %s"
            .formatted(
                key.substring(key.indexOf("].") + 1).replaceFirst("^\\.", ""),
                was.orElse("not set"),
                is.orElse("not set")));
  }

  private static Effect effect(String key, Optional<Object> before, Optional<Object> after) {
    if (before.isEmpty() || after.isEmpty()) {
      Effect whenSet = ChangeRules.whenSet(key);
      return before.isEmpty() ? whenSet : whenSet.opposite();
    }
    Effect whenLarger = ChangeRules.whenLarger(key);
    int larger = sign(before.get(), after.get());
    return larger > 0 ? whenLarger : larger < 0 ? whenLarger.opposite() : Effect.CHANGES;
  }

  /** Positive if the value grew, 0 if such values have no order. */
  private static int sign(Object before, Object after) {
    if (before instanceof Duration was && after instanceof Duration is) {
      return is.compareTo(was);
    }
    if (before instanceof Integer was && after instanceof Integer is) {
      return is.compareTo(was);
    }
    return before instanceof Boolean was && after instanceof Boolean is ? is.compareTo(was) : 0;
  }

  private void lists(String key, List<?> before, List<?> after) {
    boolean ofRecords =
        Stream.concat(before.stream(), after.stream()).anyMatch(Record.class::isInstance);
    if (ofRecords && key.equals("stages")) {
      stages(before, after);
    } else if (ofRecords) {
      values(key, Optional.of(before), Optional.of(after));
    } else {
      items(key, before, after);
    }
  }

  /** The order of the items does not matter, and neither does their case, which Entra ignores. */
  private void items(String key, List<?> before, List<?> after) {
    Map<String, String> was = byNormalizedValue(before);
    Map<String, String> is = byNormalizedValue(after);
    Effect whenAdded = ChangeRules.whenAdded(key);
    is.forEach(
        (meaning, item) -> {
          if (!was.containsKey(meaning)) {
            Effect effect = was.containsKey("anyone") ? Effect.CHANGES : whenAdded;
            add(key, effect, Optional.empty(), Optional.of(item), ChangeRules.added(key, item));
          }
        });
    was.forEach(
        (meaning, item) -> {
          if (!is.containsKey(meaning)) {
            Effect effect = is.containsKey("anyone") ? Effect.CHANGES : whenAdded.opposite();
            add(key, effect, Optional.of(item), Optional.empty(), ChangeRules.removed(key, item));
          }
        });
  }

  private static Map<String, String> byNormalizedValue(List<?> items) {
    Map<String, String> byMeaning = new LinkedHashMap<>();
    items.stream()
        .map(PolicyFileValues::text)
        .forEach(
            item -> byMeaning.put(item.toLowerCase(Locale.ROOT).replaceFirst(":\\s+", ":"), item));
    return byMeaning;
  }

  /** If stages are added and all earlier stages stay in their order, more approvals are needed. */
  private void stages(List<?> before, List<?> after) {
    List<Map<String, Object>> was = StageComparison.needed(before);
    List<Map<String, Object>> is = StageComparison.needed(after);
    if (was.size() != is.size() || was.isEmpty()) {
      Effect effect = StageComparison.effect(was, is);
      String from = PolicyFileValues.text(before);
      String to = PolicyFileValues.text(after);
      if (!from.equals(to)) { // Otherwise only the line differs.
        add("stages", effect, Optional.of(from), Optional.of(to), "stages: " + from + " → " + to);
      }
    } else {
      for (int i = 0; i < was.size(); i++) {
        compare(was.size() == 1 ? "" : "stages[" + (i + 1) + "].", was.get(i), is.get(i));
      }
    }
  }

  private void add(
      String key, Effect effect, Optional<String> before, Optional<String> after, String words) {
    String stage = key.startsWith("stages[") ? "stage " + key.charAt(7) + ": " : "";
    changes.add(new PolicyChange(entitlement, key, effect, before, after, stage + words));
  }
}

package dev.hourkey.catalog;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The values in a part of the policy file, by key. They are read from the components of its record,
 * so that a new key of the file is compared without further code.
 */
final class PolicyFileValues {
  /** The component that says where something is in the file, which is not a value. */
  private static final Set<String> PLACES = Set.of("line");

  /** The file's keys other than its entitlements, by the names of the components of its record. */
  private static final Map<String, String> KEYS_OF_FILE =
      Map.of(
          "approvals", "channels.approvals",
          "operations", "channels.operations",
          "help", "channels.help",
          "operators", "roles.operators",
          "auditors", "roles.auditors",
          "removes_drift", "drift");

  private static final Set<String> NOT_COMPARED =
      Set.of("text", "specs", "rules", "bundles", "problems");

  private PolicyFileValues() {}

  /** The values of a file, without those of its entitlements. */
  static Map<String, Object> ofFile(PolicyFile file) {
    Map<String, Object> values = new LinkedHashMap<>();
    of(file)
        .forEach(
            (key, value) -> {
              if (!NOT_COMPARED.contains(key) && !key.startsWith("tools.")) {
                values.put(KEYS_OF_FILE.getOrDefault(key, key), value);
              }
            });
    new TreeMap<>(file.tools().onCall())
        .forEach(
            (name, schedule) ->
                values.put("on_call." + name, schedule.tool().label() + " " + schedule.id()));
    values.put("tickets.jira.projects", file.tools().jiraProjects().stream().sorted().toList());
    file.bundles()
        .forEach(
            bundle ->
                values.put(
                    "bundles." + bundle.id(),
                    bundle.name() + " " + text(bundle.entitlements().stream().sorted().toList())));
    values.put("drift", file.removesDrift() ? "remove" : "report");
    return values;
  }

  /**
   * The values of a record and of the records in it, by keys such as {@code
   * justification.min_length}. A value that is not set is left out; lists are not taken apart.
   */
  static Map<String, Object> of(Record part) {
    Map<String, Object> values = new LinkedHashMap<>();
    put(values, "", part);
    return values;
  }

  /**
   * The values of an entitlement. Its overrides are one value, because their order matters: the
   * condition of each, and the keys that it replaces.
   */
  static Map<String, Object> ofEntitlement(EntitlementSpec spec) {
    Map<String, Object> values = of(spec);
    values.remove("overrides");
    if (!spec.overrides().isEmpty()) {
      Map<String, Object> own = Map.copyOf(values);
      values.put(
          "overrides",
          spec.overrides().stream()
              .map(override -> text(override, own))
              .collect(Collectors.joining(", ", "[", "]")));
    }
    return values;
  }

  private static String text(EntitlementSpec.OverrideSpec override, Map<String, Object> own) {
    Map<String, Object> values = of(override.rules());
    values.remove("overrides");
    Set<String> keys = new TreeSet<>(own.keySet());
    keys.addAll(values.keySet());
    return keys.stream()
        .filter(key -> !textOf(values.get(key)).equals(textOf(own.get(key))))
        .map(key -> ", " + key + ": " + textOf(values.get(key)))
        .collect(Collectors.joining("", "{ when: " + override.condition().text(), " }"));
  }

  private static String textOf(@Nullable Object value) {
    return value == null ? "not set" : text(value);
  }

  private static void put(Map<String, Object> values, String key, Object value) {
    switch (value) {
      case Optional<?> optional -> optional.ifPresent(inside -> put(values, key, inside));
      case Record part ->
          components(part).forEach((name, one) -> put(values, below(key, name), one));
      case Map<?, ?> map ->
          map.forEach((name, one) -> put(values, below(key, String.valueOf(name)), one));
      default -> values.put(key, value);
    }
  }

  private static String below(String key, String name) {
    return key.isEmpty() ? name : key + "." + name;
  }

  private static Map<String, Object> components(Record part) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : part.getClass().getRecordComponents()) {
      if (!PLACES.contains(component.getName())) {
        values.put(key(component.getName()), value(part, component));
      }
    }
    return values;
  }

  private static Object value(Record part, RecordComponent component) {
    try {
      return component.getAccessor().invoke(part);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("read " + component, e);
    }
  }

  /** {@code maxDuration} as the file writes it: {@code max_duration}. */
  private static String key(String component) {
    String key = component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    return key.equals("chat_guests") ? "slack_guests" : key;
  }

  /** A value as the file would write it. */
  static String text(Object value) {
    return switch (value) {
      case Duration duration -> Durations.text(duration);
      case Enum<?> word -> word.toString().toLowerCase(Locale.ROOT);
      case Optional<?> optional -> optional.map(PolicyFileValues::text).orElse("");
      case Set<?> set -> text(set.stream().map(PolicyFileValues::text).sorted().toList());
      case Collection<?> list ->
          list.stream().map(PolicyFileValues::text).collect(Collectors.joining(", ", "[", "]"));
      case Record part ->
          of(part).entrySet().stream()
              .map(entry -> entry.getKey() + ": " + text(entry.getValue()))
              .collect(Collectors.joining(", ", "{ ", " }"));
      default -> value.toString();
    };
  }
}

package dev.hourkey.sandbox.directory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Things by their id and by some of their properties; if several match, the one added first comes
 * first.
 */
public final class Index<T> {
  private final Function<T, String> id;
  private final Map<String, Function<T, Collection<String>>> properties;
  private final Map<String, T> things = new LinkedHashMap<>();
  private final Map<Value, Set<String>> ids = new HashMap<>();

  public Index(Function<T, String> id, Map<String, Function<T, Collection<String>>> properties) {
    this.id = id;
    this.properties = properties;
  }

  /** Adds it, or replaces the one with the same id. */
  public void put(T thing) {
    T before = things.put(id.apply(thing), thing);
    if (before != null) {
      forget(before);
    }
    values(thing)
        .forEach(
            value -> ids.computeIfAbsent(value, _ -> new LinkedHashSet<>()).add(id.apply(thing)));
  }

  /** Removes the one with this id, and returns it if there was one. */
  public Optional<T> remove(String id) {
    Optional<T> removed = Optional.ofNullable(things.remove(id));
    removed.ifPresent(this::forget);
    return removed;
  }

  public void clear() {
    things.clear();
    ids.clear();
  }

  public boolean has(String id) {
    return things.containsKey(id);
  }

  public Optional<T> get(String id) {
    return Optional.ofNullable(things.get(id));
  }

  public List<T> all() {
    return List.copyOf(things.values());
  }

  /** Whether things are found by this property. */
  public boolean covers(String property) {
    return properties.containsKey(property);
  }

  /** All things whose property has this value, or has it among several, ignoring case. */
  public List<T> find(String property, String value) {
    return ids.getOrDefault(Value.of(property, value), Set.of()).stream().map(things::get).toList();
  }

  private void forget(T thing) {
    for (Value value : values(thing)) {
      Set<String> left = ids.get(value);
      if (left != null && left.remove(id.apply(thing)) && left.isEmpty()) {
        ids.remove(value);
      }
    }
  }

  private List<Value> values(T thing) {
    List<Value> values = new ArrayList<>();
    properties.forEach(
        (property, of) -> of.apply(thing).forEach(value -> values.add(Value.of(property, value))));
    return values;
  }

  private record Value(String property, String folded) {
    static Value of(String property, String value) {
      return new Value(property, value.toLowerCase(Locale.ROOT));
    }
  }
}

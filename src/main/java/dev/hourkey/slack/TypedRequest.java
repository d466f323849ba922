package dev.hourkey.slack;

import dev.hourkey.catalog.Bundle;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Durations;
import dev.hourkey.catalog.Entitlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A request as somebody typed it after the command: what, how long, why, as in {@code prod-readonly
 * 1h INC-42 disk full}. Pure.
 *
 * @param ids the entitlements and bundles that were named, each once
 * @param byId whether all of them were named by their id; a name only suggests one
 * @param unknown the first word, if it names nothing
 * @param duration empty if none follows them
 * @param justification what follows; may be empty
 */
record TypedRequest(
    List<String> ids,
    boolean byId,
    Optional<String> unknown,
    Optional<Duration> duration,
    String justification) {
  /** "1 hour 30 minutes" is the longest form of a duration. */
  private static final int WORDS_OF_A_DURATION = 4;

  static final TypedRequest NOTHING =
      new TypedRequest(List.of(), true, Optional.empty(), Optional.empty(), "");

  TypedRequest {
    ids = List.copyOf(ids);
  }

  /**
   * What can be named.
   *
   * @param ids of entitlements and bundles
   * @param byName the id for each name that only one of them has
   */
  record Vocabulary(Set<String> ids, Map<String, String> byName) {
    /** How many words the longest name has. */
    private int longestName() {
      return byName.keySet().stream().mapToInt(name -> name.split(" ").length).max().orElse(0);
    }

    /** A vocabulary without names, because collecting those takes too long while somebody waits. */
    static Vocabulary ofIds(CatalogSnapshot catalog) {
      return new Vocabulary(
          Stream.concat(
                  catalog.entitlements().stream().map(Entitlement::id),
                  catalog.bundles().stream().map(Bundle::id))
              .collect(Collectors.toUnmodifiableSet()),
          Map.of());
    }

    static Vocabulary of(CatalogSnapshot catalog) {
      Map<String, String> byName = new HashMap<>();
      Set<String> ambiguous = new HashSet<>();
      Stream.concat(
              catalog.entitlements().stream().map(one -> Map.entry(one.id(), one.name())),
              catalog.bundles().stream().map(one -> Map.entry(one.id(), one.name())))
          .forEach(
              one -> {
                if (byName.put(name(one.getValue()), one.getKey()) != null) {
                  ambiguous.add(name(one.getValue()));
                }
              });
      byName.keySet().removeAll(ambiguous);
      return new Vocabulary(ofIds(catalog).ids, byName);
    }
  }

  /** Reads what Slack delivered as the text of the command. */
  static TypedRequest of(String text, Vocabulary known) {
    List<String> words =
        Arrays.stream(CommandWords.typed(text).split("\\s+")).filter(w -> !w.isEmpty()).toList();
    if (words.isEmpty()) {
      return NOTHING;
    }
    Named named =
        byId(words, known)
            .or(() -> byName(words, known))
            .orElseGet(() -> new Named(List.of(), false, Optional.of(words.getFirst()), 1));
    List<String> rest = words.subList(named.words, words.size());
    int length = durationAt(rest, 0);
    return new TypedRequest(
        named.ids,
        named.byId,
        named.unknown,
        duration(rest.subList(0, length)),
        CommandWords.unquoted(String.join(" ", rest.subList(length, rest.size()))));
  }

  /** Whether all parts are given, and none is ambiguous. */
  boolean complete() {
    return !ids.isEmpty()
        && byId
        && unknown.isEmpty()
        && duration.isPresent()
        && !justification.isEmpty();
  }

  /** The ids of the entitlements that it is about, each once. */
  List<String> entitlements(List<Bundle> bundles) {
    return Bundle.expand(ids, bundles);
  }

  /**
   * @param words how many of the words it took
   */
  private record Named(List<String> ids, boolean byId, Optional<String> unknown, int words) {}

  /**
   * Ids separated by commas, or by spaces if a duration follows them: without one, a second word
   * that is an id may as well begin the justification.
   */
  private static Optional<Named> byId(List<String> words, Vocabulary known) {
    List<String> typed = new ArrayList<>();
    int taken = 0;
    do {
      typed.addAll(listed(words.get(taken)));
      taken++;
    } while (words.get(taken - 1).endsWith(",")
        && taken < words.size()
        && durationAt(words, taken) == 0);
    int next = taken;
    while (next < words.size()
        && known.ids.contains(CommandWords.id(words.get(next)))
        && durationAt(words, next) == 0) {
      next++;
    }
    if (durationAt(words, next) > 0) {
      words.subList(taken, next).forEach(word -> typed.addAll(listed(word)));
      taken = next;
    }
    List<String> ids = typed.stream().filter(known.ids::contains).distinct().toList();
    List<String> others = typed.stream().filter(id -> !known.ids.contains(id)).toList();
    return ids.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Named(
                ids,
                true,
                Optional.of(String.join(", ", others)).filter(text -> !text.isEmpty()),
                taken));
  }

  private static List<String> listed(String word) {
    return Stream.of(word.split(",")).map(CommandWords::id).filter(id -> !id.isEmpty()).toList();
  }

  /** The longest name that the text begins with. No more words are read than a name has. */
  private static Optional<Named> byName(List<String> words, Vocabulary known) {
    int longest = known.longestName();
    List<String> name = new ArrayList<>();
    Optional<Named> found = Optional.empty();
    for (int i = 0; i < words.size() && name.size() <= longest; i++) {
      Stream.of(CommandWords.id(words.get(i))).filter(word -> !word.isEmpty()).forEach(name::add);
      String id = known.byName.get(String.join(" ", name));
      if (id != null) {
        found = Optional.of(new Named(List.of(id), false, Optional.empty(), i + 1));
      }
    }
    return found;
  }

  private static String name(String text) {
    return Stream.of(text.split("\\s+"))
        .map(CommandWords::id)
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /** The length in words of the longest duration that starts at this word; 0 if there is none. */
  private static int durationAt(List<String> words, int from) {
    for (int length = Math.min(WORDS_OF_A_DURATION, words.size() - from); length > 0; length--) {
      if (duration(words.subList(from, from + length)).isPresent()) {
        return length;
      }
    }
    return 0;
  }

  private static Optional<Duration> duration(List<String> words) {
    return Durations.typed(words.stream().map(CommandWords::id).collect(Collectors.joining()));
  }
}

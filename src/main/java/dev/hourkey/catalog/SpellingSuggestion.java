package dev.hourkey.catalog;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the known word that a misspelt one resembles. */
public final class SpellingSuggestion {
  private static final LevenshteinDistance EDITS = LevenshteinDistance.getDefaultInstance();

  private SpellingSuggestion() {}

  /** The known word closest to this one, if any is close. */
  public static Optional<String> nearest(String word, Set<String> known) {
    return known.stream()
        .filter(candidate -> EDITS.apply(word, candidate) <= 1 + candidate.length() / 4)
        .min(Comparator.comparingInt(candidate -> EDITS.apply(word, candidate)));
  }
}

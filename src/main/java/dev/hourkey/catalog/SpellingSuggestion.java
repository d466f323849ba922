package dev.hourkey.catalog;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the known words that a misspelt one resembles. */
public final class SpellingSuggestion {
  private static final LevenshteinDistance EDITS = LevenshteinDistance.getDefaultInstance();

  private SpellingSuggestion() {}

  /** The known word closest to this one, if any is close. */
  public static Optional<String> nearest(String word, Set<String> known) {
    return near(word, known, 1).stream().findFirst();
  }

  /** The known words that are close to this one, the closest first. */
  public static List<String> near(String word, Set<String> known, int max) {
    return known.stream()
        .filter(candidate -> close(word, candidate))
        .sorted(
            Comparator.comparingInt((String candidate) -> edits(word, candidate))
                .thenComparing(Comparator.naturalOrder()))
        .limit(max)
        .toList();
  }

  /**
   * Words of very different length are not compared, because somebody may have typed a very long
   * word.
   */
  private static boolean close(String word, String candidate) {
    int max = 1 + candidate.length() / 4;
    return Math.abs(word.length() - candidate.length()) <= max && edits(word, candidate) <= max;
  }

  /** The number of edits, ignoring case. */
  private static int edits(String word, String candidate) {
    return EDITS.apply(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
  }
}

package dev.hourkey.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The key of an issue, like {@code OPS-42}. Only text of this form ever gets into an address.
 *
 * @param project the key of the project, like {@code OPS}
 */
public record TicketKey(String project, String number) {
  /**
   * Jira's default form of keys, not inside a longer word. The limited lengths keep backtracking
   * short.
   */
  private static final Pattern KEY =
      Pattern.compile(
          "(?<![\\p{Alnum}_-])([A-Z][A-Z0-9_]{1,19})-([1-9][0-9]{0,9})(?![\\p{Alnum}_-])");

  /** The keys in the text, in their order. */
  public static List<TicketKey> in(String text) {
    return KEY.matcher(text).results().map(TicketKey::of).toList();
  }

  /**
   * The first key of these projects in the text. Words that only look like keys, such as UTF-8,
   * belong to no such project.
   */
  public static Optional<TicketKey> first(String text, Set<String> projects) {
    return in(text).stream().filter(key -> projects.contains(key.project())).findFirst();
  }

  private static TicketKey of(MatchResult found) {
    return new TicketKey(found.group(1), found.group(2));
  }

  @Override
  public String toString() {
    return project + "-" + number;
  }
}

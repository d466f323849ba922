package dev.hourkey.catalog;

import java.util.Optional;

/**
 * A problem of the policy file.
 *
 * @param line counted from 1; 0 if the problem is not in one line
 * @param temporary whether the file may be correct, because a directory has not answered yet
 */
public record CatalogProblem(
    int line, String what, Optional<String> suggestion, boolean temporary) {
  public static CatalogProblem at(int line, String what) {
    return new CatalogProblem(line, what, Optional.empty(), false);
  }

  /** A problem that ends as soon as a directory answers. */
  static CatalogProblem temporary(int line, String what) {
    return new CatalogProblem(line, what, Optional.empty(), true);
  }

  /** One readable line, as {@code hourkey check} and the log show it. */
  public String sentence() {
    return (line > 0 ? "line " + line + ": " : "")
        + what
        + suggestion.map(better -> "; did you mean '" + better + "'?").orElse("");
  }
}

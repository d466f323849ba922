package dev.hourkey.catalog;

import java.util.Optional;

/**
 * A problem of the policy file.
 *
 * @param line counted from 1; 0 if the problem is not in one line
 */
public record CatalogProblem(int line, String what, Optional<String> suggestion) {
  public static CatalogProblem at(int line, String what) {
    return new CatalogProblem(line, what, Optional.empty());
  }

  /** One readable line, as {@code hourkey check} and the log show it. */
  public String sentence() {
    return (line > 0 ? "line " + line + ": " : "")
        + what
        + suggestion.map(better -> "; did you mean '" + better + "'?").orElse("");
  }
}

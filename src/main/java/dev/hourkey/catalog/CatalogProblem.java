package dev.hourkey.catalog;

import java.util.Optional;

/**
 * Something in the operator's file that has to be put right.
 *
 * @param line counted from 1; 0 where no line is to blame
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

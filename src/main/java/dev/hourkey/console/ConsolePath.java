package dev.hourkey.console;

import java.util.Optional;

/**
 * How addresses of the console are written. REST takes several spellings of a path for the same
 * one: with a slash at the end, or with parameters in any segment. What is decided by the path
 * before that, such as which sign-in counts, holds only if there is one spelling. Pure.
 */
final class ConsolePath {
  private static final String ROOT = "/console";

  private ConsolePath() {}

  /** Whether REST may take a normalized path for one of the console. */
  static boolean isConsole(String path) {
    return path.startsWith(ROOT)
        && (path.length() == ROOT.length() || "/;".indexOf(path.charAt(ROOT.length())) >= 0);
  }

  /** The one spelling of a normalized path; empty if it has parameters, which no page has. */
  static Optional<String> plain(String path) {
    return Optional.of(path)
        .filter(one -> one.indexOf(';') < 0)
        .map(one -> one.replaceAll("/+$", ""));
  }
}

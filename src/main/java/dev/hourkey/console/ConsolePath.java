package dev.hourkey.console;

import java.util.Optional;

/**
 * Allows one spelling of each address of the console. REST also accepts other spellings of a path:
 * with a slash at the end, or with parameters in any segment. Some checks, such as the choice of
 * the sign-in, run before REST and see only the path. Another spelling would bypass them. Pure.
 */
final class ConsolePath {
  /** The page that everybody begins with. */
  static final String ROOT = "/console";

  /**
   * Where {@link #ROOT} is answered. Quarkus's dev mode treats the root as the directory of the
   * assets, and redirects to it with a slash at the end.
   */
  static final String START = "/console/start";

  private ConsolePath() {}

  /** Whether REST may treat a normalized path as one of the console. */
  static boolean isConsole(String path) {
    return path.startsWith(ROOT)
        && (path.length() == ROOT.length() || "/;".indexOf(path.charAt(ROOT.length())) >= 0);
  }

  /** The allowed spelling of a normalized path; empty if it has parameters, as no page does. */
  static Optional<String> plain(String path) {
    return Optional.of(path)
        .filter(one -> one.indexOf(';') < 0)
        .map(one -> one.replaceAll("/+$", ""));
  }
}

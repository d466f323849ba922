package dev.hourkey.transparency;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The state of a log's tree at some time, as in the text of a C2SP tlog-checkpoint.
 *
 * @param origin names the log; unique
 * @param size of the tree
 */
public record Checkpoint(String origin, long size, Hash root) {
  private static final Pattern ORIGIN = Pattern.compile("[^\\s\\p{Cntrl}+]+");
  private static final Pattern SIZE = Pattern.compile("0|[1-9]\\d{0,17}");

  /** Whether a log may have this name: a signature's key has the same name. */
  public static boolean isOrigin(String text) {
    return ORIGIN.matcher(text).matches();
  }

  /** The text that is signed. */
  public String text() {
    return "%s\n%d\n%s\n".formatted(origin, size, root);
  }

  /** The checkpoint in a note's text; lines after the first three are ignored. */
  public static Optional<Checkpoint> parse(String text) {
    List<String> lines = List.of(text.split("\n", -1));
    return lines.size() > 3 && isOrigin(lines.get(0)) && SIZE.matcher(lines.get(1)).matches()
        ? Hash.parse(lines.get(2))
            .map(root -> new Checkpoint(lines.get(0), Long.parseLong(lines.get(1)), root))
        : Optional.empty();
  }
}

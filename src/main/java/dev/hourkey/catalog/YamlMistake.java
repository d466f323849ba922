package dev.hourkey.catalog;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Describes the mistake in text that is not YAML, because the parser's own messages are about
 * tokens.
 */
final class YamlMistake {
  private static final Pattern CONFLICT = Pattern.compile("(<{7}|={7}|>{7})( .*)?");
  private static final Pattern NO_BREAK_SPACE = Pattern.compile("[ \\t]*\\u00a0.*");

  /** Characters that end a line in YAML, but are invisible in editors. */
  private static final Pattern STRANGE_BREAK = Pattern.compile("[\\u0085\\u2028\\u2029]");

  private static final Pattern RESERVED = Pattern.compile("found character '([@`%])' .*");
  private static final Pattern DEPTH = Pattern.compile("Nesting Depth exceeded max (\\d+)");
  private static final Pattern NO_ANCHOR = Pattern.compile("found undefined alias (.*)");

  private final List<String> lines;

  private YamlMistake(String text) {
    this.lines = text.lines().toList();
  }

  /** The mistake in the text, with its line. */
  static CatalogProblem of(String text, YAMLException failure) {
    YamlMistake mistake = new YamlMistake(text);
    return switch (failure) {
      case MarkedYAMLException marked -> mistake.marked(marked);
      case ReaderException unreadable -> unreadable(text, unreadable);
      default -> other(firstLine(String.valueOf(failure.getMessage())));
    };
  }

  private static CatalogProblem other(String message) {
    var depth = DEPTH.matcher(message);
    return depth.matches()
        ? CatalogProblem.at(0, "it is nested more than " + depth.group(1) + " levels deep")
        : notYaml(0, message);
  }

  private CatalogProblem marked(MarkedYAMLException failure) {
    int line = line(failure.getProblemMark());
    String problem = firstLine(String.valueOf(failure.getProblem()));
    return first(CONFLICT, lines.size())
        .map(at -> CatalogProblem.at(at, "this is an unresolved merge conflict"))
        .or(this::invisibleLineBreak)
        .or(() -> first(NO_BREAK_SPACE, line).map(YamlMistake::noBreakSpace))
        .orElseGet(
            () ->
                known(problem, line(failure.getContextMark()))
                    .map(what -> CatalogProblem.at(line, what))
                    .orElseGet(() -> notYaml(line, problem)));
  }

  private Optional<CatalogProblem> invisibleLineBreak() {
    for (int i = 0; i < lines.size(); i++) {
      Matcher found = STRANGE_BREAK.matcher(lines.get(i));
      if (found.find()) {
        return Optional.of(
            CatalogProblem.at(
                i + 1,
                "there is an invisible line break (U+%04X); type the line again"
                    .formatted((int) found.group().charAt(0))));
      }
    }
    return Optional.empty();
  }

  private boolean hasComment(int line) {
    return line > 0 && line <= lines.size() && lines.get(line - 1).contains(" #");
  }

  private static CatalogProblem noBreakSpace(int line) {
    return CatalogProblem.at(
        line, "there is a no-break space at the beginning; indent with ordinary spaces");
  }

  private Optional<String> known(String problem, int start) {
    var reserved = RESERVED.matcher(problem);
    if (reserved.matches()) {
      return Optional.of("a value that begins with " + reserved.group(1) + " needs quotes");
    }
    var alias = NO_ANCHOR.matcher(problem);
    if (alias.matches()) {
      return Optional.of(
          "there is no anchor '&%1$s' above for '*%1$s'; a value that begins with * needs quotes"
              .formatted(alias.group(1)));
    }
    if (problem.startsWith("found character '\\t")) {
      return Optional.of("there is a tab; indent and separate with spaces only");
    }
    if (problem.startsWith("but found another document")) {
      return Optional.of("a second document begins here; the file must be one document");
    }
    if (problem.startsWith("found unexpected end of stream")) {
      return Optional.of("the quotation mark that is opened in line " + start + " is not closed");
    }
    if (problem.startsWith("mapping values are not allowed")) {
      return Optional.of(
          "there is a second ': ' in this line, or it is indented too far; a value with ': ' needs"
              + " quotes");
    }
    if (problem.startsWith("expected <block end>")) {
      return Optional.of("this does not line up with what begins in line " + start);
    }
    if (problem.startsWith("expected ',' or")) {
      return Optional.of(
          "the bracket that is opened in line "
              + start
              + " is not closed here"
              + (hasComment(start)
                  ? "; a '#' in that line begins a comment, so put a value with it into quotes"
                  : ""));
    }
    return Optional.empty();
  }

  private static CatalogProblem unreadable(String text, ReaderException failure) {
    int end = Math.min(text.length(), text.offsetByCodePoints(0, position(text, failure)));
    long line = text.substring(0, end).chars().filter(one -> one == '\n').count() + 1;
    return CatalogProblem.at(
        (int) line,
        "there is a character that text cannot contain (U+%04X); save the file as plain UTF-8 text"
            .formatted(failure.getCodePoint()));
  }

  private static int position(String text, ReaderException failure) {
    return Math.clamp(failure.getPosition(), 0, text.codePointCount(0, text.length()));
  }

  /** The first line that matches, of those up to and including {@code until}; counted from 1. */
  private Optional<Integer> first(Pattern pattern, int until) {
    for (int i = 0; i < Math.min(until, lines.size()); i++) {
      if (pattern.matcher(lines.get(i)).matches()) {
        return Optional.of(i + 1);
      }
    }
    return Optional.empty();
  }

  private static CatalogProblem notYaml(int line, String what) {
    return CatalogProblem.at(line, "this is not YAML: " + what);
  }

  private static int line(@Nullable Mark mark) {
    return mark == null ? 0 : mark.getLine() + 1;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}

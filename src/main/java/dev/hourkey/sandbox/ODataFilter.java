package dev.hourkey.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of OData's filters that Hourkey speaks: {@code mail eq 'x'}, {@code otherMails/any(m:m
 * eq 'x')}, {@code startswith(displayName,'x')}, and several of them with {@code or}.
 */
record ODataFilter(List<Clause> anyOf) implements Predicate<DirectoryObject> {
  private static final String VALUE = "'((?:[^']|'')*)'";
  private static final Pattern EQUAL =
      Pattern.compile("(\\w+) eq " + VALUE + "|(\\w+)/any\\((\\w+):\\4 eq " + VALUE + "\\)");
  private static final Pattern STARTS = Pattern.compile("startswith\\((\\w+), ?" + VALUE + "\\)");
  private static final Pattern OR = Pattern.compile(" or (?=(?:[^']*'[^']*')*[^']*$)");

  /** One condition. */
  sealed interface Clause extends Predicate<DirectoryObject> {}

  record Equal(String property, String value) implements Clause {
    @Override
    public boolean test(DirectoryObject object) {
      return object.has(property, value);
    }
  }

  record Starts(String property, String prefix) implements Clause {
    @Override
    public boolean test(DirectoryObject object) {
      String text = object.text(property);
      return text != null && text.regionMatches(true, 0, prefix, 0, prefix.length());
    }
  }

  record Anything() implements Clause {
    @Override
    public boolean test(DirectoryObject object) {
      return true;
    }
  }

  /** Without a filter everything passes; one that cannot be read is refused. */
  static ODataFilter of(@Nullable String filter) {
    return new ODataFilter(
        filter == null
            ? List.of(new Anything())
            : Arrays.stream(OR.split(filter.strip(), -1))
                .map(clause -> clause(clause.strip()))
                .toList());
  }

  @Override
  public boolean test(DirectoryObject object) {
    return anyOf.stream().anyMatch(clause -> clause.test(object));
  }

  private static Clause clause(String clause) {
    Matcher equal = EQUAL.matcher(clause);
    if (equal.matches()) {
      int property = equal.group(1) != null ? 1 : 3;
      int value = property == 1 ? 2 : 5;
      return new Equal(equal.group(property), unquoted(equal.group(value)));
    }
    Matcher starts = STARTS.matcher(clause);
    if (starts.matches()) {
      return new Starts(starts.group(1), unquoted(starts.group(2)));
    }
    throw new GraphError(400, "BadRequest", "Invalid filter clause: " + clause);
  }

  private static String unquoted(String literal) {
    return literal.replace("''", "'");
  }
}

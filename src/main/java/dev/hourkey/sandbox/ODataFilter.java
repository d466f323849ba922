package dev.hourkey.sandbox;

import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of OData's filters that Hourkey speaks: {@code mail eq 'x'}, {@code otherMails/any(m:m
 * eq 'x')}, {@code startswith(displayName,'x')}, and several of them with {@code or}.
 */
final class ODataFilter {
  private static final String VALUE = "'((?:[^']|'')*)'";
  private static final Pattern EQUAL =
      Pattern.compile("(\\w+) eq " + VALUE + "|(\\w+)/any\\((\\w+):\\4 eq " + VALUE + "\\)");
  private static final Pattern STARTS = Pattern.compile("startswith\\((\\w+), ?" + VALUE + "\\)");

  private ODataFilter() {}

  /** Without a filter everything passes; one that cannot be read is refused. */
  static Predicate<DirectoryObject> of(@Nullable String filter) {
    if (filter == null) {
      return _ -> true;
    }
    Predicate<DirectoryObject> any = _ -> false;
    for (String clause : filter.strip().split(" or (?=(?:[^']*'[^']*')*[^']*$)", -1)) {
      any = any.or(clause(clause.strip()));
    }
    return any;
  }

  private static Predicate<DirectoryObject> clause(String clause) {
    Matcher equal = EQUAL.matcher(clause);
    if (equal.matches()) {
      int property = equal.group(1) != null ? 1 : 3;
      int value = property == 1 ? 2 : 5;
      return object -> object.has(equal.group(property), unquoted(equal.group(value)));
    }
    Matcher starts = STARTS.matcher(clause);
    if (starts.matches()) {
      String prefix = unquoted(starts.group(2));
      return object -> {
        String text = object.text(starts.group(1));
        return text != null && text.regionMatches(true, 0, prefix, 0, prefix.length());
      };
    }
    throw new GraphError(400, "BadRequest", "Invalid filter clause: " + clause);
  }

  private static String unquoted(String literal) {
    return literal.replace("''", "'");
  }
}

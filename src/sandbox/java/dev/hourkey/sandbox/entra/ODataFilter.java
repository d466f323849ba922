package dev.hourkey.sandbox.entra;

import dev.hourkey.sandbox.entra.DirectoryObject.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of OData's filters that Hourkey uses: {@code mail eq 'x'}, {@code proxyAddresses/any(p:p
 * eq 'x')}, {@code startswith(displayName,'x')}, and several of them with {@code or}.
 */
record ODataFilter(List<Clause> anyOf) implements Predicate<DirectoryObject> {
  private static final String VALUE = "'((?:[^']|'')*)'";
  private static final Pattern EQUAL =
      Pattern.compile("(\\w+) eq " + VALUE + "|(\\w+)/any\\((\\w+):\\4 eq " + VALUE + "\\)");

  /** The syntax that needs an advanced query, which Hourkey never makes. */
  private static final Pattern ADVANCED =
      Pattern.compile("^not[ (]|^endswith\\(|^contains\\(|\\w+ (ne|ge|le|gt|lt|in) ");

  private static final Pattern STARTS = Pattern.compile("startswith\\((\\w+), ?" + VALUE + "\\)");

  /**
   * What Graph can filter by without {@code ConsistencyLevel: eventual}, as far as the stand-in
   * goes.
   */
  private static final Map<Kind, Set<String>> FILTERABLE =
      Map.of(
          Kind.USER,
          Set.of(
              "id",
              "displayName",
              "userPrincipalName",
              "mail",
              "otherMails",
              "proxyAddresses",
              "mailNickname",
              "employeeId",
              "givenName",
              "surname",
              "userType"),
          Kind.GROUP,
          Set.of("id", "displayName", "mail", "mailNickname"),
          Kind.SERVICE_PRINCIPAL,
          Set.of("id", "appId", "applicationTemplateId", "displayName"),
          Kind.APPLICATION,
          Set.of("id", "appId", "displayName"));

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

  /** Reads a filter; without one everything passes, and one that cannot be read is refused. */
  static ODataFilter of(Kind kind, @Nullable String filter) {
    return of(filter, FILTERABLE.getOrDefault(kind, Set.of()));
  }

  /** As {@link #of}, for a group's members, who may be of any kind. */
  static ODataFilter ofMembers(@Nullable String filter) {
    return of(filter, Set.of("id", "displayName", "mail", "userPrincipalName"));
  }

  private static ODataFilter of(@Nullable String filter, Set<String> filterable) {
    return new ODataFilter(
        filter == null
            ? List.of(new Anything())
            : Arrays.stream(OR.split(filter.strip(), -1))
                .map(clause -> clause(clause.strip(), filterable))
                .toList());
  }

  @Override
  public boolean test(DirectoryObject object) {
    return anyOf.stream().anyMatch(clause -> clause.test(object));
  }

  private static Clause clause(String clause, Set<String> filterable) {
    Matcher equal = EQUAL.matcher(clause);
    if (equal.matches()) {
      int property = equal.group(1) != null ? 1 : 3;
      int value = property == 1 ? 2 : 5;
      return new Equal(supported(equal.group(property), filterable), unquoted(equal.group(value)));
    }
    Matcher starts = STARTS.matcher(clause);
    if (starts.matches()) {
      return new Starts(supported(starts.group(1), filterable), unquoted(starts.group(2)));
    }
    if (ADVANCED.matcher(clause).find()) {
      throw GraphError.unsupportedFilter(
          "Operator is not supported because the required parameters might be missing.");
    }
    throw new GraphError(400, "BadRequest", "Invalid filter clause: " + clause);
  }

  private static String supported(String property, Set<String> filterable) {
    if (!filterable.contains(property)) {
      throw GraphError.unsupportedFilter(
          "Unsupported or invalid query filter clause specified for property '%s' of resource."
              .formatted(property));
    }
    return property;
  }

  private static String unquoted(String literal) {
    return literal.replace("''", "'");
  }
}

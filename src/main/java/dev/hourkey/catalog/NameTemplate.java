package dev.hourkey.catalog;

import dev.hourkey.policy.MaybeKnown;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A rule's text with placeholders that are filled for each of its entitlements. Pure. */
record NameTemplate(String text) {
  static final String GROUP = "group";
  static final String ACCOUNT_ID = "account.id";
  static final String ACCOUNT_NAME = "account.name";
  static final String PERMISSION_SET = "permission_set";

  private static final Set<String> KNOWN = Set.of(GROUP, ACCOUNT_ID, ACCOUNT_NAME, PERMISSION_SET);
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern MARKS = Pattern.compile("\\p{M}");
  private static final Pattern NOT_IN_IDS = Pattern.compile("[^a-z0-9]+");
  private static final int LONGEST_ID = 63;

  /** The names of the placeholders in the template. */
  Set<String> placeholders() {
    return PLACEHOLDER
        .matcher(text)
        .results()
        .map(found -> found.group(1).strip())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * Reports what is wrong with the template.
   *
   * @param problem gets a sentence, and the text that was probably meant; empty if that is unknown
   */
  void check(BiConsumer<String, String> problem) {
    placeholders().stream()
        .filter(name -> !KNOWN.contains(name))
        .forEach(
            name ->
                problem.accept(
                    "'{%s}' is not a placeholder; use one of {group}, {account.name}, {account.id} and {permission_set}"
                        .formatted(name),
                    SpellingSuggestion.nearest(name, KNOWN)
                        .map(known -> "{" + known + "}")
                        .orElse("")));
    String rest = PLACEHOLDER.matcher(text).replaceAll("");
    if (rest.contains("{") || rest.contains("}")) {
      problem.accept("'%s' has an unmatched brace".formatted(text), "");
    }
  }

  /**
   * The id for a group: the text in lower case, without diacritics, with a dash in place of
   * anything but letters and digits, and cut off after 63 characters.
   *
   * @throws UnresolvableReference when a placeholder has no single value or an unknown one, or
   *     nothing is left for an id
   */
  String id(EntraGroup group, AwsAccess opens) {
    String id = id(fill(group, opens, RuleMatch::accountName));
    if (id.isEmpty()) {
      throw new UnresolvableReference(
          "no letter and no digit is left for its id; put the group under 'entitlements'");
    }
    return id;
  }

  /**
   * The name for a group. An account without a name in Organizations is shown by its id.
   *
   * @throws UnresolvableReference when a placeholder has no single value
   */
  String name(EntraGroup group, AwsAccess opens) {
    return fill(group, opens, target -> new MaybeKnown.Known<>(target.accountName()));
  }

  private String fill(
      EntraGroup group,
      AwsAccess opens,
      Function<AccountAssignment, MaybeKnown<String>> accountName) {
    Map<String, Function<AccountAssignment, MaybeKnown<String>>> values =
        Map.of(
            ACCOUNT_ID, target -> new MaybeKnown.Known<>(target.accountId()),
            ACCOUNT_NAME, accountName,
            PERMISSION_SET, target -> new MaybeKnown.Known<>(target.permissionSet()));
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            found -> {
              Function<AccountAssignment, MaybeKnown<String>> value =
                  values.get(found.group(1).strip());
              return Matcher.quoteReplacement(
                  value == null ? group.name() : only(found, opens, value));
            });
  }

  private static String only(
      MatchResult found, AwsAccess opens, Function<AccountAssignment, MaybeKnown<String>> value) {
    List<MaybeKnown<String>> all = opens.open().stream().map(value).distinct().toList();
    if (all.size() != 1) {
      throw new UnresolvableReference(
          "its group opens %s, so %s has no value; leave it out of 'id' and 'name', or put the group under 'entitlements'"
              .formatted(
                  all.isEmpty()
                      ? "nothing"
                      : found.group(1).contains("account")
                          ? "more than one account"
                          : "more than one permission set",
                  found.group()));
    }
    return switch (all.getFirst()) {
      case MaybeKnown.Known<String>(String known) -> known;
      case MaybeKnown.Unknown<String>(String why) -> throw new UnresolvableReference.Undecided(why);
    };
  }

  private static String id(String text) {
    String plain = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
    String dashed =
        NOT_IN_IDS.matcher(plain.toLowerCase(Locale.ROOT)).replaceAll("-").replaceFirst("^-", "");
    return dashed.substring(0, Math.min(dashed.length(), LONGEST_ID)).replaceFirst("-$", "");
  }
}

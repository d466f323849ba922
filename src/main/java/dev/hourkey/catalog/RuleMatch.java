package dev.hourkey.catalog;

import dev.hourkey.policy.ConditionFact;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which groups a rule is for. A list that is empty matches everything; of a list, one pattern has
 * to match; of the tags, all. Pure.
 *
 * @param group patterns for the display name in Entra
 */
record RuleMatch(List<String> group, Account account, PermissionSet permissionSet) {
  /**
   * @param ou patterns for the path of its organizational unit
   * @param tags patterns for the values of its tags
   */
  record Account(
      List<String> id, List<String> name, List<String> ou, Map<String, List<String>> tags) {
    static final Account ANY = new Account(List.of(), List.of(), List.of(), Map.of());
  }

  /**
   * @param tags patterns for the values of its tags
   */
  record PermissionSet(List<String> name, Map<String, List<String>> tags) {
    static final PermissionSet ANY = new PermissionSet(List.of(), Map.of());
  }

  boolean matchesGroup(String displayName) {
    return Glob.matchesIgnoringCase(group, displayName);
  }

  /** Whether it asks for anything besides the group's name. */
  boolean asksAboutAccess() {
    return !account.equals(Account.ANY) || !permissionSet.equals(PermissionSet.ANY);
  }

  /** Whether everything that a group opens matches; a group that opens nothing does not. */
  ConditionFact<Boolean> matches(AwsAccess access, DirectoryAnswers answers) {
    return access.open().isEmpty()
        ? new ConditionFact.Known<>(false)
        : all(access.open().stream().map(target -> matches(target, answers)).toList());
  }

  private ConditionFact<Boolean> matches(AccountAssignment target, DirectoryAnswers answers) {
    ConditionFact<Boolean> named =
        new ConditionFact.Known<>(
            Glob.matches(account.id, target.accountId())
                && Glob.matches(permissionSet.name, target.permissionSet()));
    return all(
        List.of(
            named,
            account.name.isEmpty()
                ? new ConditionFact.Known<>(true)
                : text(account.name, accountName(target)),
            account.ou.isEmpty()
                ? new ConditionFact.Known<>(true)
                : text(account.ou, answers.ouPath(target.accountId())),
            account.tags.isEmpty()
                ? new ConditionFact.Known<>(true)
                : tags(account.tags, answers.accountTags(target.accountId())),
            permissionSet.tags.isEmpty()
                ? new ConditionFact.Known<>(true)
                : tags(permissionSet.tags, answers.permissionSetTags(target.permissionSet()))));
  }

  /** The name that Organizations gives an account. Without one, its id stands in for the name. */
  static ConditionFact<String> accountName(AccountAssignment target) {
    return target.state() == AwsAccountState.UNKNOWN
            && target.accountName().equals(target.accountId())
        ? new ConditionFact.Unknown<>(
            "AWS Organizations gives no name for account " + target.accountId())
        : new ConditionFact.Known<>(target.accountName());
  }

  private static ConditionFact<Boolean> text(List<String> patterns, ConditionFact<String> text) {
    return switch (text) {
      case ConditionFact.Known<String>(String known) ->
          new ConditionFact.Known<>(Glob.matches(patterns, known));
      case ConditionFact.Unknown<String>(String why) -> new ConditionFact.Unknown<>(why);
    };
  }

  private static ConditionFact<Boolean> tags(
      Map<String, List<String>> wanted, ConditionFact<Map<String, String>> tags) {
    return switch (tags) {
      case ConditionFact.Known<Map<String, String>>(var known) ->
          new ConditionFact.Known<>(
              wanted.entrySet().stream()
                  .allMatch(
                      tag ->
                          known.containsKey(tag.getKey())
                              && Glob.matches(
                                  tag.getValue(), String.valueOf(known.get(tag.getKey())))));
      case ConditionFact.Unknown<Map<String, String>>(String why) ->
          new ConditionFact.Unknown<>(why);
    };
  }

  /** False if one is false; else unknown if one is unknown. */
  private static ConditionFact<Boolean> all(List<ConditionFact<Boolean>> facts) {
    return facts.contains(new ConditionFact.Known<>(false))
        ? new ConditionFact.Known<>(false)
        : facts.stream()
            .filter(fact -> fact instanceof ConditionFact.Unknown<Boolean>)
            .findFirst()
            .orElse(new ConditionFact.Known<>(true));
  }

  /** Whether the other rule can never apply, because this one matches all that it matches. */
  boolean covers(RuleMatch other) {
    return Glob.cover(lower(group), lower(other.group))
        && Glob.cover(account.id, other.account.id)
        && Glob.cover(account.name, other.account.name)
        && Glob.cover(account.ou, other.account.ou)
        && cover(account.tags, other.account.tags)
        && Glob.cover(permissionSet.name, other.permissionSet.name)
        && cover(permissionSet.tags, other.permissionSet.tags);
  }

  /** A tag has to exist, even if its pattern is {@code *}. */
  private static boolean cover(Map<String, List<String>> tags, Map<String, List<String>> others) {
    return tags.entrySet().stream()
        .allMatch(
            tag ->
                others.containsKey(tag.getKey())
                    && Glob.cover(tag.getValue(), others.getOrDefault(tag.getKey(), List.of())));
  }

  private static List<String> lower(List<String> patterns) {
    return patterns.stream().map(one -> one.toLowerCase(Locale.ROOT)).toList();
  }

  /** Its keys and patterns, like {@code group aws-*, account.ou Workloads/*}. */
  String words() {
    return PolicyFileValues.of(this).entrySet().stream()
        .filter(key -> !List.of().equals(key.getValue()))
        .map(
            key ->
                key.getKey()
                    + " "
                    + PolicyFileValues.text(key.getValue()).replaceFirst("^\\[(.*)]$", "$1"))
        .collect(Collectors.joining(", "));
  }
}

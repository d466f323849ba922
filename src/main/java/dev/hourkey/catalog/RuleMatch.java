package dev.hourkey.catalog;

import dev.hourkey.policy.MaybeKnown;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which groups a rule matches. An empty list matches everything. One pattern of a list has to
 * match, and all of the tags. Pure.
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

  /** Whether the rule depends on anything besides the group's name. */
  boolean asksAboutAccess() {
    return !account.equals(Account.ANY) || !permissionSet.equals(PermissionSet.ANY);
  }

  /** Whether everything that a group opens matches; a group that opens nothing does not. */
  MaybeKnown<Boolean> matches(AwsAccess access, DirectoryAnswers answers) {
    return access.open().isEmpty()
        ? new MaybeKnown.Known<>(false)
        : all(access.open().stream().map(target -> matches(target, answers)).toList());
  }

  private MaybeKnown<Boolean> matches(AccountAssignment target, DirectoryAnswers answers) {
    MaybeKnown<Boolean> named =
        new MaybeKnown.Known<>(
            Glob.matches(account.id, target.accountId())
                && Glob.matches(permissionSet.name, target.permissionSet()));
    return all(
        List.of(
            named,
            account.name.isEmpty()
                ? new MaybeKnown.Known<>(true)
                : text(account.name, accountName(target)),
            account.ou.isEmpty()
                ? new MaybeKnown.Known<>(true)
                : text(account.ou, answers.ouPath(target.accountId())),
            account.tags.isEmpty()
                ? new MaybeKnown.Known<>(true)
                : tags(account.tags, answers.accountTags(target.accountId())),
            permissionSet.tags.isEmpty()
                ? new MaybeKnown.Known<>(true)
                : tags(permissionSet.tags, answers.permissionSetTags(target.permissionSet()))));
  }

  /** The name of an account in Organizations; unknown if its id serves as the name. */
  static MaybeKnown<String> accountName(AccountAssignment target) {
    return target.state() == AwsAccountState.UNKNOWN
            && target.accountName().equals(target.accountId())
        ? new MaybeKnown.Unknown<>(
            "AWS Organizations gives no name for account " + target.accountId())
        : new MaybeKnown.Known<>(target.accountName());
  }

  private static MaybeKnown<Boolean> text(List<String> patterns, MaybeKnown<String> text) {
    return switch (text) {
      case MaybeKnown.Known<String>(String known) ->
          new MaybeKnown.Known<>(Glob.matches(patterns, known));
      case MaybeKnown.Unknown<String>(String why) -> new MaybeKnown.Unknown<>(why);
    };
  }

  private static MaybeKnown<Boolean> tags(
      Map<String, List<String>> wanted, MaybeKnown<Map<String, String>> tags) {
    return switch (tags) {
      case MaybeKnown.Known<Map<String, String>>(var known) ->
          new MaybeKnown.Known<>(
              wanted.entrySet().stream()
                  .allMatch(
                      tag ->
                          known.containsKey(tag.getKey())
                              && Glob.matches(
                                  tag.getValue(), String.valueOf(known.get(tag.getKey())))));
      case MaybeKnown.Unknown<Map<String, String>>(String why) -> new MaybeKnown.Unknown<>(why);
    };
  }

  /** False if one fact is false; otherwise unknown if one is unknown. */
  private static MaybeKnown<Boolean> all(List<MaybeKnown<Boolean>> facts) {
    return facts.contains(new MaybeKnown.Known<>(false))
        ? new MaybeKnown.Known<>(false)
        : facts.stream()
            .filter(fact -> fact instanceof MaybeKnown.Unknown<Boolean>)
            .findFirst()
            .orElse(new MaybeKnown.Known<>(true));
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

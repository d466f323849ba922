package dev.hourkey.catalog;

/**
 * A rule as it is written in the policy file.
 *
 * @param line where it begins in the file
 * @param id template of the ids of its entitlements
 * @param name template of their names
 * @param entitlement everything else that its entitlements have in common; without id, name and
 *     group
 */
record RuleSpec(
    int line, RuleMatch match, NameTemplate id, NameTemplate name, EntitlementSpec entitlement) {
  /** Whether the rule needs the tags of the accounts. */
  boolean asksAboutAccountTags() {
    return !match.account().tags().isEmpty() || entitlement.asksAbout("account.tags");
  }
}

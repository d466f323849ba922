package dev.hourkey.catalog;

/**
 * A rule as it is written in the policy file.
 *
 * @param line where it begins in the file
 * @param id template of the ids of its entitlements
 * @param name template of their names
 * @param entitlement everything else that they have in common; its id, name and group are empty
 */
record RuleSpec(
    int line, RuleMatch match, NameTemplate id, NameTemplate name, EntitlementSpec entitlement) {
  /** Whether the rule needs the tags of the accounts. */
  boolean asksAboutAccountTags() {
    return !match.account().tags().isEmpty() || entitlement.asksAbout("account.tags");
  }
}

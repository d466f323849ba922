package dev.hourkey.catalog;

/**
 * The rule that makes an entitlement.
 *
 * @param line where it begins in the policy file
 * @param idTemplate template of its ids
 */
public record RuleOrigin(int line, String idTemplate) {}

package dev.hourkey.catalog;

import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * The id of an AWS account in the policy file: twelve digits in quotes. Without quotes, YAML reads
 * it as a number, and tools that rewrite the file drop its leading zeros or read it as octal.
 */
final class AccountId {
  private static final Pattern FORM = Pattern.compile("[0-9]{12}");
  private static final Pattern SEPARATORS = Pattern.compile("[-_\\s]");
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9][0-9_.,xXa-fA-F+-]*");

  private AccountId() {}

  static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  /** Adds a problem if the value of a key is not an account id. */
  static void check(YamlSection section, String key, String account) {
    boolean plain =
        section
            .node(key)
            .filter(node -> node instanceof ScalarNode scalar && scalar.isPlain())
            .isPresent();
    check(section, section.lineOf(key), key, account, plain);
  }

  /** Adds a problem if this value of a key, or item of its list, is not an account id. */
  static void check(YamlSection section, String key, ScalarNode account) {
    check(section, YamlSection.lineOf(account), key, account.getValue(), account.isPlain());
  }

  private static void check(
      YamlSection section, int line, String key, String account, boolean plain) {
    boolean number = plain && NUMBER.matcher(account).matches();
    if (!number && isOne(account)) {
      return;
    }
    section.problem(
        line,
        number
            ? withoutQuotes(key, account)
            : "'%s' must be 12 digits in quotes, not '%s'".formatted(key, account),
        suggestion(account));
  }

  private static String withoutQuotes(String key, String account) {
    String what =
        "put the account id in '%s' in quotes: without them YAML reads %s as a number"
            .formatted(key, account);
    long digits = account.chars().filter(Character::isDigit).count();
    return digits < 12 ? what + " and drops leading zeros; an account id has 12 digits" : what;
  }

  /**
   * The id that was certainly meant, because all of its digits are present and only separators have
   * to be removed.
   */
  private static Optional<String> suggestion(String account) {
    return Optional.of(SEPARATORS.matcher(account).replaceAll(""))
        .filter(AccountId::isOne)
        .map(digits -> '"' + digits + '"');
  }
}

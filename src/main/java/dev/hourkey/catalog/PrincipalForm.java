package dev.hourkey.catalog;

import dev.hourkey.text.PlainText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The forms of a principal in the policy file. Also suggests the form that somebody probably meant.
 */
final class PrincipalForm {
  static final String GROUP = "group:";
  static final String PERSON = "person:";
  static final String ON_CALL = "on_call:";
  static final String CHAT_GROUP = "slack_group:";

  /** The kinds of principals, written before the colon. */
  static final Set<String> KINDS = Set.of("group", "person", "on_call", "slack_group");

  private static final Set<String> WORDS = Set.of("manager", "anyone");

  /** What people and other tools write instead. */
  private static final Map<String, String> MEANT =
      Map.of(
          "user", "person",
          "people", "person",
          "mail", "person",
          "email", "person",
          "upn", "person",
          "entra", "group",
          "team", "group",
          "schedule", "on_call",
          "slack", "slack_group",
          "usergroup", "slack_group");

  private static final List<String> EVERYBODY = List.of("everyone", "everybody", "all", "any", "*");

  private static final Pattern ADDRESS = Pattern.compile("[^\\s@:]+@[^\\s@:]+");
  private static final Pattern OBJECT_ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern HANDLE = Pattern.compile("@?[\\p{L}\\p{M}\\p{N}._-]+");

  /** Matches a second principal in one text. */
  private static final Pattern SEVERAL =
      Pattern.compile("[,;]\\s*(group|person|on_call|slack_group):");

  private static final Pattern NAME = Pattern.compile("[\\w .-]+");

  private PrincipalForm() {}

  /** Reports the principals of a key that have none of the forms. */
  static void check(YamlSection section, int line, String key, List<String> principals) {
    for (String principal : principals) {
      boolean known =
          WORDS.contains(principal)
              || KINDS.stream().anyMatch(kind -> names(kind + ":", principal));
      if (!known) {
        section.problem(
            line,
            "'"
                + principal
                + "' in '"
                + key
                + "' must be group:<Entra group>, person:<address>, on_call:<name>,"
                + " slack_group:<handle or id>, manager or anyone",
            suggestion(principal));
      } else {
        nobody(principal)
            .ifPresent(
                why -> section.problem(line, "'%s' in '%s' %s".formatted(principal, key, why)));
      }
    }
  }

  /** Why a well-formed principal stands for nobody; empty if it can stand for somebody. */
  private static Optional<String> nobody(String principal) {
    String name = principal.substring(principal.indexOf(':') + 1).strip();
    if (SEVERAL.matcher(name).find()) {
      return Optional.of("names more than one: write each as its own item, like [a, b]");
    }
    if (name.contains("*")) {
      return Optional.of(
          "can't have a '*': patterns are only for 'match' of a rule; name a group or, if '*' is a"
              + " part of its name, write its object id");
    }
    if (principal.startsWith(PERSON) && !name.contains("@") && !OBJECT_ID.matcher(name).matches()) {
      return Optional.of("must be the user principal name, mail address or object id of a person");
    }
    return principal.startsWith(CHAT_GROUP) && !HANDLE.matcher(name).matches()
        ? Optional.of("must be the handle or id of a Slack group, like slack_group:sre-team")
        : Optional.empty();
  }

  /** Reports a problem if an entitlement's group is a pattern. */
  static void checkOneGroup(YamlSection section, String name) {
    if (name.contains("*")) {
      section.problem(
          section.lineOf("group"),
          "'group' must be one group, not '%s': for several groups, write a rule with 'match: { group: \"%s\" }'; if '*' is a part of its name, write its object id"
              .formatted(name, name));
    }
  }

  /** Whether a principal has this prefix, followed by a name. */
  static boolean names(String prefix, String principal) {
    return principal.startsWith(prefix)
        && !PlainText.clean(principal.substring(prefix.length())).isEmpty();
  }

  /** The principal that was probably meant by text that is not a principal. */
  static Optional<String> suggestion(String text) {
    String small = text.toLowerCase(Locale.ROOT);
    if (EVERYBODY.contains(small)) {
      return Optional.of("anyone");
    }
    int colon = text.indexOf(':');
    if (colon >= 0) {
      String name = text.substring(colon + 1).strip();
      return kind(small.substring(0, colon).strip())
          .filter(_ -> !name.isEmpty())
          .map(kind -> kind + ":" + name);
    }
    Optional<String> word = SpellingSuggestion.nearest(small, WORDS);
    if (word.isPresent()) {
      return word;
    }
    if (ADDRESS.matcher(text).matches()) {
      return Optional.of("person:" + text);
    }
    if (text.startsWith("@") && NAME.matcher(text.substring(1)).matches()) {
      return Optional.of("slack_group:" + text.substring(1));
    }
    return NAME.matcher(text).matches() ? Optional.of("group:" + text) : Optional.empty();
  }

  private static Optional<String> kind(String prefix) {
    return Optional.ofNullable(MEANT.get(prefix))
        .or(() -> SpellingSuggestion.nearest(prefix, KINDS));
  }
}

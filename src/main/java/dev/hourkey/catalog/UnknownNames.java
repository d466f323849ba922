package dev.hourkey.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds names in the description of a person that are probably typing mistakes. */
public final class UnknownNames {
  private UnknownNames() {}

  /**
   * One sentence for each name that the policy file does not contain. People are in many groups, so
   * a group counts only if the file contains a similar name.
   */
  public static List<String> of(DescribedPerson person, PolicyFile file) {
    List<String> found = new ArrayList<>();
    Set<String> groups = named(file, PrincipalForm.GROUP);
    Set<String> chatGroups = named(file, PrincipalForm.CHAT_GROUP);
    Set<String> ids = file.specs().stream().map(EntitlementSpec::id).collect(Collectors.toSet());
    unknown(person.onCall(), file.tools().onCall().keySet())
        .forEach(
            name ->
                found.add(sentence("'on_call' has no '%s'", name, file.tools().onCall().keySet())));
    if (file.rules().isEmpty()) { // Otherwise, a rule may make it.
      unknown(person.openGrants(), ids)
          .forEach(id -> found.add(sentence("there is no entitlement '%s'", id, ids)));
    }
    similar(person.groups(), groups)
        .forEach(name -> found.add(sentence("the file names no group '%s'", name, groups)));
    similar(person.chatGroups(), chatGroups)
        .forEach(
            name -> found.add(sentence("the file names no Slack group '%s'", name, chatGroups)));
    return found;
  }

  private static Stream<String> unknown(Optional<List<String>> given, Set<String> known) {
    return given.stream()
        .flatMap(List::stream)
        .filter(name -> !name.isBlank() && !known.contains(name.strip()));
  }

  private static Stream<String> similar(Optional<List<String>> given, Set<String> known) {
    return given.stream()
        .flatMap(List::stream)
        .map(name -> name.strip().replaceFirst("^(group:|slack_group:)?@?", ""))
        .filter(name -> known.stream().noneMatch(name::equalsIgnoreCase))
        .filter(name -> SpellingSuggestion.nearest(name, known).isPresent());
  }

  private static String sentence(String what, String name, Set<String> known) {
    return what.formatted(name)
        + SpellingSuggestion.nearest(name, known)
            .map(better -> "; did you mean '" + better + "'?")
            .orElse("");
  }

  private static Set<String> named(PolicyFile file, String kind) {
    return file.principals()
        .filter(principal -> principal.startsWith(kind))
        .map(principal -> principal.substring(kind.length()).strip().replaceFirst("^@", ""))
        .collect(Collectors.toSet());
  }
}

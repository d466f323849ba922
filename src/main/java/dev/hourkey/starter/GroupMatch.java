package dev.hourkey.starter;

import dev.hourkey.catalog.GroupDirectory.FoundGroup;
import dev.hourkey.starter.IdentityCenterGroups.ListedGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the Entra group for each group in Identity Center: by the object id that the SCIM job
 * wrote, else by the name.
 */
final class GroupMatch {
  private final Map<String, FoundGroup> byId = new HashMap<>();
  private final Map<String, List<FoundGroup>> byName = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  /** Why a group has no Entra group, in words that follow its name; or its Entra group. */
  sealed interface Match {
    record To(FoundGroup group) implements Match {}

    record None(String why) implements Match {}
  }

  GroupMatch(List<FoundGroup> entra) {
    for (FoundGroup one : entra) {
      byId.put(lower(one.group().id()), one);
      byName.computeIfAbsent(lower(one.group().name()), _ -> new ArrayList<>()).add(one);
    }
  }

  /** The Entra group of a group; no two groups get the same one. */
  Match match(ListedGroup group) {
    Match match = group.entraIds().isEmpty() ? named(group.name()) : withId(group.entraIds());
    return match instanceof Match.To(FoundGroup found) && !taken.add(lower(found.group().id()))
        ? new Match.None("is another group of Identity Center for the same Entra group")
        : match;
  }

  private Match withId(Set<String> ids) {
    return ids.stream()
        .flatMap(id -> Optional.ofNullable(byId.get(lower(id))).stream())
        .findFirst()
        .<Match>map(Match.To::new)
        .orElseGet(
            () ->
                new Match.None(
                    "has the object id %s, which Entra does not know"
                        .formatted(ids.iterator().next())));
  }

  private Match named(String name) {
    List<FoundGroup> found = byName.getOrDefault(lower(name), List.of());
    return switch (found.size()) {
      case 1 -> new Match.To(found.getFirst());
      case 0 -> new Match.None("is not in Entra: no group there has this name");
      default ->
          new Match.None(
              "shares its name with %d groups in Entra; AWS does not say which one it is"
                  .formatted(found.size()));
    };
  }

  private static String lower(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }
}

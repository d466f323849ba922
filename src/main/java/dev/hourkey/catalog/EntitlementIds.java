package dev.hourkey.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Remembers which group each entitlement id belongs to, so that no rule moves an id to another
 * group.
 */
interface EntitlementIds {
  /**
   * The group that an id belongs to.
   *
   * @param template the id template of the rule that gave the id; empty if it is written under
   *     'entitlements'
   */
  record Owner(String groupId, Optional<String> template) {}

  /** The owners of all ids that entitlements have ever had. */
  Map<String, Owner> owners();

  /**
   * Remembers new owners. If the stored owner of an id is no longer the known one, another replica
   * was faster. The owner then stays as it is, and the next read shows which group the id belongs
   * to.
   *
   * @param known the owners that were known when the new ones were found
   */
  void put(Map<String, Owner> owners, Map<String, Owner> known);

  /** The owners of listed ids that are new or have changed. */
  static Map<String, Owner> changedOwners(Map<String, Owner> known, List<Entitlement> listed) {
    Map<String, Owner> news =
        new TreeMap<>(); // In a fixed order, so that all replicas lock in the same order.
    for (Entitlement one : listed) {
      Owner owner = new Owner(one.group().id(), one.rule().map(RuleOrigin::idTemplate));
      if (!owner.equals(known.get(one.id()))) {
        news.put(one.id(), owner);
      }
    }
    return news;
  }

  /** Ids in memory, which no other replica shares. */
  static EntitlementIds inMemory() {
    Map<String, Owner> owners = new HashMap<>();
    return new EntitlementIds() {
      @Override
      public Map<String, Owner> owners() {
        return Map.copyOf(owners);
      }

      @Override
      public void put(Map<String, Owner> some, Map<String, Owner> known) {
        some.forEach(
            (id, owner) -> {
              if (Objects.equals(owners.get(id), known.get(id))) {
                owners.put(id, owner);
              }
            });
      }
    };
  }
}

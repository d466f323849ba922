package dev.hourkey.sandbox;

import dev.hourkey.sandbox.Memberships.Membership;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** AWS' users and groups, and who is in which; groups are flat. Reads of memberships may lag. */
final class IdentityStore {
  private final Clock clock;
  private final Map<String, StoreUser> users = new LinkedHashMap<>();
  private final Map<String, StoreGroup> groups = new LinkedHashMap<>();
  private final Memberships memberships;
  private Duration readLag = Duration.ZERO;

  IdentityStore(Clock clock) {
    this.clock = clock;
    this.memberships = new Memberships(clock);
  }

  /** Back to what the seed says. */
  synchronized void load(AwsSeed seed) {
    users.clear();
    groups.clear();
    memberships.clear();
    readLag = Duration.ZERO;
    for (AwsSeed.User user : seed.users()) {
      put(
          new StoreUser(
              user.id(),
              user.externalId(),
              user.userName(),
              user.displayName(),
              user.givenName(),
              user.familyName(),
              !user.disabled(),
              clock.instant()));
    }
    for (AwsSeed.Group group : seed.groups()) {
      groups.put(
          group.id(),
          new StoreGroup(group.id(), group.externalId(), group.displayName(), clock.instant()));
      for (String name : group.members()) {
        memberships.add(group.id(), user(u -> u.userName().equals(name)).orElseThrow().id());
      }
    }
  }

  synchronized void readLag(Duration lag) {
    readLag = lag;
  }

  synchronized List<StoreUser> users() {
    return List.copyOf(users.values());
  }

  synchronized List<StoreGroup> groups() {
    return List.copyOf(groups.values());
  }

  synchronized Optional<StoreUser> user(Predicate<StoreUser> which) {
    return users.values().stream().filter(which).findFirst();
  }

  synchronized Optional<StoreGroup> group(Predicate<StoreGroup> which) {
    return groups.values().stream().filter(which).findFirst();
  }

  /** Creates it, or changes the one with its id. */
  synchronized StoreUser put(StoreUser user) {
    users.put(user.id(), user);
    return user;
  }

  synchronized StoreGroup createGroup(String externalId, String displayName) {
    StoreGroup group = new StoreGroup(newId(), externalId, displayName, clock.instant());
    groups.put(group.id(), group);
    return group;
  }

  /** Whether there is a user or a group with this id. */
  synchronized boolean has(String id) {
    return users.containsKey(id) || groups.containsKey(id);
  }

  /** Deletes a user or a group, with its memberships. */
  synchronized void delete(String id) {
    users.remove(id);
    groups.remove(id);
    memberships.removeAllOf(id);
  }

  /** The new membership; empty when there is one already. */
  synchronized Optional<Membership> add(String group, String user) {
    return memberships.add(group, user);
  }

  /** False when there is none. */
  synchronized boolean remove(String group, String user) {
    return memberships.remove(group, user);
  }

  /** The members now, whatever readers see. */
  synchronized List<String> members(String group) {
    return memberships
        .seen(Duration.ZERO)
        .filter(one -> one.group().equals(group))
        .map(Membership::member)
        .toList();
  }

  /** Memberships as a reader of the API sees them. */
  synchronized List<Membership> memberships(Predicate<Membership> which) {
    return memberships.seen(readLag).filter(which).toList();
  }

  static String newId() {
    return UUID.randomUUID().toString();
  }
}

package dev.hourkey.sandbox;

import dev.hourkey.sandbox.DirectoryObject.Type;
import dev.hourkey.sandbox.Memberships.Membership;
import dev.hourkey.sandbox.Memberships.Pair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Entra's users and groups. Members can be objects of either kind; reads of them may lag. */
final class EntraDirectory {
  private final Map<String, DirectoryObject> objects = new LinkedHashMap<>();
  private final Map<String, String> managers = new HashMap<>();
  private final Set<String> assigned = new LinkedHashSet<>();
  private final Memberships memberships;
  private Duration readLag = Duration.ZERO;

  EntraDirectory(Clock clock) {
    memberships = new Memberships(clock);
  }

  /** Back to what the seed says. */
  synchronized void load(EntraSeed seed) {
    objects.clear();
    managers.clear();
    assigned.clear();
    memberships.clear();
    readLag = Duration.ZERO;
    seed.users().forEach(this::putUser);
    seed.groups().forEach(this::putGroup);
    seed.users().forEach(this::putManager);
    seed.application().assigned().forEach(name -> assigned.add(find(Type.GROUP, name).id()));
  }

  synchronized void putUser(Map<String, Object> properties) {
    Map<String, Object> all = new LinkedHashMap<>(Map.of("userType", "Member"));
    all.put("accountEnabled", true);
    all.putAll(properties);
    all.remove("manager");
    put(new DirectoryObject(Type.USER, all));
  }

  synchronized void putGroup(Map<String, Object> properties) {
    Map<String, Object> all = new LinkedHashMap<>(properties);
    all.putIfAbsent("groupTypes", List.of());
    all.putIfAbsent("mailEnabled", false);
    all.putIfAbsent("securityEnabled", true);
    Object members = all.remove("members");
    DirectoryObject group = new DirectoryObject(Type.GROUP, all);
    put(group);
    if (members instanceof List<?> names) {
      names.forEach(name -> memberships.add(group.id(), find(Type.USER, "" + name).id()));
    }
  }

  /** Gives the enterprise application a group to carry. */
  synchronized void assign(String group) {
    assigned.add(find(Type.GROUP, group).id());
  }

  synchronized void readLag(Duration lag) {
    readLag = lag;
  }

  synchronized List<DirectoryObject> all(Type type) {
    return objects.values().stream().filter(object -> object.type() == type).toList();
  }

  synchronized List<DirectoryObject> assigned() {
    return assigned.stream().map(objects::get).filter(Objects::nonNull).toList();
  }

  /** A user by object id or UPN, as Graph addresses it. */
  synchronized DirectoryObject user(String idOrName) {
    return byId(Type.USER, idOrName)
        .or(() -> first(Type.USER, "userPrincipalName", idOrName))
        .orElseThrow(() -> GraphError.notFound(idOrName));
  }

  /** A group by its object id. */
  synchronized DirectoryObject group(String id) {
    return byId(Type.GROUP, id).orElseThrow(() -> GraphError.notFound(id));
  }

  /** By whatever a person may call it: the object id, a UPN, a mail address, a display name. */
  synchronized DirectoryObject find(Type type, String name) {
    return byId(type, name)
        .or(() -> first(type, "userPrincipalName", name))
        .or(() -> first(type, "mail", name))
        .or(() -> first(type, "displayName", name))
        .orElseThrow(() -> GraphError.notFound(name));
  }

  synchronized DirectoryObject managerOf(String user) {
    return Optional.ofNullable(managers.get(user(user).id()))
        .flatMap(id -> byId(Type.USER, id))
        .orElseThrow(() -> GraphError.notFound("manager"));
  }

  synchronized void add(String group, String member) {
    refuseUnlessOurs(group(group));
    if (!objects.containsKey(member)) {
      throw GraphError.notFound(member);
    }
    if (memberships.add(group, member).isEmpty()) {
      throw GraphError.badRequest(
          "One or more added object references already exist for the following modified properties: 'members'.");
    }
  }

  synchronized void remove(String group, String member) {
    refuseUnlessOurs(group(group));
    if (!memberships.remove(group, member)) {
      throw GraphError.notFound(group); // Graph names the group, as if that were missing.
    }
  }

  synchronized void delete(String id) {
    if (objects.remove(id) == null) {
      throw GraphError.notFound(id);
    }
    memberships.removeAllOf(id);
  }

  synchronized List<DirectoryObject> members(String group) {
    return reach(group, false, edges(Membership::group, Membership::member));
  }

  synchronized List<DirectoryObject> transitiveMembers(String group) {
    return reach(group, true, edges(Membership::group, Membership::member));
  }

  synchronized List<DirectoryObject> transitiveGroups(String member) {
    return reach(member, true, edges(Membership::member, Membership::group));
  }

  /** Whether a reader sees this direct membership who lags behind by so much. */
  synchronized boolean shows(Pair pair, Duration lag) {
    return memberships.seen(lag).anyMatch(membership -> membership.pair().equals(pair));
  }

  /** All direct memberships of users as they are. */
  synchronized List<Pair> pairs() {
    return memberships
        .seen(Duration.ZERO)
        .map(Membership::pair)
        .filter(pair -> byId(Type.USER, pair.member()).isPresent())
        .toList();
  }

  private void put(DirectoryObject object) {
    objects.put(object.id(), object);
  }

  private void putManager(Map<String, Object> properties) {
    if (properties.get("manager") instanceof String manager) {
      managers.put("" + properties.get("id"), find(Type.USER, manager).id());
    }
  }

  private Optional<DirectoryObject> byId(Type type, String id) {
    return Optional.ofNullable(objects.get(id)).filter(object -> object.type() == type);
  }

  private Optional<DirectoryObject> first(Type type, String property, String value) {
    return all(type).stream().filter(object -> object.has(property, value)).findFirst();
  }

  private static void refuseUnlessOurs(DirectoryObject group) {
    if (group.is("onPremisesSyncEnabled")) {
      throw GraphError.badRequest(
          "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.");
    }
    if (group.is("mailEnabled") && !group.has("groupTypes", "Unified")) {
      throw GraphError.badRequest(
          "Unable to update the specified properties for objects that have originated within an external service.");
    }
    if (group.has("groupTypes", "DynamicMembership") || group.is("isAssignableToRole")) {
      throw GraphError.denied();
    }
  }

  private Map<String, List<String>> edges(
      Function<Membership, String> from, Function<Membership, String> to) {
    return memberships
        .seen(readLag)
        .collect(Collectors.groupingBy(from, Collectors.mapping(to, Collectors.toList())));
  }

  private List<DirectoryObject> reach(
      String start, boolean further, Map<String, List<String>> edges) {
    Set<String> reached = new LinkedHashSet<>(edges.getOrDefault(start, List.of()));
    Deque<String> left = new ArrayDeque<>(further ? reached : Set.of());
    while (!left.isEmpty()) {
      for (String next : edges.getOrDefault(left.remove(), List.of())) {
        if (reached.add(next)) {
          left.add(next);
        }
      }
    }
    return reached.stream().map(objects::get).filter(Objects::nonNull).toList();
  }
}

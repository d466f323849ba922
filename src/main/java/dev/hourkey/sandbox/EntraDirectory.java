package dev.hourkey.sandbox;

import dev.hourkey.sandbox.DirectoryObject.Kind;
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
    seed.application().assigned().forEach(name -> assigned.add(find(Kind.GROUP, name).id()));
  }

  synchronized void putUser(Map<String, Object> properties) {
    Map<String, Object> all = new LinkedHashMap<>(Map.of("userType", "Member"));
    all.put("accountEnabled", true);
    all.putAll(properties);
    DirectoryObject user = new DirectoryObject(Kind.USER, all);
    if (all.remove("manager") instanceof String manager) {
      managers.put(user.id(), manager);
    }
    put(user);
  }

  synchronized void putGroup(Map<String, Object> properties) {
    Map<String, Object> all = new LinkedHashMap<>(properties);
    all.putIfAbsent("groupTypes", List.of());
    all.putIfAbsent("mailEnabled", false);
    all.putIfAbsent("securityEnabled", true);
    Object members = all.remove("members");
    DirectoryObject group = new DirectoryObject(Kind.GROUP, all);
    put(group);
    if (members instanceof List<?> names) {
      names.forEach(name -> memberships.add(group.id(), find(Kind.USER, "" + name).id()));
    }
  }

  /** Gives the enterprise application a group to carry. */
  synchronized void assign(String group) {
    assigned.add(find(Kind.GROUP, group).id());
  }

  synchronized void readLag(Duration lag) {
    readLag = lag;
  }

  synchronized List<DirectoryObject> all(Kind kind) {
    return objects.values().stream().filter(object -> object.kind() == kind).toList();
  }

  synchronized List<DirectoryObject> assigned() {
    return assigned.stream().map(objects::get).filter(Objects::nonNull).toList();
  }

  /** A user by object id or UPN, as Graph addresses it. */
  synchronized DirectoryObject user(String idOrName) {
    return byId(Kind.USER, idOrName)
        .or(() -> first(Kind.USER, "userPrincipalName", idOrName))
        .orElseThrow(() -> GraphError.notFound(idOrName));
  }

  /** A group by its object id. */
  synchronized DirectoryObject group(String id) {
    return byId(Kind.GROUP, id).orElseThrow(() -> GraphError.notFound(id));
  }

  /** By whatever a person may call it: the object id, a UPN, a mail address, a display name. */
  synchronized DirectoryObject find(Kind kind, String name) {
    return byId(kind, name)
        .or(() -> first(kind, "userPrincipalName", name))
        .or(() -> first(kind, "mail", name))
        .or(() -> first(kind, "displayName", name))
        .orElseThrow(() -> GraphError.notFound(name));
  }

  synchronized DirectoryObject managerOf(String user) {
    String manager = managers.get(user(user).id());
    if (manager == null) {
      throw GraphError.notFound("manager");
    }
    return find(Kind.USER, manager);
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
        .filter(pair -> byId(Kind.USER, pair.member()).isPresent())
        .toList();
  }

  private void put(DirectoryObject object) {
    objects.put(object.id(), object);
  }

  private Optional<DirectoryObject> byId(Kind kind, String id) {
    return Optional.ofNullable(objects.get(id)).filter(object -> object.kind() == kind);
  }

  private Optional<DirectoryObject> first(Kind kind, String property, String value) {
    return all(kind).stream().filter(object -> object.has(property, value)).findFirst();
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

package dev.hourkey.sandbox.entra;

import dev.hourkey.sandbox.directory.Index;
import dev.hourkey.sandbox.directory.Memberships;
import dev.hourkey.sandbox.directory.Memberships.Membership;
import dev.hourkey.sandbox.directory.Memberships.Pair;
import dev.hourkey.sandbox.directory.Writer;
import dev.hourkey.sandbox.entra.DeletedGroups.Deleted;
import dev.hourkey.sandbox.entra.DirectoryObject.Kind;
import dev.hourkey.sandbox.entra.LaggingReplica.Missing;
import dev.hourkey.sandbox.entra.ODataFilter.Clause;
import dev.hourkey.sandbox.entra.ODataFilter.Equal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Entra's users and groups. A member can be a user or a group; reads of members may lag. */
final class Directory {
  private final Index<DirectoryObject> objects = index();
  private final Map<String, String> managers = new HashMap<>();
  private final Map<String, Assignment> assigned = new LinkedHashMap<>();
  private final Set<String> statusHidden = new LinkedHashSet<>();
  private final Memberships memberships;
  private final DeletedGroups deleted;
  private final LaggingReplica replica;
  private final GraphPermissions permissions = new GraphPermissions();

  Directory(Clock clock) {
    memberships = new Memberships(clock);
    deleted = new DeletedGroups(clock);
    replica = new LaggingReplica(clock);
  }

  /** Resets it to the seed. */
  synchronized void load(TenantSeed seed) {
    objects.clear();
    managers.clear();
    assigned.clear();
    statusHidden.clear();
    memberships.clear();
    deleted.clear();
    seed.users().forEach(this::putUser);
    seed.groups().forEach(this::putGroup);
    seed.application().assigned().forEach(name -> assign(name, Assignment.USER));
    memberships.clearLog();
    replica.reset();
    permissions.reset(seed.permissions());
    seed.unit().forEach(name -> permissions.inUnit(find(Kind.GROUP, name).id(), true));
  }

  synchronized void putUser(Map<String, Object> properties) {
    Map<String, Object> all = new LinkedHashMap<>(Map.of("userType", "Member"));
    all.put("accountEnabled", true);
    all.putAll(properties);
    DirectoryObject user = new DirectoryObject(Kind.USER, all);
    if (all.remove("manager") instanceof String manager) {
      managers.put(user.id(), manager);
    }
    objects.put(user);
    replica.created(user.id());
  }

  synchronized void putGroup(Map<String, Object> properties) {
    Map<String, Object> all = new LinkedHashMap<>(properties);
    all.putIfAbsent("groupTypes", List.of());
    all.putIfAbsent("mailEnabled", false);
    all.putIfAbsent("securityEnabled", true);
    Object members = all.remove("members");
    DirectoryObject group = new DirectoryObject(Kind.GROUP, all);
    objects.put(group);
    replica.created(group.id());
    permissions.inUnit(group.id(), true);
    if (members instanceof List<?> names) {
      names.forEach(
          name -> memberships.add(group.id(), find(Kind.USER, "" + name).id(), Writer.HAND));
    }
  }

  synchronized void hideStatus(String user, boolean hidden) {
    boolean _ = hidden ? statusHidden.add(user) : statusHidden.remove(user);
  }

  synchronized boolean hidesStatus(String user) {
    return statusHidden.contains(user);
  }

  /** The role in which a group is assigned to the enterprise application. */
  enum Assignment {
    /** Its members are provisioned. */
    USER("33333333-0000-4000-8000-000000000005"),

    /** Nothing is provisioned, because the application has another role. */
    DEFAULT_ACCESS("00000000-0000-0000-0000-000000000000");

    final String role;

    Assignment(String role) {
      this.role = role;
    }
  }

  /** Assigns a group to the enterprise application. */
  synchronized void assign(String group, Assignment role) {
    assigned.put(find(Kind.GROUP, group).id(), role);
  }

  /** Takes a group from the enterprise application. */
  synchronized void unassign(String group) {
    assigned.remove(find(Kind.GROUP, group).id());
  }

  /** The role of each group that is assigned, whether or not it is provisioned. */
  synchronized Map<DirectoryObject, Assignment> assignments() {
    Map<DirectoryObject, Assignment> found = new LinkedHashMap<>();
    assigned.forEach((id, role) -> objects.get(id).ifPresent(one -> found.put(one, role)));
    return found;
  }

  /** Changes some properties of a user or group. */
  synchronized void change(Kind kind, String name, Map<String, @Nullable Object> properties) {
    DirectoryObject before = find(kind, name);
    Map<String, Object> all = new LinkedHashMap<>(before.properties());
    properties.forEach(
        (property, value) -> {
          if (value == null) {
            all.remove(property);
          } else {
            all.put(property, value);
          }
        });
    objects.put(new DirectoryObject(kind, all));
  }

  /** What callers of Graph may do. */
  GraphPermissions permissions() {
    return permissions;
  }

  /** The replica that answers calls of Graph. */
  LaggingReplica replica() {
    return replica;
  }

  synchronized List<DirectoryObject> all(Kind kind) {
    return objects.all().stream().filter(object -> object.kind() == kind).toList();
  }

  /** What Graph lists: like other reads, without the changes that its replica has not seen yet. */
  synchronized List<DirectoryObject> all(Kind kind, ODataFilter filter) {
    return indexed(filter)
        .orElseGet(() -> objects.all().stream())
        .filter(object -> object.kind() == kind && filter.test(object))
        .filter(object -> replica.shows(object.id()))
        .toList();
  }

  /** The groups that are provisioned: those that are assigned themselves, in the role User. */
  synchronized List<DirectoryObject> assigned() {
    return assignments().entrySet().stream()
        .filter(one -> one.getValue() == Assignment.USER)
        .map(Map.Entry::getKey)
        .toList();
  }

  synchronized Optional<DirectoryObject> byId(Kind kind, String id) {
    return objects.get(id).filter(object -> object.kind() == kind);
  }

  /** A user by object id or UPN, as Graph addresses it. */
  synchronized DirectoryObject user(String idOrName) {
    return byId(Kind.USER, idOrName)
        .or(() -> first(Kind.USER, "userPrincipalName", idOrName))
        .filter(user -> replica.shows(user.id()))
        .orElseThrow(() -> GraphError.notFound(idOrName));
  }

  /** A group by its object id. */
  synchronized DirectoryObject group(String id) {
    return byId(Kind.GROUP, id)
        .filter(_ -> replica.shows(id))
        .orElseThrow(() -> GraphError.notFound(id));
  }

  /** Finds an object by its id, UPN, mail address or display name. */
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

  /** Adds all of them or none. */
  synchronized void add(String group, List<String> members, Writer writer) {
    refuseUnlessOurs(written(group, writer));
    for (String member : members) {
      boolean missed = writer == Writer.GRAPH && replica.misses(Missing.PERSON, member);
      if (!objects.has(member) || missed) {
        throw GraphError.notFound(member);
      }
    }
    if (members.stream().anyMatch(member -> shows(new Pair(group, member), Duration.ZERO))) {
      throw GraphError.badRequest(
          "One or more added object references already exist for the following modified properties: 'members'.");
    }
    members.forEach(member -> memberships.add(group, member, writer));
  }

  synchronized void remove(String group, String member, Writer writer) {
    refuseUnlessOurs(written(group, writer));
    if (writer == Writer.GRAPH && misses(new Pair(group, member))) {
      throw GraphError.notFound(group);
    }
    if (!memberships.remove(group, member, writer)) {
      throw GraphError.notFound(group); // Graph names the group, as if that were missing.
    }
  }

  /** The group to be changed, as known to the replica that will change it. */
  private DirectoryObject written(String group, Writer writer) {
    return byId(Kind.GROUP, group)
        .filter(_ -> writer != Writer.GRAPH || !replica.misses(Missing.GROUP, group))
        .orElseThrow(() -> GraphError.notFound(group));
  }

  private boolean misses(Pair pair) {
    return replica.misses(Missing.MEMBERSHIP) || !shows(pair, replica.write());
  }

  /** Deletes a user, or a group that can be restored, with all memberships. */
  synchronized void delete(String id, Writer writer) {
    DirectoryObject gone = objects.remove(id).orElseThrow(() -> GraphError.notFound(id));
    if (gone.kind() == Kind.GROUP) {
      deleted.put(gone, memberIds(id, Duration.ZERO));
    }
    memberships.removeAllOf(id, writer);
  }

  /** Brings back a deleted group, with those of its members who are still there. */
  synchronized void restore(String group) {
    Deleted restored = deleted.take(group).orElseThrow(() -> GraphError.notFound(group));
    objects.put(restored.group());
    restored.members().stream()
        .filter(objects::has)
        .forEach(member -> memberships.add(restored.group().id(), member, Writer.HAND));
  }

  /** The direct members that pass the filter. */
  synchronized List<DirectoryObject> members(String group, ODataFilter filter) {
    Duration readLag = replica.nextRead();
    return indexed(filter)
        .map(few -> few.filter(one -> shows(new Pair(group, one.id()), readLag)))
        .orElseGet(() -> memberIds(group, readLag).stream().flatMap(id -> objects.get(id).stream()))
        .filter(filter)
        .toList();
  }

  synchronized List<DirectoryObject> transitiveMembers(String group) {
    Duration readLag = replica.nextRead();
    return reach(group, id -> memberIds(id, readLag));
  }

  /** The groups of which this is a direct member. */
  synchronized List<DirectoryObject> groupsOf(String member) {
    return memberships.ofMember(member, replica.nextRead()).stream()
        .flatMap(one -> objects.get(one.group()).stream())
        .toList();
  }

  synchronized List<DirectoryObject> transitiveGroups(String member) {
    Duration readLag = replica.nextRead();
    return reach(
        member, id -> memberships.ofMember(id, readLag).stream().map(Membership::group).toList());
  }

  /** Whether a reader that lags by this much sees this direct membership. */
  synchronized boolean shows(Pair pair, Duration lag) {
    return memberships.find(pair, lag).isPresent();
  }

  /** All direct memberships of users, without the lag of readers. */
  synchronized List<Pair> pairs() {
    return memberships.all().stream()
        .map(Membership::pair)
        .filter(pair -> byId(Kind.USER, pair.member()).isPresent())
        .toList();
  }

  /** Every change of a direct membership since the last load, oldest first. */
  synchronized List<MembershipChange> changes() {
    return memberships.log().stream()
        .map(
            change ->
                new MembershipChange(
                    change.at(),
                    change.membership().group(),
                    change.membership().member(),
                    change.added(),
                    change.writer() == Writer.HAND))
        .toList();
  }

  private static Index<DirectoryObject> index() {
    return new Index<>(
        DirectoryObject::id,
        Stream.of("id", "userPrincipalName", "mail", "proxyAddresses", "displayName")
            .collect(Collectors.toMap(name -> name, name -> object -> object.values(name))));
  }

  private Optional<DirectoryObject> first(Kind kind, String property, String value) {
    return objects.find(property, value).stream()
        .filter(object -> object.kind() == kind)
        .findFirst();
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

  /**
   * The objects that can pass the filter, found without checking all; empty if each has to be
   * checked.
   */
  private Optional<Stream<DirectoryObject>> indexed(ODataFilter filter) {
    List<Equal> wanted = new ArrayList<>();
    for (Clause clause : filter.anyOf()) {
      if (!(clause instanceof Equal equal) || !objects.covers(equal.property())) {
        return Optional.empty();
      }
      wanted.add(equal);
    }
    return Optional.of(
        wanted.stream()
            .flatMap(equal -> objects.find(equal.property(), equal.value()).stream())
            .distinct());
  }

  private List<String> memberIds(String group, Duration lag) {
    return memberships.ofGroup(group, lag).stream().map(Membership::member).toList();
  }

  private List<DirectoryObject> reach(String start, Function<String, List<String>> next) {
    Set<String> reached = new LinkedHashSet<>();
    Deque<String> left = new ArrayDeque<>(List.of(start));
    while (!left.isEmpty()) {
      for (String id : next.apply(left.remove())) {
        if (reached.add(id)) {
          left.add(id);
        }
      }
    }
    return reached.stream().flatMap(id -> objects.get(id).stream()).toList();
  }
}

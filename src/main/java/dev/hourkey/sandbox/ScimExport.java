package dev.hourkey.sandbox;

import dev.hourkey.sandbox.DirectoryObject.Kind;
import dev.hourkey.sandbox.Memberships.Pair;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What Entra sends to Identity Center: the direct members of assigned groups as users, those
 * groups, and who is in them. It remembers what it sent and never looks what became of it there.
 */
final class ScimExport {
  private final EntraDirectory source;
  private final IdentityStore target;
  private final Clock clock;
  private final Map<String, String> targetIds = new HashMap<>();
  private final Set<Pair> sent = new LinkedHashSet<>();

  ScimExport(EntraDirectory source, IdentityStore target, Clock clock) {
    this.source = source;
    this.target = target;
    this.clock = clock;
  }

  /** What sending did to the other side; FAILED means that an object of it is gone. */
  enum Sent {
    CHANGED,
    NOTHING,
    FAILED
  }

  /** Takes both sides to be in step, as after a cycle. */
  synchronized void load() {
    forgetTargets();
    sent.clear();
    source.assigned().forEach(this::matchGroup);
    source.all(Kind.USER).forEach(this::matchUser);
    sent.addAll(wanted(inScope()));
  }

  /** Objects of the other side are matched anew, by what they are called there. */
  synchronized void forgetTargets() {
    targetIds.clear();
  }

  /**
   * Sends what changed since the last cycle, in sum: who left and came back was never away. With
   * {@code everything} it also sends again what was sent before. False when something failed.
   */
  synchronized boolean cycle(boolean everything) {
    source.assigned().forEach(this::provisionGroup);
    List<Pair> inScope = inScope();
    provisionUsers(inScope);
    Set<Pair> wanted = wanted(inScope);
    boolean complete = true;
    for (Pair pair : List.copyOf(sent)) {
      complete &= wanted.contains(pair) || send(pair, false) != Sent.FAILED;
    }
    for (Pair pair : wanted) {
      complete &= (sent.contains(pair) && !everything) || send(pair, true) != Sent.FAILED;
    }
    return complete;
  }

  /** Sends a membership, or its end; a member who is not provisioned is passed over in silence. */
  synchronized Sent send(Pair pair, boolean member) {
    String group = targetIds.get(pair.group());
    String user = targetIds.get(pair.member());
    if (user == null) {
      return Sent.NOTHING;
    }
    if (group == null || !target.has(group) || !target.has(user)) {
      return Sent.FAILED;
    }
    boolean changed;
    if (member) {
      sent.add(pair);
      changed = target.add(group, user, Writer.SCIM).isPresent();
    } else {
      sent.remove(pair);
      changed = target.remove(group, user, Writer.SCIM);
    }
    return changed ? Sent.CHANGED : Sent.NOTHING;
  }

  private void provisionGroup(DirectoryObject group) {
    matchGroup(group);
    targetIds.computeIfAbsent(
        group.id(), id -> target.putGroup(IdentityStore.newId(), id, name(group)).id());
  }

  /** Who came into scope is created or enabled, who left it is disabled. */
  private void provisionUsers(List<Pair> inScope) {
    Map<String, DirectoryObject> active =
        inScope.stream()
            .map(Pair::member)
            .distinct()
            .flatMap(id -> source.byId(Kind.USER, id).stream())
            .filter(user -> user.is("accountEnabled"))
            .collect(Collectors.toMap(DirectoryObject::id, user -> user));
    active.values().forEach(this::provisionUser);
    targetIds.forEach(
        (id, targetId) ->
            target
                .user(targetId)
                .filter(user -> user.active() != active.containsKey(id))
                .ifPresent(user -> target.put(user.withActive(!user.active()))));
  }

  private void provisionUser(DirectoryObject user) {
    matchUser(user);
    String given = user.text("givenName");
    String family = user.text("surname");
    if (given != null && family != null) { // AWS refuses who lacks a name.
      targetIds.computeIfAbsent(
          user.id(),
          id ->
              target
                  .put(
                      new StoreUser(
                          IdentityStore.newId(),
                          id,
                          userName(user),
                          name(user),
                          given,
                          family,
                          true,
                          clock.instant()))
                  .id());
    }
  }

  private void matchGroup(DirectoryObject group) {
    if (!targetIds.containsKey(group.id())) {
      target
          .groupNamed(name(group))
          .filter(found -> found.displayName().equals(name(group)))
          .ifPresent(found -> targetIds.put(group.id(), found.id()));
    }
  }

  private void matchUser(DirectoryObject user) {
    if (!targetIds.containsKey(user.id())) {
      target.userNamed(userName(user)).ifPresent(found -> targetIds.put(user.id(), found.id()));
    }
  }

  private Set<Pair> wanted(List<Pair> inScope) {
    return inScope.stream()
        .filter(pair -> targetIds.containsKey(pair.member()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private List<Pair> inScope() {
    Set<String> assigned =
        source.assigned().stream().map(DirectoryObject::id).collect(Collectors.toSet());
    return source.pairs().stream().filter(pair -> assigned.contains(pair.group())).toList();
  }

  private static String name(DirectoryObject object) {
    return Objects.requireNonNullElse(object.text("displayName"), object.id());
  }

  /**
   * This tenant maps a sign-in name from on premises where there is one, and else the principal
   * name. A guest goes by the name that they have at home: {@code eli_partner.example#EXT#@…}.
   */
  private static String userName(DirectoryObject user) {
    String onPremises = user.text("onPremisesSamAccountName");
    String name =
        onPremises != null
            ? onPremises
            : Objects.requireNonNullElse(user.text("userPrincipalName"), user.id());
    int external = name.indexOf("#EXT#");
    int at = name.lastIndexOf('_', Math.max(external, 0));
    return external < 0 || at < 0
        ? name
        : name.substring(0, at) + "@" + name.substring(at + 1, external);
  }
}

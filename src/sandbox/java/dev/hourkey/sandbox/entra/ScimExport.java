package dev.hourkey.sandbox.entra;

import static java.util.Objects.requireNonNull;

import dev.hourkey.sandbox.aws.IdentityStore;
import dev.hourkey.sandbox.aws.StoreUser;
import dev.hourkey.sandbox.directory.Memberships.Pair;
import dev.hourkey.sandbox.directory.Writer;
import dev.hourkey.sandbox.entra.DirectoryObject.Kind;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What Entra sends to Identity Center: the direct members of assigned groups as users, those
 * groups, and who is in them. It remembers what it sent and never reads what is there.
 */
final class ScimExport {
  private static final Pattern REFUSED = Pattern.compile("[<>;:%\\p{Cntrl}]");

  private final Directory source;
  private final IdentityStore target;
  private final Clock clock;
  private final Map<String, String> targetIds = new HashMap<>();
  private final Set<Pair> sent = new LinkedHashSet<>();
  private final Map<String, Boolean> enabled = new HashMap<>(); // As last sent, by Entra's id.

  ScimExport(Directory source, IdentityStore target, Clock clock) {
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

  /** What a cycle read at its beginning and will send at its end, even if it changes in between. */
  record Reading(
      List<DirectoryObject> groups,
      Map<String, DirectoryObject> people,
      Set<Pair> added,
      Set<Pair> removed) {
    /** How many users, groups and members it has to check. */
    int objects() {
      return groups.size() + people.size() + added.size();
    }
  }

  /** Assumes that both sides are the same, as after a cycle. */
  synchronized void load() {
    forgetTargets();
    sent.clear();
    source.assigned().forEach(this::matchGroup);
    source.all(Kind.USER).forEach(this::findUser);
    targetIds.forEach(
        (id, targetId) -> target.user(targetId).ifPresent(user -> enabled.put(id, user.active())));
    inScope().stream().filter(pair -> targetIds.containsKey(pair.member())).forEach(sent::add);
  }

  /** Objects of the other side are matched again, by their names there. */
  synchronized void forgetTargets() {
    targetIds.clear();
    enabled.clear();
  }

  /**
   * Reads the net changes since the last cycle: a person who left and came back does not count as
   * changed. With {@code everything} it also reads again what was sent before.
   */
  synchronized Reading read(boolean everything) {
    Set<Pair> inScope = inScope();
    Map<String, DirectoryObject> people = new LinkedHashMap<>();
    inScope.stream()
        .flatMap(pair -> source.byId(Kind.USER, pair.member()).stream())
        .filter(user -> user.is("accountEnabled"))
        .forEach(user -> people.put(user.id(), user));
    Set<Pair> removed = new LinkedHashSet<>(sent);
    removed.removeAll(inScope);
    if (!everything) {
      inScope.removeAll(sent);
    }
    return new Reading(source.assigned(), people, inScope, removed);
  }

  /** Sends what a cycle read, however old that is by now. False when something failed. */
  synchronized boolean export(Reading reading) {
    reading.groups().forEach(this::provisionGroup);
    provisionUsers(reading.people());
    boolean complete = true;
    for (Pair pair : reading.removed()) {
      complete &= send(pair, false) != Sent.FAILED;
    }
    for (Pair pair : reading.added()) {
      complete &= send(pair, true) != Sent.FAILED;
    }
    return complete;
  }

  /** Whether Entra believes that AWS has this membership, true or not. */
  synchronized boolean believes(Pair pair) {
    return sent.contains(pair);
  }

  /** Makes AWS delete a user and create it again: another id, the same name and memberships. */
  synchronized void recreateUser(String id) {
    StoreUser before = target.userOf(id).orElseThrow();
    target.delete(before.id(), Writer.SCIM);
    targetIds.put(id, target.put(before.withId(IdentityStore.newId())).id());
    sent.stream().filter(pair -> pair.member().equals(id)).forEach(pair -> send(pair, true));
  }

  /**
   * Gives the name that a person has in AWS to another Entra object, which is gone. The next cycle
   * finds the user by that name and makes it the person's.
   */
  synchronized void recycleName(String id, String formerId) {
    StoreUser before = target.userOf(id).orElseThrow();
    target.delete(before.id(), Writer.SCIM);
    target.put(before.withId(IdentityStore.newId()).withExternalId(formerId));
    targetIds.remove(id);
    enabled.remove(id);
    sent.removeIf(pair -> pair.member().equals(id));
  }

  /** Sends a membership, or its end; a member who is not provisioned is skipped silently. */
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

  /** Users who came into scope are created or enabled; those who left it are disabled. */
  private void provisionUsers(Map<String, DirectoryObject> people) {
    people.values().forEach(this::provisionUser);
    targetIds.forEach(
        (id, targetId) ->
            target.user(targetId).ifPresent(user -> enable(id, user, people.containsKey(id))));
  }

  /** Sent once, so a user that was disabled in AWS by hand stays disabled. */
  private void enable(String id, StoreUser user, boolean now) {
    Boolean before = enabled.put(id, now);
    if (before == null || before != now) {
      target.put(user.withActive(now));
    }
  }

  private void provisionUser(DirectoryObject user) {
    adoptUser(user);
    String given = user.text("givenName");
    String family = user.text("surname");
    if (accepted(given) && accepted(family) && accepted(user.text("displayName"))) {
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
                          requireNonNull(given),
                          requireNonNull(family),
                          true,
                          clock.instant()))
                  .id());
    }
  }

  /** AWS refuses a user without all names, and some characters in them. */
  private static boolean accepted(@Nullable String name) {
    return name != null && !name.isBlank() && !REFUSED.matcher(name).find();
  }

  private void matchGroup(DirectoryObject group) {
    if (!targetIds.containsKey(group.id())) {
      target
          .groupNamed(name(group))
          .filter(found -> found.displayName().equals(name(group)))
          .ifPresent(found -> targetIds.put(group.id(), found.id()));
    }
  }

  private void findUser(DirectoryObject user) {
    target
        .userNamed(userName(user))
        .filter(found -> found.externalId().equals(user.id()) || found.externalId().isEmpty())
        .ifPresent(found -> targetIds.put(user.id(), found.id()));
  }

  /** People are matched by user name alone, and a previous owner of the name in AWS loses it. */
  private void adoptUser(DirectoryObject user) {
    if (!targetIds.containsKey(user.id())) {
      target
          .userNamed(userName(user))
          .ifPresent(
              found -> {
                targetIds.values().removeIf(found.id()::equals);
                targetIds.put(user.id(), found.id());
                target.put(found.withExternalId(user.id()));
              });
    }
  }

  private Set<Pair> inScope() {
    Set<String> assigned =
        source.assigned().stream().map(DirectoryObject::id).collect(Collectors.toSet());
    return source.pairs().stream()
        .filter(pair -> assigned.contains(pair.group()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String name(DirectoryObject object) {
    return Objects.requireNonNullElse(object.text("displayName"), object.id());
  }

  /**
   * This tenant maps a sign-in name from on premises if there is one, or else the principal name. A
   * guest has the name of their home tenant: {@code eli_partner.example#EXT#@…}.
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

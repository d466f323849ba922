package dev.hourkey.sandbox.aws;

import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.directory.Index;
import dev.hourkey.sandbox.directory.Memberships;
import dev.hourkey.sandbox.directory.Memberships.Membership;
import dev.hourkey.sandbox.directory.Memberships.Pair;
import dev.hourkey.sandbox.directory.Writer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * AWS' users and groups, and who is in which group; groups are flat. Reads of memberships may lag.
 */
public final class IdentityStore {
  private final Clock clock;
  private final Index<StoreUser> users =
      new Index<>(
          StoreUser::id,
          Map.of(
              "userName", user -> List.of(user.userName()),
              "externalId", user -> List.of(user.externalId())));
  private final Index<StoreGroup> groups =
      new Index<>(
          StoreGroup::id,
          Map.of(
              "displayName", group -> List.of(group.displayName()),
              "externalId", group -> List.of(group.externalId())));
  private final Memberships memberships;
  private final Map<Pair, Deque<Boolean>> answers = new HashMap<>();
  private Duration readLag = Duration.ZERO;
  private int staleReads;
  private boolean keyDisabled;

  IdentityStore(Clock clock) {
    this.clock = clock;
    this.memberships = new Memberships(clock);
  }

  /** Resets it to the seed. */
  synchronized void load(OrganizationSeed seed) {
    users.clear();
    groups.clear();
    memberships.clear();
    readLag = Duration.ZERO;
    answers.clear();
    staleReads = 0;
    keyDisabled = false;
    for (OrganizationSeed.User user : seed.users()) {
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
    for (OrganizationSeed.Group group : seed.groups()) {
      putGroup(group.id(), group.externalId(), group.displayName());
      for (String name : group.members()) {
        memberships.add(group.id(), userNamed(name).orElseThrow().id(), Writer.HAND);
      }
    }
    memberships.clearLog();
  }

  synchronized void keyDisabled(boolean disabled) {
    keyDisabled = disabled;
  }

  /** Whether nothing can be read, because the key that the customer manages is disabled. */
  synchronized boolean keyDisabled() {
    return keyDisabled;
  }

  synchronized void readLag(Duration lag) {
    readLag = lag;
  }

  /** Answers the next queries about this membership with these values. */
  synchronized void answer(Pair pair, List<Boolean> exists) {
    answers.computeIfAbsent(pair, _ -> new ArrayDeque<>()).addAll(exists);
  }

  /** Answers the next queries about changed memberships as if the change had not happened. */
  synchronized void staleReads(int times) {
    staleReads = times;
  }

  synchronized List<StoreUser> users() {
    return users.all();
  }

  synchronized List<StoreGroup> groups() {
    return groups.all();
  }

  public synchronized Optional<StoreUser> user(String id) {
    return users.get(id);
  }

  /** Finds a user by user name, ignoring case. */
  public synchronized Optional<StoreUser> userNamed(String userName) {
    return users.find("userName", userName).stream().findFirst();
  }

  /** By the id that Entra sent along. */
  public synchronized Optional<StoreUser> userOf(String externalId) {
    return users.find("externalId", externalId).stream()
        .filter(user -> user.externalId().equals(externalId))
        .findFirst();
  }

  synchronized Optional<StoreGroup> group(String id) {
    return groups.get(id);
  }

  /** Finds a group by display name, ignoring case. */
  public synchronized Optional<StoreGroup> groupNamed(String displayName) {
    return groups.find("displayName", displayName).stream().findFirst();
  }

  /** By the id that Entra sent along. */
  synchronized Optional<StoreGroup> groupOf(String externalId) {
    return groups.find("externalId", externalId).stream()
        .filter(group -> group.externalId().equals(externalId))
        .findFirst();
  }

  /** Creates it, or changes the one with its id. */
  public synchronized StoreUser put(StoreUser user) {
    users.put(user);
    return user;
  }

  /** Creates it, or changes the one with its id. */
  public synchronized StoreGroup putGroup(String id, String externalId, String displayName) {
    StoreGroup group = new StoreGroup(id, externalId, displayName, clock.instant());
    groups.put(group);
    return group;
  }

  /** Whether there is a user or a group with this id. */
  public synchronized boolean has(String id) {
    return users.has(id) || groups.has(id);
  }

  /** Deletes a user or a group, with its memberships. */
  public synchronized void delete(String id, Writer writer) {
    users.remove(id);
    groups.remove(id);
    memberships.removeAllOf(id, writer);
  }

  /** The new membership; empty when there is one already. */
  public synchronized Optional<Membership> add(String group, String user, Writer writer) {
    return memberships.add(group, user, writer);
  }

  /** Removes a membership; false if there is none. */
  public synchronized boolean remove(String group, String user, Writer writer) {
    return memberships.remove(group, user, writer);
  }

  /** Whether someone is really a member now, even if reads lag. */
  synchronized boolean isMember(String group, String user) {
    return memberships.find(new Pair(group, user), Duration.ZERO).isPresent();
  }

  /** The real members now, even if reads lag. */
  synchronized List<String> members(String group) {
    return memberships.ofGroup(group, Duration.ZERO).stream().map(Membership::member).toList();
  }

  /** A membership as a reader of the API sees it. */
  synchronized Optional<Membership> membership(String id) {
    return memberships.find(id, readLag);
  }

  /** As {@link #membership(String)}. */
  synchronized Optional<Membership> membership(String group, String user) {
    Pair pair = new Pair(group, user);
    Optional<Membership> seen = memberships.find(pair, readLag);
    return staleAnswer(pair)
        .map(
            exists ->
                seen.filter(_ -> exists)
                    .or(() -> exists ? memberships.last(pair) : Optional.empty()))
        .orElse(seen);
  }

  private Optional<Boolean> staleAnswer(Pair pair) {
    Deque<Boolean> scripted = answers.get(pair);
    if (scripted != null && !scripted.isEmpty()) {
      return Optional.of(scripted.remove());
    }
    if (staleReads == 0 || memberships.last(pair).isEmpty()) {
      return Optional.empty();
    }
    if (staleReads != DirectoryStandIn.ALWAYS) {
      staleReads--;
    }
    return Optional.of(memberships.find(pair, Duration.ZERO).isEmpty());
  }

  /** A group's memberships as a reader of the API sees them. */
  synchronized List<Membership> membershipsOfGroup(String group) {
    return memberships.ofGroup(group, readLag);
  }

  /** A user's memberships as a reader of the API sees them. */
  synchronized List<Membership> membershipsOfUser(String user) {
    return memberships.ofMember(user, readLag);
  }

  /** Every change of a membership since the last load, oldest first. */
  synchronized List<StoreMembershipChange> changes() {
    return memberships.log().stream()
        .map(
            change ->
                new StoreMembershipChange(
                    change.at(),
                    change.membership().group(),
                    change.membership().member(),
                    change.added(),
                    change.writer() != Writer.SCIM))
        .toList();
  }

  public static String newId() {
    return UUID.randomUUID().toString();
  }
}

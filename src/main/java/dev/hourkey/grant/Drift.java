package dev.hourkey.grant;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.AwsUsers;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.People;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Compares, group by group, whom Entra shows, whom AWS shows and whom the record knows. Looks at
 * one group after the other, so that the vendors' limits are left to what is urgent.
 */
@ApplicationScoped
public class Drift {
  private static final Logger LOG = Logger.getLogger(Drift.class);

  private final Catalog catalog;
  private final Grants grants;
  private final GrantService service;
  private final MembershipService memberships;
  private final GroupMembership directory;
  private final AccessProbe aws;
  private final DirectAccess direct;
  private final People people;
  private final AwsUsers awsUsers;
  private final DifferenceLog log;

  /** Who is who in AWS never changes; whoever is not known there is asked for again. */
  private final Map<PersonId, String> idsInAws = new ConcurrentHashMap<>();

  Drift(
      Catalog catalog,
      Grants grants,
      GrantService service,
      MembershipService memberships,
      GroupMembership directory,
      AccessProbe aws,
      DirectAccess direct,
      People people,
      AwsUsers awsUsers,
      DifferenceLog log) {
    this.catalog = catalog;
    this.grants = grants;
    this.service = service;
    this.memberships = memberships;
    this.directory = directory;
    this.aws = aws;
    this.direct = direct;
    this.people = people;
    this.awsUsers = awsUsers;
    this.log = log;
  }

  /** What kind of difference, and for how long it may be nothing but the vendors' lag. */
  public enum Kind {
    /** Somebody is in the Entra group without a grant. */
    STRANGER(Duration.ofMinutes(5)),
    /** Somebody is in the Entra group and AWS does not show it. */
    MISSING_IN_AWS(Sync.CYCLE),
    /** AWS shows somebody who is not in the Entra group. */
    LEFT_IN_AWS(Sync.CYCLE);

    final Duration lag;

    Kind(Duration lag) {
      this.lag = lag;
    }
  }

  /** Looks at every group that can be asked for, or that somebody is in by Hourkey's doing. */
  public void sweep() {
    for (EntraGroup group : groups()) {
      try {
        compare(group);
      } catch (DirectoryFailure failure) {
        LOG.infof(failure, "%s; its drift is looked at again", failure.getMessage());
      }
    }
  }

  private Collection<EntraGroup> groups() {
    Map<String, EntraGroup> groups = new LinkedHashMap<>();
    Stream.concat(
            catalog.current().entitlements().stream().map(Entitlement::group),
            grants.groupsOfOpen().stream())
        .forEach(group -> groups.putIfAbsent(group.id(), group));
    return groups.values();
  }

  private void compare(EntraGroup group) {
    Optional<Set<PersonId>> found = directory.members(group);
    if (found.isEmpty()) {
      return; // Whoever removes from it says that it is gone.
    }
    Set<PersonId> members = found.get();
    List<Grant> open = grants.openIn(group.id());
    open.stream()
        .filter(grant -> grant.absentSince != null || !members.contains(grant.holder()))
        .forEach(grant -> service.seenInEntra(grant.id, members.contains(grant.holder())));
    strangers(group, members, open);
    apart(group, members, open);
  }

  private void strangers(EntraGroup group, Set<PersonId> members, List<Grant> open) {
    Set<PersonId> holders = holders(open, _ -> true);
    Set<PersonId> strangers =
        members.stream()
            .filter(member -> !holders.contains(member))
            .filter(member -> !memberships.mayBeOurs(new Pair(group.id(), member.value())))
            .collect(toSet());
    for (Difference one : seen(Kind.STRANGER, group, values(strangers), this::name)) {
      if (catalog.current().removesDrift()) {
        remove(one);
      }
    }
  }

  private void remove(Difference stranger) {
    PersonId person = new PersonId(stranger.member);
    UUID attempt = UUID.randomUUID();
    if (memberships.leaseStranger(new Pair(stranger.groupId, stranger.member), attempt)) {
      try {
        directory.remove(stranger.group(), person);
        log.removed(stranger.id);
      } finally {
        memberships.giveUpLease(new Pair(stranger.groupId, stranger.member), attempt);
      }
    }
  }

  /** Whoever begins or ends is on the way; the others must be the same people on both sides. */
  private void apart(EntraGroup group, Set<PersonId> members, List<Grant> open) {
    Set<String> shown = aws.users(group).orElse(Set.of());
    Set<PersonId> onTheirWay = holders(open, grant -> grant.phase != Grant.Phase.LIVE);
    Map<String, PersonId> expected = new HashMap<>();
    members.forEach(member -> idInAws(member).ifPresent(id -> expected.put(id, member)));
    Set<String> leaving =
        open.stream()
            .filter(grant -> onTheirWay.contains(grant.holder()))
            .map(grant -> grant.awsUserId)
            .collect(toSet());
    Set<String> missing =
        expected.entrySet().stream()
            .filter(one -> !shown.contains(one.getKey()) && !onTheirWay.contains(one.getValue()))
            .map(one -> one.getValue().value())
            .collect(toSet());
    Set<String> left =
        shown.stream()
            .filter(id -> !expected.containsKey(id) && !leaving.contains(id))
            .collect(toSet());
    seen(Kind.MISSING_IN_AWS, group, missing, this::name);
    for (Difference one : seen(Kind.LEFT_IN_AWS, group, left, id -> id)) {
      if (catalog.current().removesDrift() && direct.allowed()) {
        direct.remove(group, one.member);
        log.removed(one.id);
      }
    }
  }

  private List<Difference> seen(
      Kind kind, EntraGroup group, Set<String> members, UnaryOperator<String> name) {
    Set<String> known = log.open(kind, group);
    return log.seen(
        kind,
        group,
        members.stream()
            .collect(toMap(one -> one, one -> known.contains(one) ? "" : name.apply(one))));
  }

  private String name(String person) {
    return people
        .account(new PersonId(person))
        .map(account -> account.name() + " (" + account.principalName() + ")")
        .orElse(person);
  }

  private Optional<String> idInAws(PersonId person) {
    Optional<String> known = Optional.ofNullable(idsInAws.get(person));
    if (known.isPresent()) {
      return known;
    }
    Optional<String> found = people.account(person).flatMap(awsUsers::find);
    found.ifPresent(id -> idsInAws.put(person, id));
    return found;
  }

  private static Set<PersonId> holders(List<Grant> grants, Predicate<Grant> which) {
    return grants.stream().filter(which).map(Grant::holder).collect(toSet());
  }

  private static Set<String> values(Set<PersonId> people) {
    return people.stream().map(PersonId::value).collect(toSet());
  }
}

package dev.hourkey.grant;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.AwsUsers;
import dev.hourkey.person.AwsUsers.AwsUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.People;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

  private static final Duration REMEMBERED = Duration.ofHours(1);

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

  private final Pipeline pipeline;
  private final Clock clock;

  /** Who is who in AWS, for a while; whoever is not known there is asked for again. */
  private final Map<PersonId, String> idsInAws = new ConcurrentHashMap<>();

  private volatile Instant forgetAt = Instant.EPOCH;

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
      DifferenceLog log,
      Pipeline pipeline,
      Clock clock) {
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
    this.pipeline = pipeline;
    this.clock = clock;
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
    Map<String, EntraGroup> groups = new LinkedHashMap<>();
    Stream.concat(
            catalog.current().entitlements().stream().map(Entitlement::group),
            grants.groupsOfOpen().stream())
        .forEach(group -> groups.putIfAbsent(group.id(), group));
    groups.values().forEach(this::attempt);
    if (catalog.current().complete()) {
      log.resolveAllBut(groups.keySet());
    }
  }

  private void attempt(EntraGroup group) {
    try {
      compare(group);
    } catch (DirectoryFailure failure) {
      LOG.infof(failure, "%s; its drift is looked at again", failure.getMessage());
    } catch (RuntimeException e) {
      LOG.errorf(e, "group %s could not be compared; it is looked at again", group.name());
    }
  }

  private void compare(EntraGroup group) {
    Optional<Set<PersonId>> found = directory.members(group);
    if (found.isEmpty()) {
      log.resolveAll(group); // Whoever removes from it says that it is gone.
      return;
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
    List<Difference> lasting = seen(Kind.STRANGER, group, values(strangers), this::name);
    if (removes(group)) {
      lasting.forEach(one -> attempt(one, () -> remove(one)));
    }
  }

  /** Only in groups that can be asked for: others are nobody's business any more. */
  private boolean removes(EntraGroup group) {
    return catalog.current().removesDrift()
        && catalog.current().entitlements().stream()
            .anyMatch(entitlement -> entitlement.group().id().equals(group.id()));
  }

  private static void attempt(Difference one, Runnable removal) {
    try {
      removal.run();
    } catch (DirectoryFailure failure) {
      LOG.warnf(failure, "%s is not removed yet: %s", one.name, failure.getMessage());
    }
  }

  private void remove(Difference stranger) {
    Pair pair = new Pair(stranger.groupId, stranger.member);
    UUID attempt = UUID.randomUUID();
    if (memberships.leaseStranger(pair, attempt)) {
      try {
        log.removing(stranger.id); // Noted before it is done, so that it is never denied.
        directory.remove(stranger.group(), pair.person());
        log.removed(stranger.id);
        boolean _ = pipeline.startOnce(clock.instant());
      } finally {
        memberships.giveUpLease(pair, attempt);
      }
    }
  }

  /** Whoever begins or ends is on the way; the others must be the same people on both sides. */
  private void apart(EntraGroup group, Set<PersonId> members, List<Grant> open) {
    Set<String> shown = aws.users(group).orElse(Set.of());
    Set<PersonId> onTheirWay = holders(open, grant -> grant.phase != Grant.Phase.LIVE);
    Map<PersonId, Optional<String>> ids = new HashMap<>();
    members.forEach(member -> ids.put(member, idInAws(member, open)));
    Set<String> missing =
        members.stream()
            .filter(member -> !onTheirWay.contains(member))
            .filter(
                member ->
                    ids.getOrDefault(member, Optional.empty()).filter(shown::contains).isEmpty())
            .map(PersonId::value)
            .collect(toSet());
    seen(Kind.MISSING_IN_AWS, group, missing, this::name);

    Set<String> expected =
        Stream.concat(
                ids.values().stream().flatMap(Optional::stream),
                open.stream().map(Grant::awsUserId).flatMap(Optional::stream))
            .collect(toSet());
    boolean allKnown = ids.values().stream().allMatch(Optional::isPresent);
    Set<String> left = // Whom nobody can place may be one of those whom AWS calls otherwise.
        shown.stream().filter(id -> allKnown && !expected.contains(id)).collect(toSet());
    List<Difference> lasting = seen(Kind.LEFT_IN_AWS, group, left, aws::nameOf);
    if (removes(group) && direct.allowed()) {
      lasting.forEach(one -> attempt(one, () -> removeInAws(group, one)));
    }
  }

  private void removeInAws(EntraGroup group, Difference left) {
    boolean heldBySomebody =
        grants.openIn(group.id()).stream().anyMatch(grant -> left.member.equals(grant.awsUserId));
    if (!heldBySomebody) {
      log.removing(left.id);
      boolean _ = direct.remove(group, left.member);
      log.removed(left.id);
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

  private Optional<String> idInAws(PersonId person, List<Grant> open) {
    return open.stream()
        .filter(grant -> grant.holder().equals(person))
        .map(Grant::awsUserId)
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> remembered(person));
  }

  private Optional<String> remembered(PersonId person) {
    Instant now = clock.instant();
    if (!now.isBefore(forgetAt)) {
      idsInAws.clear();
      forgetAt = now.plus(REMEMBERED);
    }
    Optional<String> known = Optional.ofNullable(idsInAws.get(person));
    if (known.isPresent()) {
      return known;
    }
    Optional<String> found =
        people
            .account(person)
            .map(awsUsers::find)
            .flatMap(
                user ->
                    user instanceof AwsUser.Found(String id) ? Optional.of(id) : Optional.empty());
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

package dev.hourkey.grant;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.AwsUsers;
import dev.hourkey.person.AwsUsers.AwsUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Compares, group by group, whom Entra shows, whom AWS shows and whom the record knows. Looks at
 * one group after the other, so that the vendors' limits are left to what is urgent.
 */
@ApplicationScoped
public class DriftDetector {
  private static final Logger LOG = Logger.getLogger(DriftDetector.class);

  private static final Pattern OBJECT_ID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  /** How long to wait at start for the catalog, without which there are few groups to compare. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(10);

  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final Catalog catalog;
  private final Grants grants;
  private final GrantService service;
  private final MembershipService memberships;
  private final StandingMembershipCheck standing;
  private final StandingMembershipRegister record;
  private final RestoreDetector restores;
  private final GroupMembership directory;
  private final AccessProbe aws;
  private final DirectAwsMembership direct;
  private final PersonDirectory people;
  private final AwsUsers awsUsers;
  private final DriftFindings log;

  private final ScimJobMonitor scimJob;
  private final Clock clock;

  /** Who is who in AWS, for a while; whoever is not known there is asked for again. */
  private final Map<PersonId, String> idsInAws = new ConcurrentHashMap<>();

  private volatile Instant forgetAt = Instant.EPOCH;

  DriftDetector(
      Catalog catalog,
      Grants grants,
      GrantService service,
      MembershipService memberships,
      StandingMembershipCheck standing,
      StandingMembershipRegister record,
      RestoreDetector restores,
      GroupMembership directory,
      AccessProbe aws,
      DirectAwsMembership direct,
      PersonDirectory people,
      AwsUsers awsUsers,
      DriftFindings log,
      ScimJobMonitor scimJob,
      Clock clock) {
    this.catalog = catalog;
    this.grants = grants;
    this.service = service;
    this.memberships = memberships;
    this.standing = standing;
    this.record = record;
    this.restores = restores;
    this.directory = directory;
    this.aws = aws;
    this.direct = direct;
    this.people = people;
    this.awsUsers = awsUsers;
    this.log = log;
    this.scimJob = scimJob;
    this.clock = clock;
  }

  /** What kind of difference, and for how long it may be nothing but the vendors' lag. */
  public enum Kind {
    /** Somebody is in the Entra group without a grant. */
    UNAPPROVED_MEMBER(Duration.ofMinutes(5)),
    /** Somebody is in the Entra group and AWS does not show it. */
    MISSING_IN_AWS(Propagation.CYCLE),
    /** AWS shows somebody who is not in the Entra group. */
    LEFT_IN_AWS(Propagation.CYCLE),
    /** After a restore: somebody is in the Entra group, and the record does not say why. */
    UNEXPLAINED(Duration.ZERO);

    final Duration lag;

    Kind(Duration lag) {
      this.lag = lag;
    }
  }

  /**
   * Compares every group that can be requested, or that has an open grant, a managed membership or
   * an open finding. A group that drops off the list still exists, so it is still compared.
   */
  public void sweep() {
    boolean _ = restores.verify();
    CatalogSnapshot snapshot = catalog.afterFirstLook(FIRST_LOOK);
    Map<String, EntraGroup> groups = groups(snapshot);
    groups.values().forEach(this::attempt);
    log.noteUnwatched();
    if (snapshot.complete() && snapshot.problems().isEmpty()) {
      record.settleRestore(Set.copyOf(groups.values()));
    }
  }

  private Map<String, EntraGroup> groups(CatalogSnapshot snapshot) {
    Map<String, EntraGroup> groups = new LinkedHashMap<>();
    Stream.of(
            snapshot.entitlements().stream().map(Entitlement::group),
            grants.groupsOfOpen().stream(),
            log.groupsOfOpen().stream(),
            record.named(memberships.managedGroups()).stream())
        .flatMap(found -> found)
        .forEach(group -> groups.putIfAbsent(group.id(), group));
    return groups;
  }

  private void attempt(EntraGroup group) {
    try {
      compare(group);
    } catch (DirectoryFailure failure) {
      LOG.infof("%s; its drift is looked at again", failure.sentence());
    } catch (RuntimeException e) {
      LOG.errorf(e, "group %s could not be compared; it is looked at again", group.name());
    }
  }

  private void compare(EntraGroup group) {
    Optional<Set<PersonId>> found = directory.members(group);
    List<Grant> open = grants.openIn(group.id());
    if (found.isPresent()) {
      compare(group, found.get(), open);
    } else if (record.seenGone(group)) { // Once may be a replica of Entra that lags.
      unapprovedMembers(group, Set.of(), open);
      apart(group, Set.of(), open); // AWS may still show who was in it.
    }
  }

  private void compare(EntraGroup group, Set<PersonId> members, List<Grant> open) {
    standing.compare(group, members);
    open.stream()
        .filter(grant -> grant.absentSince != null || !members.contains(grant.holder()))
        .forEach(grant -> service.seenInEntra(grant.id, members.contains(grant.holder())));
    unapprovedMembers(group, members, open);
    apart(group, members, open);
  }

  private void unapprovedMembers(EntraGroup group, Set<PersonId> members, List<Grant> open) {
    Set<PersonId> holders = holders(open, _ -> true);
    Set<String> unexplained = log.open(Kind.UNEXPLAINED, group);
    Set<String> adopted = record.adoptedIn(group);
    Set<PersonId> unapprovedMembers =
        members.stream()
            .filter(member -> !holders.contains(member))
            .filter(member -> !unexplained.contains(member.value())) // They have a report.
            .filter(member -> !adopted.contains(member.value()))
            .filter(
                member -> !memberships.mayBeManaged(new MembershipKey(group.id(), member.value())))
            .collect(toSet());
    List<DriftFinding> lasting =
        seen(
            Kind.UNAPPROVED_MEMBER,
            group,
            values(unapprovedMembers),
            unexplained,
            standing::nameOf);
    if (removes(group)) {
      Stream.concat(
              lasting.stream(),
              log.lasting(Kind.UNEXPLAINED, group, Kind.UNAPPROVED_MEMBER.lag).stream())
          .forEach(one -> attempt(one, () -> remove(one)));
    }
  }

  /** Only in groups that can be asked for: others are nobody's business any more. */
  private boolean removes(EntraGroup group) {
    return catalog.current().removesDrift()
        && catalog.current().entitlements().stream()
            .anyMatch(entitlement -> entitlement.group().id().equals(group.id()));
  }

  private static void attempt(DriftFinding one, Runnable removal) {
    try {
      removal.run();
    } catch (DirectoryFailure failure) {
      LOG.warnf("%s is not removed yet: %s", one.name, failure.forLog());
    }
  }

  private void remove(DriftFinding unapproved) {
    MembershipKey membershipKey = new MembershipKey(unapproved.groupId, unapproved.member);
    UUID attempt = UUID.randomUUID();
    if (memberships.leaseUnapproved(membershipKey, attempt)) {
      try {
        log.removing(unapproved.id); // Noted before it is done, so that it is never denied.
        directory.remove(unapproved.group(), membershipKey.person());
        log.removed(unapproved.id);
        boolean _ = scimJob.startOnce(clock.instant());
      } finally {
        memberships.giveUpLease(membershipKey, attempt);
      }
    }
  }

  /** Whoever begins or ends is on the way; the others must be the same people on both sides. */
  private void apart(EntraGroup group, Set<PersonId> members, List<Grant> open) {
    Set<String> shown = aws.users(group).orElse(Set.of());
    Placed placed = place(members, open, shown);
    Set<PersonId> onTheirWay = holders(open, grant -> grant.phase != Grant.Phase.LIVE);
    Set<String> missing =
        members.stream()
            .filter(member -> !onTheirWay.contains(member))
            .filter(member -> !placed.unclear.contains(member.value()))
            .filter(member -> !shown.contains(placed.ids.getOrDefault(member, "")))
            .map(PersonId::value)
            .collect(toSet());
    seen(Kind.MISSING_IN_AWS, group, missing, placed.unclear, standing::nameOf);

    Set<String> left = new HashSet<>(shown);
    left.removeAll(placed.ids.values());
    left.removeAll(placed.unclear);
    open.forEach(grant -> grant.awsUserId().ifPresent(left::remove));
    List<DriftFinding> lasting = seen(Kind.LEFT_IN_AWS, group, left, placed.unclear, aws::nameOf);
    if (removes(group) && direct.allowed()) {
      lasting.forEach(one -> attempt(one, () -> removeInAws(group, one)));
    }
  }

  /**
   * Which AWS user each member is.
   *
   * @param unclear members and AWS users that could not be matched with certainty
   */
  private record Placed(Map<PersonId, String> ids, Set<String> unclear) {}

  private Placed place(Set<PersonId> members, List<Grant> open, Set<String> shown) {
    Map<PersonId, String> ids = new HashMap<>();
    Set<PersonId> unplaced = new HashSet<>();
    Set<String> unclear = new HashSet<>();
    for (PersonId member : members) {
      try {
        idInAws(member, open, shown)
            .ifPresentOrElse(id -> ids.put(member, id), () -> unplaced.add(member));
      } catch (DirectoryFailure failure) {
        LOG.infof("%s; cannot tell which AWS user %s is", failure.sentence(), member);
        unplaced.add(member);
        unclear.add(member.value());
      }
    }
    if (!unplaced.isEmpty()) {
      shown.stream()
          .filter(user -> !ids.containsValue(user))
          .filter(user -> open.stream().noneMatch(grant -> user.equals(grant.awsUserId)))
          .forEach(user -> place(user, unplaced, ids, unclear));
    }
    return new Placed(ids, unclear);
  }

  /** An unplaced member may be this user under another name, unless the user is somebody else. */
  private void place(
      String user, Set<PersonId> unplaced, Map<PersonId, String> ids, Set<String> unclear) {
    Optional<PersonId> person = whoIs(user);
    if (person.isEmpty()) {
      unclear.add(user);
    } else if (unplaced.contains(person.get())) {
      ids.put(person.get(), user);
      unclear.remove(person.get().value());
    }
  }

  private Optional<PersonId> whoIs(String awsUserId) {
    try {
      return awsUsers
          .details(awsUserId)
          .flatMap(user -> fromEntra(user).or(() -> only(people.withMail(user.userName()))));
    } catch (DirectoryFailure failure) {
      LOG.debugf(failure, "cannot tell who the AWS user %s is in Entra", awsUserId);
      return Optional.empty();
    }
  }

  /** Some tenants send something other than the object id, but nothing that looks like one. */
  private static Optional<PersonId> fromEntra(AwsUsers.Details user) {
    return user.externalIds().stream()
        .filter(id -> OBJECT_ID.matcher(id).matches())
        .map(PersonId::new)
        .findFirst();
  }

  private static Optional<PersonId> only(List<EntraAccount> accounts) {
    return accounts.size() == 1 ? Optional.of(accounts.getFirst().id()) : Optional.empty();
  }

  private void removeInAws(EntraGroup group, DriftFinding left) {
    boolean heldBySomebody =
        grants.openIn(group.id()).stream().anyMatch(grant -> left.member.equals(grant.awsUserId));
    if (!heldBySomebody) {
      log.removing(left.id);
      boolean _ = direct.remove(group, left.member);
      log.removed(left.id);
    }
  }

  private List<DriftFinding> seen(
      Kind kind,
      EntraGroup group,
      Set<String> members,
      Set<String> unclear,
      UnaryOperator<String> name) {
    Set<String> known = log.open(kind, group);
    return log.seen(
        kind,
        group,
        members.stream()
            .collect(toMap(one -> one, one -> known.contains(one) ? "" : name.apply(one))),
        unclear);
  }

  private Optional<String> idInAws(PersonId person, List<Grant> open, Set<String> shown) {
    return open.stream()
        .filter(grant -> grant.holder().equals(person))
        .map(Grant::awsUserId)
        .flatMap(Optional::stream)
        .filter(shown::contains)
        .findFirst()
        .or(() -> remembered(person, shown));
  }

  /** An id that AWS does not show in the group may be outdated, so it is resolved again. */
  private Optional<String> remembered(PersonId person, Set<String> shown) {
    Instant now = clock.instant();
    if (!now.isBefore(forgetAt)) {
      idsInAws.clear();
      forgetAt = now.plus(REMEMBERED);
    }
    Optional<String> known = Optional.ofNullable(idsInAws.get(person)).filter(shown::contains);
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

package dev.hourkey.grant;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.DriftDetector.Kind;
import dev.hourkey.grant.StandingMembership.Origin;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.PersonId;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The record of standing members, that is, members that somebody else added. They are recorded
 * while the record has no gap, so that after a restore an unexplained member can be told from one
 * who has always been there. Only this class queries {@code standing_membership} and {@code
 * compared_group}.
 */
@ApplicationScoped
class StandingMembershipRegister
    implements PanacheRepositoryBase<StandingMembership, MembershipKey> {
  private static final Logger LOG = Logger.getLogger(StandingMembershipRegister.class);

  /** Entra may show a change this late, so members may still appear this long after a restore. */
  static final Duration READ_LAG = Duration.ofMinutes(10);

  /** The subject of the one message that tells the number of standing members; it is updated. */
  private static final UUID ALL_GROUPS = new UUID(0, 0);

  private final Memberships memberships;
  private final DriftFindings findings;
  private final RestoreDetector restores;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final Clock clock;

  StandingMembershipRegister(
      Memberships memberships,
      DriftFindings findings,
      RestoreDetector restores,
      Outbox outbox,
      AuditTrail trail,
      Clock clock) {
    this.memberships = memberships;
    this.findings = findings;
    this.restores = restores;
    this.outbox = outbox;
    this.trail = trail;
    this.clock = clock;
  }

  /** Whether a restore was found and the group has not been compared since. */
  @Transactional
  boolean comparisonMissing(EntraGroup group) {
    return restores.open().filter(restore -> !comparedSince(group, restore)).isPresent();
  }

  /** Whether every member of the group is explained. */
  @Transactional
  boolean settled(EntraGroup group) {
    return !comparisonMissing(group) && findings.open(Kind.UNEXPLAINED, group).isEmpty();
  }

  private boolean comparedSince(EntraGroup group, DatabaseRestore restore) {
    return Optional.ofNullable(getEntityManager().find(ComparedGroup.class, group.id()))
        .filter(known -> known.comparedSince(restore.foundAt()))
        .isPresent();
  }

  /** Members of the group that nothing explains, if a restore was found; they need names. */
  @Transactional
  Set<String> unexplained(EntraGroup group, Set<PersonId> members) {
    if (restores.open().isEmpty()) {
      return Set.of();
    }
    Set<String> rest = notManaged(group, values(members), clock.instant());
    rest.removeAll(recordedIn(group));
    return rest;
  }

  /**
   * Compares the members whom Entra shows with the record. While the record has no gap, a member
   * that Hourkey did not add was added by somebody else and is recorded as such. After a restore
   * that is not certain, and the member is reported.
   *
   * @param members read before this call, so that every add of ours among them is on record
   * @param names the names of those who are not explained
   */
  @Transactional
  void compared(EntraGroup group, Set<PersonId> members, Map<String, String> names) {
    Instant now = clock.instant();
    Optional<DatabaseRestore> restore = restores.open();
    ComparedGroup known = locked(group, now);
    boolean first = known.comparedAt == null;
    boolean doubtful =
        restore
            .filter(
                one ->
                    !known.comparedSince(one.foundAt())
                        || now.isBefore(one.foundAt().plus(READ_LAG)))
            .isPresent();
    Set<String> all = values(members);
    Set<String> candidates = notManaged(group, all, now);
    Set<String> reported = findings.open(Kind.UNEXPLAINED, group);
    Set<String> fresh = new HashSet<>(candidates);
    fresh.removeAll(recordedIn(group));
    fresh.removeAll(reported);
    Set<String> unexplained = new HashSet<>(reported);
    unexplained.retainAll(candidates);
    if (doubtful) {
      unexplained.addAll(fresh);
    } else {
      recordAs(group, fresh, first ? Origin.BASELINE : Origin.APPEARED, now);
      forget(group, all);
    }
    findings.seen(
        Kind.UNEXPLAINED,
        group,
        unexplained.stream().collect(toMap(one -> one, one -> names.getOrDefault(one, one))),
        findings.seenSince(Kind.UNEXPLAINED, group, now.minus(GrantService.ABSENT_FOR)));
    if (!unexplained.equals(reported)) {
      redraw(restore);
    }
    boolean undecided = // Somebody we removed a moment ago may still be there, or be there again.
        doubtful
            && memberships.removedSince(group.id(), now.minus(READ_LAG)).stream()
                .anyMatch(all::contains);
    if (!undecided) {
      known.comparedAt = now;
    }
    known.groupName = group.name();
    known.goneSince = null;
  }

  private void redraw(Optional<DatabaseRestore> restore) {
    restore.ifPresent(one -> outbox.redraw(new Notification.DatabaseRestored(one.id())));
  }

  /** Those whom Hourkey did not add, without those who may only be shown because reads lag. */
  private Set<String> notManaged(EntraGroup group, Set<String> members, Instant now) {
    Set<String> rest = new HashSet<>(members);
    rest.removeAll(memberships.managedIn(group.id()));
    rest.removeAll(memberships.removedSince(group.id(), now.minus(READ_LAG)));
    return rest;
  }

  private ComparedGroup locked(EntraGroup group, Instant now) {
    getEntityManager()
        .createNativeQuery(
            """
            insert into compared_group (group_id, group_name, first_compared_at)
            values (?1, ?2, ?3) on conflict do nothing
            """)
        .setParameter(1, group.id())
        .setParameter(2, group.name())
        .setParameter(3, now)
        .executeUpdate();
    return getEntityManager().find(ComparedGroup.class, group.id(), LockModeType.PESSIMISTIC_WRITE);
  }

  private Set<String> recordedIn(EntraGroup group) {
    return list("membershipKey.groupId", group.id()).stream()
        .map(one -> one.membershipKey.personId())
        .collect(toSet());
  }

  /** Those whom an operator settled as standing members. */
  @Transactional
  Set<String> adoptedIn(EntraGroup group) {
    return list("membershipKey.groupId = ?1 and origin = ?2", group.id(), Origin.ADOPTED).stream()
        .map(one -> one.membershipKey.personId())
        .collect(toSet());
  }

  private void recordAs(EntraGroup group, Set<String> people, Origin origin, Instant now) {
    people.forEach(
        person ->
            persist(new StandingMembership(new MembershipKey(group.id(), person), origin, now)));
    if (!people.isEmpty()) {
      LOG.infof("recorded %d standing members of %s (%s)", people.size(), group.name(), origin);
      trail.record(
          new AuditEvent.StandingRecorded(
              UUID.randomUUID(),
              group,
              origin.name(),
              people.stream().sorted().map(PersonId::new).toList()));
    }
    if (!people.isEmpty() && origin == Origin.BASELINE) {
      outbox.tell(new Notification.StandingRecorded(ALL_GROUPS));
    }
  }

  /** Deletes the records of those who have left, or whom Hourkey has added since. */
  private void forget(EntraGroup group, Set<String> members) {
    Set<String> managed = memberships.managedIn(group.id());
    list("membershipKey.groupId", group.id()).stream()
        .filter(
            one ->
                !members.contains(one.membershipKey.personId())
                    || managed.contains(one.membershipKey.personId()))
        .forEach(this::delete);
  }

  /**
   * Notes that Entra has no such group.
   *
   * @return whether that was seen twice, minutes apart, and can be believed
   */
  @Transactional
  boolean seenGone(EntraGroup group) {
    Instant now = clock.instant();
    ComparedGroup known = locked(group, now);
    known.goneSince = known.goneSince == null ? now : known.goneSince;
    return !known.goneSince.plus(GrantService.ABSENT_FOR).isAfter(now);
  }

  /** The groups of these ids, by their last known names. */
  @Transactional
  List<EntraGroup> named(Set<String> groupIds) {
    return groupIds.stream()
        .map(
            id ->
                Optional.ofNullable(getEntityManager().find(ComparedGroup.class, id))
                    .map(ComparedGroup::group)
                    .orElseGet(() -> new EntraGroup(id, id)))
        .toList();
  }

  /** How many members each group had when it was compared for the first time. */
  @Transactional
  List<StandingMembershipCheck.Baseline> baselines() {
    return getEntityManager()
        .createQuery(
            """
            select g.groupName, count(s) from StandingMembership s, ComparedGroup g
            where s.membershipKey.groupId = g.groupId and s.origin = ?1
            group by g.groupName order by g.groupName
            """,
            Object[].class)
        .setParameter(1, Origin.BASELINE)
        .getResultStream()
        .map(row -> new StandingMembershipCheck.Baseline((String) row[0], (long) row[1]))
        .toList();
  }

  /** Marks a restore as settled once all these groups are, and no member can still appear late. */
  @Transactional
  void settleRestore(Set<EntraGroup> groups) {
    restores
        .open()
        .filter(restore -> !clock.instant().isBefore(restore.foundAt().plus(READ_LAG)))
        .filter(_ -> groups.stream().allMatch(this::settled))
        .filter(_ -> findings.openOf(Kind.UNEXPLAINED).isEmpty())
        .ifPresent(restores::settled);
  }

  /** An operator decides that the membership is a standing one; false if the finding is over. */
  @Transactional
  boolean adopt(UUID finding, String by) {
    return findings
        .settle(finding, DriftFinding.Settled.ADOPTED, by)
        .map(
            one -> {
              MembershipKey membershipKey = new MembershipKey(one.groupId, one.member);
              if (findByIdOptional(membershipKey).isEmpty()) {
                persist(new StandingMembership(membershipKey, Origin.ADOPTED, clock.instant()));
              }
              redraw(restores.open());
              return true;
            })
        .orElse(false);
  }

  /** An operator decides that the member has to go; the membership becomes a managed one. */
  @Transactional
  boolean takeOver(UUID finding, String by) {
    return findings
        .settle(finding, DriftFinding.Settled.REMOVED, by)
        .map(
            one -> {
              memberships
                  .locked(new MembershipKey(one.groupId, one.member))
                  .takenOver(clock.instant());
              redraw(restores.open());
              return true;
            })
        .orElse(false);
  }

  private static Set<String> values(Set<PersonId> people) {
    return people.stream().map(PersonId::value).collect(toSet());
  }
}

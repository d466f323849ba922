package dev.hourkey.drift;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.DriftEvent;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.drift.DriftFinding.Kind;
import dev.hourkey.drift.DriftFinding.Settled;
import dev.hourkey.drift.StandingMembership.Origin;
import dev.hourkey.grant.MembershipKey;
import dev.hourkey.grant.Memberships;
import dev.hourkey.grant.Presence;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Notifications;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The register of standing members, who were added by somebody else. They are recorded while
 * Hourkey's records have no gap. After a restore, the register distinguishes them from unexplained
 * members.
 */
@ApplicationScoped
class StandingMembershipRegister {
  private static final Logger LOG = Logger.getLogger(StandingMembershipRegister.class);

  /** Entra may show a change this late, so members may still appear this long after a restore. */
  static final Duration READ_LAG = Duration.ofMinutes(10);

  /** The subject of the one message about the number of standing members, which is updated. */
  private static final UUID ALL_GROUPS = new UUID(0, 0);

  private final StandingMemberships rows;
  private final Memberships memberships;
  private final DriftFindings findings;
  private final RestoreDetector restores;
  private final Notifications notifications;
  private final AuditTrail trail;
  private final Clock clock;

  StandingMembershipRegister(
      StandingMemberships rows,
      Memberships memberships,
      DriftFindings findings,
      RestoreDetector restores,
      Notifications notifications,
      AuditTrail trail,
      Clock clock) {
    this.rows = rows;
    this.memberships = memberships;
    this.findings = findings;
    this.restores = restores;
    this.notifications = notifications;
    this.trail = trail;
    this.clock = clock;
  }

  /** The people who are recorded as standing members of a group. */
  @Transactional
  Set<String> standing(EntraGroup group) {
    return rows.in(group);
  }

  /** Whether a restore was found and the group has not been compared since. */
  @Transactional
  boolean comparisonMissing(EntraGroup group) {
    return restores
        .open()
        .filter(
            restore ->
                rows.group(group.id())
                    .filter(known -> known.comparedSince(restore.foundAt()))
                    .isEmpty())
        .isPresent();
  }

  /** Whether every member of the group is explained. */
  @Transactional
  boolean settled(EntraGroup group) {
    return !comparisonMissing(group) && findings.open(Kind.UNEXPLAINED, group).isEmpty();
  }

  /** Group members that nothing explains after a restore. The caller looks up their names. */
  @Transactional
  Set<String> unexplained(EntraGroup group, Set<PersonId> members) {
    return restores.open().isEmpty()
        ? Set.of()
        : known(group, clock.instant()).unknown(values(members));
  }

  /**
   * Compares the members that Entra shows with Hourkey's records.
   *
   * @param members read before this call, so that every add by Hourkey among them is recorded
   * @param names the names of members that are not explained
   */
  @Transactional
  void compared(EntraGroup group, Map<PersonId, Person> members, Map<String, String> names) {
    Instant now = clock.instant();
    Optional<DatabaseRestore> restore = restores.open();
    ComparedGroup compared = rows.lockedGroup(group, now);
    Set<String> all = values(members.keySet());
    Set<String> reported = findings.open(Kind.UNEXPLAINED, group);
    boolean doubtful = restore.filter(one -> doubtful(compared, one, now)).isPresent();
    StandingComparison result = StandingComparison.of(all, known(group, now), reported, doubtful);
    if (!doubtful) {
      Origin origin = compared.compared() ? Origin.APPEARED : Origin.BASELINE;
      recordAs(group, members, result.standing(), origin);
      rows.forget(group, all, memberships.managedIn(group.id()), now);
    }
    findings.recordComparison(
        Kind.UNEXPLAINED,
        group,
        result.unexplained().stream()
            .collect(toMap(one -> one, one -> names.getOrDefault(one, one))),
        Set.of(),
        Duration.ZERO);
    if (!result.unexplained().equals(reported)) {
      redraw(restore);
    }
    compared.recordComparison(group, result.decided(), now);
  }

  private static boolean doubtful(ComparedGroup group, DatabaseRestore restore, Instant now) {
    return !group.comparedSince(restore.foundAt())
        || now.isBefore(restore.foundAt().plus(READ_LAG));
  }

  private StandingComparison.Known known(EntraGroup group, Instant now) {
    return new StandingComparison.Known(
        memberships.managedIn(group.id()),
        memberships.removedSince(group.id(), now.minus(READ_LAG)),
        rows.in(group));
  }

  private void redraw(Optional<DatabaseRestore> restore) {
    restore.ifPresent(one -> notifications.redraw(new Notification.DatabaseRestored(one.id())));
  }

  /** The standing members of a group with this origin. */
  @Transactional
  Set<String> standing(EntraGroup group, Origin origin) {
    return rows.of(group, origin);
  }

  private void recordAs(
      EntraGroup group, Map<PersonId, Person> members, Set<String> people, Origin origin) {
    if (people.isEmpty()) {
      return;
    }
    people.forEach(
        person -> rows.add(new MembershipKey(group.id(), person), origin, clock.instant()));
    LOG.infof("standing members of %s recorded (%s): %d", group.name(), origin, people.size());
    trail.record(
        DriftEvent.StandingRecorded.of(
            group,
            origin.name(),
            members.values().stream().filter(one -> people.contains(one.id().value()))));
    if (origin == Origin.BASELINE) {
      notifications.tell(new Notification.StandingRecorded(ALL_GROUPS));
    }
  }

  /**
   * Records that Entra has no such group.
   *
   * @return whether that was seen twice, minutes apart, and can be believed
   */
  @Transactional
  boolean seenGone(EntraGroup group) {
    Instant now = clock.instant();
    Instant since = rows.lockedGroup(group, now).seenGone(now);
    return Presence.absentLongEnough(since, now);
  }

  /**
   * The groups with a managed membership, and those in which the latest comparison missed a
   * recorded member, by their last known names.
   */
  @Transactional
  List<EntraGroup> groupsToWatch() {
    return Stream.concat(memberships.managedGroups().stream(), rows.groupsWithAbsent().stream())
        .distinct()
        .map(id -> rows.group(id).map(ComparedGroup::group).orElseGet(() -> new EntraGroup(id, id)))
        .toList();
  }

  /** When each group was last compared, by object id. */
  @Transactional
  Map<String, Instant> comparedAt() {
    return rows.comparedAt();
  }

  /** How many members each group had when it was compared for the first time. */
  @Transactional
  List<StandingMembershipCheck.Baseline> baselines() {
    return rows.baselines();
  }

  /** Marks a restore as settled once these groups are, and no member can still appear late. */
  @Transactional
  void settleRestore(Set<EntraGroup> groups) {
    restores
        .open()
        .filter(restore -> !clock.instant().isBefore(restore.foundAt().plus(READ_LAG)))
        .filter(_ -> groups.stream().allMatch(this::settled))
        .filter(_ -> findings.openOf(Kind.UNEXPLAINED).isEmpty())
        .ifPresent(restores::markSettled);
  }

  /** Records that an operator adopts the membership as standing; false if the finding is over. */
  @Transactional
  boolean adopt(UUID finding, String by) {
    return settle(
        finding, Settled.ADOPTED, by, it -> rows.addIfMissing(it, Origin.ADOPTED, clock.instant()));
  }

  /** Records that an operator wants the member removed. The membership becomes managed. */
  @Transactional
  boolean takeOver(UUID finding, String by) {
    return settle(finding, Settled.REMOVED, by, it -> memberships.takeOver(it, clock.instant()));
  }

  private boolean settle(UUID finding, Settled as, String by, Consumer<MembershipKey> decision) {
    Optional<DriftFinding> settled = findings.settle(finding, as, by);
    settled.map(DriftFinding::membershipKey).ifPresent(decision);
    settled.ifPresent(_ -> redraw(restores.open()));
    return settled.isPresent();
  }

  private static Set<String> values(Set<PersonId> people) {
    return people.stream().map(PersonId::value).collect(toSet());
  }
}

package dev.hourkey.drift;

import static java.util.stream.Collectors.toMap;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.drift.DriftFinding.Kind;
import dev.hourkey.grant.EntraGroupMembers;
import dev.hourkey.grant.MembershipKey;
import dev.hourkey.grant.MembershipService;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Distinguishes standing memberships from managed ones. After a restore of the database, it cannot
 * do so until every member of the group is explained.
 */
@ApplicationScoped
public class StandingMembershipCheck {
  private static final Logger LOG = Logger.getLogger(StandingMembershipCheck.class);

  /**
   * Hourkey records once a minute that it uses the database, so a backup may be a little more
   * recent than the last of these records in it.
   */
  private static final Duration BETWEEN_NOTES = Duration.ofMinutes(2);

  private final MembershipService memberships;
  private final StandingMembershipRegister register;
  private final DriftFindings findings;
  private final RestoreDetector restores;
  private final EntraGroupMembers directory;
  private final PersonDirectory people;

  StandingMembershipCheck(
      MembershipService memberships,
      StandingMembershipRegister register,
      DriftFindings findings,
      RestoreDetector restores,
      EntraGroupMembers directory,
      PersonDirectory people) {
    this.memberships = memberships;
    this.register = register;
    this.findings = findings;
    this.restores = restores;
    this.directory = directory;
    this.people = people;
  }

  /**
   * Whether the person has a standing membership in the group. Entra's reads lag, so a member that
   * Hourkey removed a moment ago may still be shown and does not count.
   */
  public StandingStatus standingOf(EntraGroup group, PersonId person) {
    if (!groupSettled(group)) {
      return StandingStatus.UNSETTLED;
    }
    return !memberships.mayBeManaged(new MembershipKey(group.id(), person.value()))
            && directory.contains(group, person)
        ? StandingStatus.YES
        : StandingStatus.NO;
  }

  /**
   * Whether every member of the group is explained. Otherwise, nothing may be granted through the
   * group. Always true unless the database was restored. A group that has not been compared since
   * the restore is compared right away.
   *
   * @throws DirectoryFailure when Entra could not be queried, so that the answer is not known
   */
  public boolean groupSettled(EntraGroup group) {
    boolean _ = restores.verify();
    if (register.comparisonMissing(group)) {
      directory.members(group).ifPresent(members -> compare(group, members));
    }
    return register.settled(group);
  }

  /** Records standing members, or reports members that are not explained. */
  void compare(EntraGroup group, Map<PersonId, Person> members) {
    Set<String> unexplained = register.unexplained(group, members.keySet());
    register.compared(
        group, members, unexplained.stream().collect(toMap(one -> one, this::nameOf)));
  }

  /** The person's name, or the id if the name is not known. */
  String nameOf(String person) {
    try {
      return people
          .account(new PersonId(person))
          .map(account -> account.name() + " (" + account.principalName() + ")")
          .orElse(person);
    } catch (DirectoryFailure failure) {
      LOG.debugf(failure, "cannot look up the name of %s", person);
      return person;
    }
  }

  /** The people who are recorded as standing members of a group; Entra is not queried. */
  public List<PersonId> standingMembers(EntraGroup group) {
    return register.standing(group).stream().sorted().map(PersonId::new).toList();
  }

  /** How many standing members each group had when it was compared for the first time. */
  public List<Baseline> baselines() {
    return register.baselines();
  }

  /** Standing members of a group at its first comparison. */
  public record Baseline(String group, long members) {}

  /** Members that Hourkey's records do not explain, by group and name. */
  public List<DriftFinding> unexplained() {
    return findings.openOf(Kind.UNEXPLAINED);
  }

  /** The last restore of the database that was found, if there was one. */
  public Optional<DatabaseRestore> lastRestore() {
    return restores.last();
  }

  /**
   * Whether something that was received at {@code then} may come from a backup, so that it may have
   * been processed before. Something that was received after the backup cannot come from it.
   */
  public boolean restoredSince(Instant then) {
    boolean _ = restores.verify();
    return restores
        .last()
        .filter(restore -> restore.certain() && restore.foundAt().isAfter(then))
        .filter(restore -> !then.isAfter(restore.lastKnownAt().plus(BETWEEN_NOTES)))
        .isPresent();
  }

  /**
   * Records an unexplained member as a standing one.
   *
   * @param by who decided it, for the audit trail
   * @return false if the member was already settled
   */
  public boolean adopt(DriftFinding member, String by) {
    return register.adopt(member.id(), by);
  }

  /** Like {@link #adopt}, but has the member removed as if Hourkey had added them. */
  public boolean remove(DriftFinding member, String by) {
    return register.takeOver(member.id(), by);
  }
}

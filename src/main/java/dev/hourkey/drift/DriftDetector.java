package dev.hourkey.drift;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.drift.DriftFinding.Kind;
import dev.hourkey.drift.StandingMembership.Origin;
import dev.hourkey.grant.AccessProbe;
import dev.hourkey.grant.EndedGrantMonitor;
import dev.hourkey.grant.EntraGroupMembers;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantService;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.MembershipKey;
import dev.hourkey.grant.MembershipService;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.scim.ScimProvisioner;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Compares, group by group, the members in Entra, the members in AWS and Hourkey's records. It
 * compares one group after the other, so that the vendors' limits leave room for urgent work.
 */
@ApplicationScoped
public class DriftDetector {
  private static final Logger LOG = Logger.getLogger(DriftDetector.class);

  /** How long to wait for the catalog at startup. Without it, there are few groups to compare. */
  private static final Duration FIRST_DISCOVERY = Duration.ofSeconds(10);

  private final Catalog catalog;
  private final GroupsToCompare groupsToCompare;
  private final Grants grants;
  private final GrantService service;
  private final MembershipService memberships;
  private final StandingMembershipCheck standing;
  private final StandingMembershipRegister register;
  private final RestoreDetector restores;
  private final EntraGroupMembers directory;
  private final AccessProbe aws;
  private final AwsUserMatcher users;
  private final DriftFindings findings;
  private final DriftRemoval removal;
  private final EndedGrantMonitor endedGrants;
  private final LostAssignments lost;
  private final StandingAccess comparisons;

  DriftDetector(
      Catalog catalog,
      GroupsToCompare groupsToCompare,
      Grants grants,
      GrantService service,
      MembershipService memberships,
      StandingMembershipCheck standing,
      StandingMembershipRegister register,
      RestoreDetector restores,
      EntraGroupMembers directory,
      AccessProbe aws,
      AwsUserMatcher users,
      DriftFindings findings,
      DriftRemoval removal,
      EndedGrantMonitor endedGrants,
      LostAssignments lost,
      StandingAccess comparisons) {
    this.catalog = catalog;
    this.groupsToCompare = groupsToCompare;
    this.grants = grants;
    this.service = service;
    this.memberships = memberships;
    this.standing = standing;
    this.register = register;
    this.restores = restores;
    this.directory = directory;
    this.aws = aws;
    this.users = users;
    this.findings = findings;
    this.removal = removal;
    this.endedGrants = endedGrants;
    this.lost = lost;
    this.comparisons = comparisons;
  }

  /** Compares the groups whose turn it is. */
  public void sweep() {
    boolean _ = restores.verify();
    CatalogSnapshot snapshot = catalog.afterFirstDiscovery(FIRST_DISCOVERY);
    Set<EntraGroup> groups = groupsToCompare.of(snapshot);
    groups.forEach(this::attempt);
    findings.noteUnwatched();
    if (snapshot.complete() && snapshot.problems().isEmpty()) {
      register.settleRestore(groups);
    }
  }

  private void attempt(EntraGroup group) {
    try {
      compare(group);
    } catch (DirectoryFailure failure) {
      LOG.infof("%s; retrying with the next comparison", failure.sentence());
    } catch (RuntimeException e) {
      LOG.errorf(e, "group %s could not be compared; retrying", group.name());
    }
  }

  private void compare(EntraGroup group) {
    Optional<Map<PersonId, Person>> found = directory.members(group);
    List<Grant> open = grants.openIn(group.id());
    if (found.isPresent()) {
      compare(group, found.get(), open);
    } else {
      open.forEach(grant -> service.seenInEntra(grant.id(), false));
      if (register.seenGone(group)) { // One answer may come from a replica that lags.
        unapprovedMembers(group, Set.of(), open);
        compareWithAws(group, Set.of(), open); // AWS may still show who was in it.
      }
    }
    lost.compare(group, open); // Even if the group is gone, because its findings must end.
  }

  private void compare(EntraGroup group, Map<PersonId, Person> found, List<Grant> open) {
    standing.compare(group, found);
    Set<PersonId> members = found.keySet();
    open.stream()
        .filter(grant -> grant.absent() || !members.contains(grant.holder()))
        .forEach(grant -> service.seenInEntra(grant.id(), members.contains(grant.holder())));
    unapprovedMembers(group, members, open);
    compareWithAws(group, members, open);
  }

  private void unapprovedMembers(EntraGroup group, Set<PersonId> members, List<Grant> open) {
    Set<PersonId> holders = holders(open, _ -> true);
    Set<String> unexplained = findings.open(Kind.UNEXPLAINED, group);
    Set<String> adopted = register.standing(group, Origin.ADOPTED);
    Set<String> known = findings.open(Kind.UNAPPROVED_MEMBER, group);
    Set<PersonId> unapprovedMembers =
        members.stream()
            .filter(member -> !holders.contains(member))
            .filter(member -> !unexplained.contains(member.value())) // Already reported.
            .filter(member -> !adopted.contains(member.value()))
            .filter( // If Hourkey had removed the member, the finding would no longer be open.
                member ->
                    known.contains(member.value())
                        || !memberships.mayBeManaged(new MembershipKey(group.id(), member.value())))
            .collect(toSet());
    List<DriftFinding> lasting =
        seen(
            Kind.UNAPPROVED_MEMBER,
            group,
            values(unapprovedMembers),
            unexplained,
            standing::nameOf);
    if (removal.removes(group)) {
      Set<String> fromTheStart = register.standing(group, Origin.BASELINE);
      Stream.concat(
              lasting.stream().filter(one -> !fromTheStart.contains(one.member())),
              findings.lasting(Kind.UNEXPLAINED, group, Kind.UNAPPROVED_MEMBER.lag()).stream())
          .filter(one -> members.contains(new PersonId(one.member()))) // Others are already gone.
          .forEach(removal::remove);
    }
  }

  /**
   * Ignores grants in transition; all other members must be the same in Entra and AWS. A group that
   * AWS does not show may have another name there until the next cycle.
   */
  private void compareWithAws(EntraGroup group, Set<PersonId> members, List<Grant> open) {
    Optional<Set<String>> found = aws.users(group);
    Set<String> shown = found.orElse(Set.of());
    AwsUserMatcher.Placed placed = users.place(members, open, shown);
    Set<PersonId> inTransition =
        holders(open, grant -> !(grant.state() instanceof GrantState.Live));
    Set<String> missing =
        members.stream()
            .filter(member -> !inTransition.contains(member))
            .filter(member -> !placed.unclear().contains(member.value()))
            .filter(member -> !shown.contains(placed.ids().getOrDefault(member, "")))
            .map(PersonId::value)
            .collect(toSet());
    seen(Kind.MISSING_IN_AWS, group, missing, placed.unclear(), standing::nameOf);

    Set<String> left = new HashSet<>(shown);
    left.removeAll(placed.ids().values());
    left.removeAll(placed.unclear());
    open.forEach(grant -> grant.awsUserId().ifPresent(left::remove));
    Set<String> unclear =
        found.isPresent()
            ? placed.unclear()
            : findings.seenWithin(ScimProvisioner.CYCLE, Kind.LEFT_IN_AWS, group);
    Set<String> seenBefore = findings.open(Kind.LEFT_IN_AWS, group);
    List<DriftFinding> lasting = seen(Kind.LEFT_IN_AWS, group, left, unclear, aws::nameOf);
    if (removal.removes(group)) {
      lasting.stream()
          .filter(one -> left.contains(one.member())) // The others are unclear.
          .forEach(one -> removal.removeInAws(group, one));
    }
    seenBefore.retainAll(left);
    endedGrants.seenAgain(group, seenBefore, findings::memberSinceRemoval);
    comparisons.comparedWithAws(group);
  }

  private List<DriftFinding> seen(
      Kind kind,
      EntraGroup group,
      Set<String> members,
      Set<String> unclear,
      UnaryOperator<String> name) {
    Set<String> known = findings.open(kind, group);
    return findings.recordComparison(
        kind,
        group,
        members.stream()
            .collect(toMap(one -> one, one -> known.contains(one) ? "" : name.apply(one))),
        unclear,
        Duration.ZERO);
  }

  private static Set<PersonId> holders(List<Grant> grants, Predicate<Grant> which) {
    return grants.stream().filter(which).map(Grant::holder).collect(toSet());
  }

  private static Set<String> values(Set<PersonId> people) {
    return people.stream().map(PersonId::value).collect(toSet());
  }
}

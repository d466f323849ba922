package dev.hourkey.drift;

import static java.util.Comparator.comparing;

import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.Grants;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Chooses the groups that one sweep compares: every group with an open grant, a managed membership,
 * an open finding, or a standing member that the last comparison missed. Of the other groups that
 * can be requested, it adds those that were compared longest ago. After a restore, it chooses all
 * groups. A group that becomes unavailable still exists, so it is still compared.
 */
@ApplicationScoped
class GroupsToCompare {
  /**
   * The maximum number of unused groups that one sweep compares, with one call a second to Entra
   * and two to AWS. With 2,000 groups, each is compared every half hour.
   */
  static final int MAX_UNUSED = 120;

  /** The minimum number of groups to compare while discovery needs the calls. */
  static final int FEWEST_UNUSED = 10;

  private final Grants grants;
  private final DriftFindings findings;
  private final StandingMembershipRegister register;
  private final RestoreDetector restores;

  GroupsToCompare(
      Grants grants,
      DriftFindings findings,
      StandingMembershipRegister register,
      RestoreDetector restores) {
    this.grants = grants;
    this.findings = findings;
    this.register = register;
    this.restores = restores;
  }

  /** The groups, in the order in which they are compared. */
  Set<EntraGroup> of(CatalogSnapshot snapshot) {
    Map<String, EntraGroup> groups = new LinkedHashMap<>();
    Stream.of(
            grants.groupsOfOpen().stream(),
            findings.open().stream().map(DriftFinding::group),
            register.groupsToWatch().stream())
        .flatMap(found -> found)
        .forEach(group -> groups.putIfAbsent(group.id(), group));
    Map<String, Instant> compared = register.comparedAt();
    snapshot.entitlements().stream()
        .map(Entitlement::group)
        .filter(group -> !groups.containsKey(group.id()))
        .sorted(comparing(group -> compared.getOrDefault(group.id(), Instant.EPOCH)))
        .limit(restores.open().isPresent() ? Long.MAX_VALUE : unused(snapshot.notAsked()))
        .toList()
        .forEach(group -> groups.put(group.id(), group));
    return Collections.unmodifiableSet(new LinkedHashSet<>(groups.values()));
  }

  /**
   * How many unused groups one sweep compares. Discovery has priority, because it shares the
   * vendors' limits, and nobody can request an entitlement that it has not looked up.
   *
   * @param notAsked how many entitlements discovery has not looked up yet
   */
  static int unused(int notAsked) {
    return Math.max(FEWEST_UNUSED, MAX_UNUSED - notAsked);
  }
}

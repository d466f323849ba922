package dev.hourkey.drift;

import static java.util.stream.Collectors.toSet;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AssignedAccess;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.drift.DriftFinding.Kind;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantService;
import dev.hourkey.grant.GrantState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds assignments that active grants opened and that AWS no longer makes, according to discovery.
 * While AWS does not answer, no finding begins or ends.
 */
@ApplicationScoped
public class LostAssignments {
  private final Catalog catalog;
  private final DriftFindings findings;
  private final GrantService service;
  private final EntityManager database;

  LostAssignments(
      Catalog catalog, DriftFindings findings, GrantService service, EntityManager database) {
    this.catalog = catalog;
    this.findings = findings;
    this.service = service;
    this.database = database;
  }

  /** Compares what the open grants of a group opened with what AWS assigns to it now. */
  @Transactional
  void compare(EntraGroup group, List<Grant> open) {
    List<Grant> live =
        open.stream()
            .filter(grant -> grant.state() instanceof GrantState.Live)
            .sorted(Comparator.comparing(Grant::id)) // The grants are locked in this order.
            .toList();
    Set<String> known = findings.open(Kind.LOST_ASSIGNMENT, group);
    if (live.isEmpty() && known.isEmpty()) {
      return;
    }
    Optional<AssignedAccess> now = catalog.lastAssigned(group);
    if (now.isEmpty() && !live.isEmpty()) {
      return;
    }
    Duration age = live.isEmpty() ? Duration.ZERO : now.orElseThrow().age();
    Map<String, String> lost = new HashMap<>();
    boolean unclear = false;
    for (Grant grant : live) {
      AwsAccess shown = grant.access().opens();
      AwsAccess assigned = now.orElseThrow().opens();
      if (assigned.cannotBeComparedWith(shown)) {
        unclear = true;
      } else {
        shown.missingFrom(assigned).forEach(one -> lost.put(key(one), one.words()));
      }
    }
    Set<String> before = keys(told(group));
    List<DriftFinding> _ =
        findings.recordComparison(
            Kind.LOST_ASSIGNMENT, group, lost, unclear ? known : Set.of(), age);
    Set<String> after = keys(told(group));
    for (Grant grant : live) {
      service.assignmentsSeen(grant.id(), opensAny(grant, after), !before.equals(after));
    }
  }

  /**
   * The names of assignments that a grant opened, that AWS no longer has, and that operators were
   * told about.
   */
  public List<String> of(Grant grant) {
    return told(grant.group()).stream()
        .filter(finding -> opensAny(grant, Set.of(finding.member())))
        .map(DriftFinding::name)
        .sorted()
        .toList();
  }

  @Transactional
  List<DriftFinding> told(EntraGroup group) {
    return database
        .createQuery(
            """
            from DriftFinding where kind = ?1 and groupId = ?2 and resolvedAt is null
              and report is not null
            """,
            DriftFinding.class)
        .setParameter(1, Kind.LOST_ASSIGNMENT)
        .setParameter(2, group.id())
        .getResultList();
  }

  private static boolean opensAny(Grant grant, Set<String> keys) {
    return grant.access().opens().open().stream()
        .map(LostAssignments::key)
        .anyMatch(keys::contains);
  }

  private static Set<String> keys(List<DriftFinding> findings) {
    return findings.stream().map(DriftFinding::member).collect(toSet());
  }

  private static String key(AccountAssignment one) {
    return one.accountId() + "/" + one.permissionSet();
  }
}

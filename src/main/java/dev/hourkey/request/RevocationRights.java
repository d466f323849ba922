package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Revocation.Role;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.UserType;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may revoke a grant: the approvers of its entitlement and the operators, by the current policy
 * file and directory.
 */
@ApplicationScoped
public class RevocationRights {
  private final Catalog catalog;
  private final SubjectResolver subjects;

  RevocationRights(Catalog catalog, SubjectResolver subjects) {
    this.catalog = catalog;
    this.subjects = subjects;
  }

  /**
   * The grants among these that an account may revoke; the directory is asked once for all of them.
   *
   * @throws DirectoryFailure when the right to revoke is unknown for some of them
   */
  public List<Grant> revocable(EntraAccount account, List<Grant> grants) {
    CatalogSnapshot now = catalog.current();
    Subject me = subjects.of(account, groups(now, grants));
    return grants.stream().filter(grant -> role(me, grant, now).isPresent()).toList();
  }

  /**
   * The role that lets an account revoke this grant; empty if it may not.
   *
   * @throws DirectoryFailure when that is unknown
   */
  Optional<Role> role(EntraAccount account, Grant grant) {
    CatalogSnapshot now = catalog.current();
    return role(subjects.of(account, groups(now, List.of(grant))), grant, now);
  }

  private Optional<Role> role(Subject me, Grant grant, CatalogSnapshot now) {
    Optional<Policy> policy = now.find(grant.access().entitlement()).map(Entitlement::policy);
    if (policy.filter(one -> one.namesApprover(me, withoutManager(grant))).isPresent()) {
      return Optional.of(Role.APPROVER);
    }
    if (Principal.anyMatches(now.operators(), me, me)) {
      return Optional.of(Role.OPERATOR);
    }
    // Last, because the directory may not show the manager of somebody who has left.
    if (policy
        .filter(one -> one.namesApprover(me, subjects.ofHolder(grant.holder(), one)))
        .isPresent()) {
      return Optional.of(Role.APPROVER);
    }
    if (!now.complete()) {
      throw DirectoryFailure.passing(
          "tell who may revoke grant " + grant.id(),
          null,
          new IllegalStateException("the list of entitlements is not complete"));
    }
    return Optional.empty();
  }

  private static Subject withoutManager(Grant grant) {
    return new Subject(
        grant.holder(), Set.of(), Set.of(), Optional.empty(), UserType.UNKNOWN, false);
  }

  private static Set<String> groups(CatalogSnapshot now, List<Grant> grants) {
    Set<String> groups = new HashSet<>(Principal.groups(now.operators().stream()));
    grants.stream()
        .map(grant -> grant.access().entitlement())
        .distinct()
        .flatMap(id -> now.find(id).stream())
        .forEach(found -> groups.addAll(found.policy().approverGroups()));
    return groups;
  }
}

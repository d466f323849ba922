package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Revocation.Role;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who may revoke a grant: the approvers of its entitlement and the operators, according to the
 * current policy file and the directory.
 */
@ApplicationScoped
public class RevocationRights {
  /**
   * The maximum number of holders whose manager is looked up in Entra, because each lookup takes a
   * call.
   */
  private static final int MAX_MANAGERS = 20;

  private final Catalog catalog;
  private final SubjectResolver subjects;

  RevocationRights(Catalog catalog, SubjectResolver subjects) {
    this.catalog = catalog;
    this.subjects = subjects;
  }

  /**
   * The grants among these that an account may revoke. The directory is asked once for all of them
   * and, where managers approve, once for the manager of each of the first holders.
   *
   * @throws DirectoryFailure when no grant is known to be revocable, and at least one may be
   */
  public List<Grant> revocable(EntraAccount account, List<Grant> grants) {
    CatalogSnapshot now = catalog.current();
    Subject me = subjects.approver(account, policies(now, grants), now.operators());
    Holders holders = new Holders();
    Optional<DirectoryFailure> unknown = Optional.empty();
    List<Grant> revocable = new ArrayList<>();
    for (Grant grant : grants) {
      try {
        if (role(me, grant, now, holders).isPresent()) {
          revocable.add(grant);
        }
      } catch (DirectoryFailure e) {
        unknown = Optional.of(e);
      }
    }
    if (revocable.isEmpty() && unknown.isPresent()) {
      throw unknown.get();
    }
    return revocable;
  }

  /**
   * Whether an account is one of the operators.
   *
   * @throws DirectoryFailure when that is unknown
   */
  public boolean isOperator(EntraAccount account) {
    CatalogSnapshot now = catalog.current();
    return hasRole(account, now.operators(), now);
  }

  /** Whether an account is one of these operators or auditors. */
  boolean hasRole(EntraAccount account, List<Principal> roles, CatalogSnapshot now) {
    Subject me = subjects.approver(account, List.of(), roles);
    if (Principal.anyMatches(roles, me, me)) {
      return true;
    }
    requireComplete(now, "tell who is an operator or auditor");
    return false;
  }

  /**
   * The role that lets an account revoke this grant; empty if it may not.
   *
   * @throws DirectoryFailure when that is unknown
   */
  Optional<Role> role(EntraAccount account, Grant grant) {
    CatalogSnapshot now = catalog.current();
    Subject me = subjects.approver(account, policies(now, List.of(grant)), now.operators());
    return role(me, grant, now, new Holders());
  }

  /**
   * The role that lets an account revoke a grant; empty if it may not, or there is no such grant.
   *
   * @throws DirectoryFailure when that is unknown. A failure reveals whether the grant exists only
   *     while Entra names the manager of the account but not the manager of the holder
   */
  Optional<Role> roleIfAny(EntraAccount account, Optional<Grant> grant) {
    Optional<DirectoryFailure> unknown = Optional.empty();
    try {
      Optional<Role> role = grant.flatMap(one -> role(account, one));
      if (role.isPresent()) {
        return role;
      }
    } catch (DirectoryFailure e) {
      unknown = Optional.of(e);
    }
    requireAnswers(account);
    if (unknown.isPresent()) {
      throw unknown.get();
    }
    return Optional.empty();
  }

  /**
   * Looks up everything that determines what an account may revoke, so that a quick refusal can't
   * reveal that there is no such grant. Where managers approve, it looks up the account's own
   * manager: without a grant, there is no holder to look up.
   *
   * @throws DirectoryFailure when any of it is unknown
   */
  public void requireAnswers(EntraAccount account) {
    CatalogSnapshot now = catalog.current();
    requireComplete(now, "tell what may be revoked");
    List<Policy> policies =
        now.entitlements().stream().flatMap(one -> one.policies().stream()).toList();
    policies.stream()
        .filter(Policy::needsManager)
        .findFirst()
        .ifPresent(policy -> subjects.managerOf(account.id(), policy));
    subjects.approver(account, policies, now.operators()).tools().unknown().entrySet().stream()
        .min(Comparator.comparing(entry -> entry.getKey().toString()))
        .ifPresent(
            first -> {
              throw first.getValue();
            });
  }

  private Optional<Role> role(Subject me, Grant grant, CatalogSnapshot now, Holders holders) {
    List<Policy> policies =
        now.named(grant.access().entitlement()).map(Entitlement::policies).orElseGet(List::of);
    Optional<DirectoryFailure> unknown = Optional.empty();
    try {
      if (Principal.anyOf(policies, one -> one.namesApprover(me, me))) { // Not as a manager.
        return Optional.of(Role.APPROVER);
      }
    } catch (DirectoryFailure e) { // Operators may revoke even while an on-call tool is down.
      unknown = Optional.of(e);
    }
    if (Principal.anyMatches(now.operators(), me, me)) {
      return Optional.of(Role.OPERATOR);
    }
    if (unknown.isPresent()) {
      throw unknown.get();
    }
    // Last, because this takes a call for each holder.
    Optional<Subject> holder =
        policies.stream()
            .filter(Policy::needsManager)
            .findFirst()
            .flatMap(policy -> holders.withManager(grant.holder(), policy));
    if (holder.isPresent()
        && Principal.anyOf(policies, one -> one.namesApprover(me, holder.get()))) {
      return Optional.of(Role.APPROVER);
    }
    requireComplete(now, "tell who may revoke grant " + grant.id());
    return Optional.empty();
  }

  /**
   * Holders and their managers, for one call. Entra is asked only about the first few holders, once
   * for each.
   */
  private final class Holders {
    private final Map<PersonId, Supplier<Optional<Subject>>> asked = new HashMap<>();
    private Optional<DirectoryFailure> silence = Optional.empty();

    /** Empty if Entra does not show the holder, or if too many were looked up before. */
    Optional<Subject> withManager(PersonId holder, Policy policy) {
      boolean isNew = !asked.containsKey(holder);
      if (isNew && silence.isPresent()) { // Each further call could wait as long as the first.
        throw silence.get();
      }
      if (isNew && asked.size() == MAX_MANAGERS) {
        return Optional.empty();
      }
      return asked.computeIfAbsent(holder, _ -> ask(holder, policy)).get();
    }

    private Supplier<Optional<Subject>> ask(PersonId holder, Policy policy) {
      try {
        Subject found = subjects.ofHolder(holder, policy);
        return () -> Optional.of(found);
      } catch (DirectoryFailure failure) {
        if (failure.vendorError().isEmpty()) { // The holder is not shown, so has no manager.
          return Optional::empty;
        }
        silence = Optional.of(failure);
        return () -> {
          throw failure;
        };
      }
    }
  }

  static void requireComplete(CatalogSnapshot now, String doing) {
    if (!now.complete()) {
      throw DirectoryFailure.temporary(
          doing, null, new IllegalStateException("the list of entitlements is not complete"));
    }
  }

  private static List<Policy> policies(CatalogSnapshot now, List<Grant> grants) {
    return grants.stream()
        .map(grant -> grant.access().entitlement())
        .distinct()
        .flatMap(id -> now.named(id).stream())
        .flatMap(found -> found.policies().stream())
        .toList();
  }
}

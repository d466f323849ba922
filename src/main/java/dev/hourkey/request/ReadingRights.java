package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who may read which access others request and hold, according to the current policy file and the
 * directory.
 */
@ApplicationScoped
public class ReadingRights {
  private final Catalog catalog;
  private final SubjectResolver subjects;
  private final RevocationRights rights;

  ReadingRights(Catalog catalog, SubjectResolver subjects, RevocationRights rights) {
    this.catalog = catalog;
    this.subjects = subjects;
    this.rights = rights;
  }

  /**
   * The entitlements among these whose holders an account may see: those with a stage that it may
   * approve or, for operators and auditors, all. The directory is asked once.
   *
   * @throws DirectoryFailure when no entitlement is known to be readable, and at least one may be
   */
  public List<Entitlement> readable(EntraAccount account, List<Entitlement> entitlements) {
    CatalogSnapshot now = catalog.current();
    List<Principal> roles = readers(now);
    List<Policy> policies = entitlements.stream().flatMap(one -> one.policies().stream()).toList();
    Subject me = subjects.approver(account, policies, roles);
    Optional<DirectoryFailure> unknown = Optional.empty();
    List<Entitlement> readable = new ArrayList<>();
    for (Entitlement one : entitlements) {
      try { // A manager approves only their own reports' requests.
        if (Principal.anyMatches(roles, me, me)
            || Principal.anyOf(one.policies(), policy -> policy.namesApprover(me, me))) {
          readable.add(one);
        }
      } catch (DirectoryFailure e) {
        unknown = Optional.of(e);
      }
    }
    if (readable.isEmpty() && unknown.isPresent()) {
      throw unknown.get();
    }
    if (readable.isEmpty()) {
      RevocationRights.requireComplete(now, "tell who may read the holders");
    }
    return readable;
  }

  /**
   * Whether an account may read what a person requested or was granted. Approvers of the
   * entitlement, operators and auditors may, and the person's manager where managers approve.
   *
   * @throws DirectoryFailure when that is unknown
   */
  public boolean mayRead(EntraAccount account, PersonId holder, String id) {
    CatalogSnapshot now = catalog.current();
    Optional<Entitlement> entitlement = now.named(id);
    if (entitlement.isEmpty()) {
      return rights.hasRole(account, readers(now), now);
    }
    if (!readable(account, List.of(entitlement.get())).isEmpty()) {
      return true;
    }
    return Principal.anyOf(
        entitlement.get().policies().stream().filter(Policy::needsManager).toList(),
        one -> one.namesApprover(subjects.reviewer(account, one), subjects.ofHolder(holder, one)));
  }

  private static List<Principal> readers(CatalogSnapshot now) {
    return Stream.concat(now.operators().stream(), now.auditors().stream()).toList();
  }
}

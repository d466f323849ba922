package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Finds out what somebody may decide, for a list. What is unknown is left out: approvers can always
 * decide on the card.
 */
@ApplicationScoped
public class DecisionRightsResolver {
  private static final Logger LOG = Logger.getLogger(DecisionRightsResolver.class);

  /** The maximum number of requesters whose manager is looked up in Entra. */
  private static final int MAX_MANAGERS = 20;

  private final Catalog catalog;
  private final SubjectResolver subjects;
  private final Requests requests;
  private final Persons persons;

  DecisionRightsResolver(
      Catalog catalog, SubjectResolver subjects, Requests requests, Persons persons) {
    this.catalog = catalog;
    this.subjects = subjects;
    this.requests = requests;
    this.persons = persons;
  }

  /**
   * The rights of a person now. A guest in the chat decides nothing.
   *
   * @throws DirectoryFailure when the directory could not be queried
   */
  public DecisionRights of(Identification.Known person) {
    if (person.chatGuest()) {
      return DecisionRights.NONE;
    }
    CatalogSnapshot now = catalog.current();
    List<Policy> policies =
        now.entitlements().stream().flatMap(one -> one.policies().stream()).toList();
    Subject me = subjects.approver(person.account(), policies, now.operators());
    Set<String> entitlements = new HashSet<>();
    Set<String> stages = new HashSet<>();
    for (Entitlement entitlement : now.entitlements()) {
      for (Policy policy : entitlement.policies()) {
        List<String> included = policy.stagesOf(me, me); // Not as a manager.
        if (!included.isEmpty()) {
          entitlements.add(entitlement.id());
          stages.addAll(included);
        }
      }
    }
    return new DecisionRights(
        Principal.anyMatches(now.operators(), me, me), entitlements, stages, ofManager(me, now));
  }

  /** The undecided requests that wait for this person as the requester's manager. */
  private Set<UUID> ofManager(Subject me, CatalogSnapshot now) {
    Set<PersonId> accounts = persons.accountsOf(me.person());
    return requests.pending().stream()
        .filter(request -> !request.involves(accounts))
        .filter(request -> needsManager(request, now))
        .limit(MAX_MANAGERS)
        .filter(request -> isManager(me, request, now))
        .map(AccessRequest::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean needsManager(AccessRequest request, CatalogSnapshot now) {
    return policies(request, now).stream().anyMatch(Policy::needsManager);
  }

  private boolean isManager(Subject me, AccessRequest request, CatalogSnapshot now) {
    try {
      return policies(request, now).stream()
          .filter(Policy::needsManager)
          .anyMatch(
              policy ->
                  DecisionRights.waits(
                      request,
                      policy.stagesOf(me, subjects.ofHolder(request.requester(), policy))));
    } catch (DirectoryFailure e) {
      LOG.infof("cannot tell who the manager for request %s is: %s", request.id(), e.forLog());
      return false;
    }
  }

  private static List<Policy> policies(AccessRequest request, CatalogSnapshot now) {
    return now.named(request.access().entitlement()).map(Entitlement::policies).orElseGet(List::of);
  }
}

package dev.hourkey.request;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Grants;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.AccessHistory;
import dev.hourkey.policy.Limits;
import dev.hourkey.policy.Refusal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Judges by the requests and grants in the database whether somebody may have one more: none at the
 * same time, and no more than the limits of the policy allow.
 */
@ApplicationScoped
class LimitCheck {
  private final Requests requests;
  private final Grants grants;
  private final Persons persons;

  LimitCheck(Requests requests, Grants grants, Persons persons) {
    this.requests = requests;
    this.grants = grants;
    this.persons = persons;
  }

  /** Why somebody may not request an entitlement, as {@link #beforeOpening}; empty if they may. */
  @Transactional(Transactional.TxType.MANDATORY)
  Optional<SubmissionRefusal> refusal(
      Entitlement entitlement, PersonId person, Duration duration, Instant start) {
    return duplicate(person, entitlement)
        .or(
            () ->
                beforeOpening(
                        entitlement.policy().limits(), person, entitlement.id(), duration, start)
                    .map(SubmissionRefusal.ByPolicy::new));
  }

  private Optional<SubmissionRefusal> duplicate(PersonId requester, Entitlement entitlement) {
    boolean active =
        grants.openOf(requester).stream()
            .filter(grant -> !grant.ending())
            .anyMatch(grant -> grant.access().entitlement().equals(entitlement.id()));
    if (active) {
      return Optional.of(new SubmissionRefusal.AlreadyActive(entitlement.name()));
    }
    boolean requested =
        requests.pendingOf(requester).stream()
            .anyMatch(request -> request.access().entitlement().equals(entitlement.id()));
    return requested
        ? Optional.of(new SubmissionRefusal.AlreadyRequested(entitlement.name()))
        : Optional.empty();
  }

  /**
   * Why a new grant may not be opened; empty if it may. Until the caller's transaction ends, no
   * other one opens a grant of this person that has limits.
   *
   * @param start when the new grant would start
   */
  @Transactional(Transactional.TxType.MANDATORY)
  Optional<Refusal> beforeOpening(
      Limits limits, PersonId person, String entitlement, Duration duration, Instant start) {
    if (limits.equals(Limits.NONE)) {
      return Optional.empty();
    }
    persons.lock(person);
    return limits.refusal(
        history(limits, person, entitlement, Optional.empty(), start), duration, start);
  }

  /** Why the grant of an approved request may not begin; empty if it may. */
  @Transactional
  Optional<Refusal> beforeAdding(Limits limits, AccessRequest request, Instant start) {
    return limits.equals(Limits.NONE)
        ? Optional.empty()
        : limits.refusal(
            history(
                limits,
                request.requester(),
                request.access().entitlement(),
                Optional.of(request.id()),
                start),
            request.duration(),
            start);
  }

  private AccessHistory history(
      Limits limits, PersonId person, String entitlement, Optional<UUID> besides, Instant start) {
    return new AccessHistory(
        grants.of(person, entitlement, start.minus(limits.reach())).stream()
            .filter(grant -> besides.filter(grant.request()::equals).isEmpty())
            .map(Grant::heldTime)
            .flatMap(Optional::stream)
            .map(held -> new AccessHistory.Period(held.from(), held.until()))
            .toList());
  }
}

package dev.hourkey.request;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.HeldTime;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.AccessHistory;
import dev.hourkey.policy.Limits;
import dev.hourkey.policy.Refusal;
import dev.hourkey.policy.StartRules;
import dev.hourkey.request.Submission.Command;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Judges by the requests and grants in the database whether somebody may have one more: none at the
 * same time, none that starts too far ahead, and no more than the limits of the policy allow.
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

  /**
   * Why somebody may not request an entitlement; empty if they may. Until the caller's transaction
   * ends, no other one opens a request or a grant of this person that has limits.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  Optional<SubmissionRefusal> ofRequest(
      Entitlement entitlement, PersonId person, Command.NewRequest command, Instant now) {
    return duplicate(person, entitlement)
        .or(
            () ->
                refusal(
                        entitlement,
                        person,
                        command.duration(),
                        command.startsAt(),
                        Optional.empty(),
                        now)
                    .map(SubmissionRefusal.ByPolicy::new));
  }

  /** Why a request may not be approved for this long; empty if it may. Locks like the above. */
  @Transactional(Transactional.TxType.MANDATORY)
  Optional<Refusal> ofApproval(
      Entitlement entitlement, AccessRequest request, Duration duration, Instant now) {
    return refusal(
        entitlement,
        request.requester(),
        duration,
        request.startsAt(),
        Optional.of(request.id()),
        now);
  }

  /** Why the grant of an approved request may not begin now; empty if it may. */
  @Transactional
  Optional<Refusal> beforeAdding(Limits limits, AccessRequest request, Instant now) {
    return limits.equals(Limits.NONE)
        ? Optional.empty()
        : limits.refusal(
            history(
                limits,
                request.requester(),
                request.access().entitlement(),
                Optional.of(request.id()),
                now),
            request.duration(),
            now);
  }

  private Optional<SubmissionRefusal> duplicate(PersonId requester, Entitlement entitlement) {
    Optional<Grant> grant =
        grants.openOf(requester).stream()
            .filter(Grant::endable)
            .filter(one -> one.access().entitlement().equals(entitlement.id()))
            .findFirst();
    if (grant.isPresent()) {
      return Optional.of(
          grant.get().state() instanceof GrantState.Scheduled(Instant startsAt)
              ? new SubmissionRefusal.AlreadyScheduled(entitlement.name(), startsAt)
              : new SubmissionRefusal.AlreadyActive(entitlement.name()));
    }
    boolean requested =
        requests.pendingOf(requester).stream()
            .anyMatch(request -> request.access().entitlement().equals(entitlement.id()));
    return requested
        ? Optional.of(new SubmissionRefusal.AlreadyRequested(entitlement.name()))
        : Optional.empty();
  }

  private Optional<Refusal> refusal(
      Entitlement entitlement,
      PersonId person,
      Duration duration,
      Optional<Instant> startsAt,
      Optional<UUID> besides,
      Instant now) {
    Optional<Refusal> byStart =
        StartRules.refusal(entitlement.policy().startAhead(), startsAt, now);
    Limits limits = entitlement.policy().limits();
    if (byStart.isPresent() || limits.equals(Limits.NONE)) {
      return byStart;
    }
    persons.lock(person);
    Instant start = startsAt.filter(now::isBefore).orElse(now);
    return limits.refusal(
        history(limits, person, entitlement.id(), besides, start), duration, start);
  }

  private AccessHistory history(
      Limits limits, PersonId person, String entitlement, Optional<UUID> besides, Instant start) {
    return new AccessHistory(
        grants.of(person, entitlement, start.minus(limits.reach())).stream()
            .filter(grant -> besides.filter(grant.request()::equals).isEmpty())
            .map(HeldTime::of)
            .flatMap(Optional::stream)
            .map(held -> new AccessHistory.Period(held.from(), held.until()))
            .toList());
  }
}

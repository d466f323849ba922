package dev.hourkey.request;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.PersonalGrants;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.AccessPeriods;
import dev.hourkey.policy.Limits;
import dev.hourkey.policy.Refusal;
import dev.hourkey.policy.StartRules;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Checks in the database whether somebody may have one more request or grant. There must be no
 * other for the same entitlement, it must not start too far ahead, and it must not exceed the
 * limits of the policy.
 */
@ApplicationScoped
class LimitCheck {
  private final Requests requests;
  private final BreakGlassReviews breakGlass;
  private final Grants grants;
  private final PersonalGrants personal;
  private final Persons persons;

  LimitCheck(
      Requests requests,
      BreakGlassReviews breakGlass,
      Grants grants,
      PersonalGrants personal,
      Persons persons) {
    this.requests = requests;
    this.breakGlass = breakGlass;
    this.grants = grants;
    this.personal = personal;
    this.persons = persons;
  }

  /**
   * Why somebody may not request an entitlement; empty if they may. Break-glass replaces a request
   * that still waits for its approvers, so that request does not count. Until the caller's
   * transaction ends, no other transaction opens a request or a grant with limits for this person.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  Optional<SubmissionRefusal> ofRequest(
      Entitlement entitlement, PersonId person, SubmissionCommand.NewRequest command, Instant now) {
    if (command.extending().isPresent()) {
      return ofExtension(entitlement, person, command, now);
    }
    return active(person, entitlement)
        .or(() -> command.breakGlass() ? Optional.empty() : requested(person, entitlement))
        .or(
            () ->
                refusal(entitlement, person, command.duration(), command.startsAt(), _ -> true, now)
                    .map(SubmissionRefusal.ByPolicy::new));
  }

  /** Applies the limits as if the whole access had been requested when it began. */
  private Optional<SubmissionRefusal> ofExtension(
      Entitlement entitlement, PersonId person, SubmissionCommand.NewRequest command, Instant now) {
    persons.lock(person); // Before the grant: see Locks in ARCHITECTURE.md.
    Optional<Grant> found =
        extended(command)
            .filter(grant -> grant.holder().equals(person))
            .filter(grant -> grant.access().entitlement().equals(entitlement.id()));
    if (found.isEmpty()) {
      return Optional.of(new SubmissionRefusal.NoSuchGrant());
    }
    Grant grant = found.get();
    if (breakGlass.find(grant.request()).isPresent()) {
      return Optional.of(new ExtensionRefusal.BreakGlassNotExtended(entitlement.name()));
    }
    return Extension.refusal(
            grant, entitlement.name(), entitlement.group().id(), command.duration(), now)
        .or(() -> requested(person, entitlement))
        .or(
            () ->
                ofExtension(entitlement, person, Extension.of(grant), command.duration())
                    .map(SubmissionRefusal.ByPolicy::new));
  }

  private Optional<Refusal> ofExtension(
      Entitlement entitlement, PersonId person, Extension extension, Duration whole) {
    Limits limits = entitlement.policy().limits();
    if (limits.equals(Limits.NONE)) {
      return Optional.empty();
    }
    persons.lock(person);
    Optional<Grant> _ = grants.lock(extension.extendsGrant()); // Because the history reads it.
    return limits.refusal(
        history(
            limits,
            person,
            entitlement.id(),
            grant -> !grant.id().equals(extension.extendsGrant()),
            extension.begin()),
        whole,
        extension.begin());
  }

  /** Locks the grant that a command extends; empty if it extends none. */
  @Transactional(Transactional.TxType.MANDATORY)
  Optional<Grant> extended(SubmissionCommand.NewRequest command) {
    return command.extending().flatMap(grants::lock);
  }

  /**
   * Why a request may not be approved for this long; empty if it may. Locks the person, as {@link
   * #ofRequest} does.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  Optional<Refusal> ofApproval(
      Entitlement entitlement, AccessRequest request, Duration duration, Instant now) {
    return request
        .extension()
        .map(it -> ofExtension(entitlement, request.requester(), it, duration))
        .orElseGet(
            () ->
                refusal(
                    entitlement,
                    request.requester(),
                    duration,
                    request.startsAt(),
                    othersThan(request),
                    now));
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
                othersThan(request),
                now),
            request.duration(),
            now);
  }

  /** The grants that count, apart from the grant that a request opens or extends. */
  private static Predicate<Grant> othersThan(AccessRequest request) {
    return grant ->
        !grant.request().equals(request.id())
            && request.extension().filter(it -> it.extendsGrant().equals(grant.id())).isEmpty();
  }

  private Optional<SubmissionRefusal> active(PersonId requester, Entitlement entitlement) {
    Optional<Grant> grant =
        personal.openOf(Set.of(requester)).stream()
            .filter(Grant::endable)
            .filter(one -> one.access().entitlement().equals(entitlement.id()))
            .findFirst();
    return grant.map(
        one ->
            one.state() instanceof GrantState.Scheduled(Instant startsAt)
                ? new SubmissionRefusal.AlreadyScheduled(entitlement.name(), startsAt)
                : new SubmissionRefusal.AlreadyActive(entitlement.name()));
  }

  private Optional<SubmissionRefusal> requested(PersonId requester, Entitlement entitlement) {
    boolean requested =
        requests.pendingOf(Set.of(requester)).stream()
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
      Predicate<Grant> counted,
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
        history(limits, person, entitlement.id(), counted, start), duration, start);
  }

  private AccessPeriods history(
      Limits limits, PersonId person, String entitlement, Predicate<Grant> counted, Instant start) {
    return new AccessPeriods(
        personal.of(person, entitlement, start.minus(limits.lookback())).stream()
            .filter(counted)
            .map(LimitCheck::held)
            .flatMap(Optional::stream)
            .toList());
  }

  /**
   * The time that counts: from when AWS showed the access until its end was due. Until AWS shows
   * it, the whole granted time counts. Empty if its end began before AWS showed it.
   */
  private static Optional<AccessPeriods.Period> held(Grant grant) {
    if (grant.liveSince().isPresent()) {
      Instant since = grant.liveSince().get();
      return Optional.of(
          new AccessPeriods.Period(since, grant.dueAt().isBefore(since) ? since : grant.dueAt()));
    }
    return grant.endable()
        ? Optional.of(new AccessPeriods.Period(grant.begin(), grant.begin().plus(grant.duration())))
        : Optional.empty();
  }
}

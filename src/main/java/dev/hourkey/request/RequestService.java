package dev.hourkey.request;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.PendingRequestEvent;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.GrantService;
import dev.hourkey.grant.GrantSpec;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.ApprovalProgress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The life of a request, apart from its reviews. Each change is one transaction with its audit
 * events, its notifications and everything that has to follow; none calls a directory.
 */
@ApplicationScoped
public class RequestService {
  private static final String ACCESS_ENDS = "the access that it would extend is ending";

  private final Requests requests;
  private final Submissions submissions;
  private final GrantService grantService;
  private final Persons persons;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final SubmissionRefusals refusals;
  private final DecisionCards cards;
  private final RequestTraces traces;
  private final Clock clock;

  RequestService(
      Requests requests,
      Submissions submissions,
      GrantService grantService,
      Persons persons,
      Outbox outbox,
      AuditTrail trail,
      SubmissionRefusals refusals,
      DecisionCards cards,
      RequestTraces traces,
      Clock clock) {
    this.requests = requests;
    this.submissions = submissions;
    this.grantService = grantService;
    this.persons = persons;
    this.outbox = outbox;
    this.trail = trail;
    this.refusals = refusals;
    this.cards = cards;
    this.traces = traces;
    this.clock = clock;
  }

  /** Stores a new request. */
  @Transactional(Transactional.TxType.MANDATORY)
  void add(AccessRequest request, Submission sent) {
    requests.add(request);
    traces.opened(request, sent.receivedAt());
  }

  /** Cancels a request for its requester, or for the person who requested it for them. */
  @Transactional
  SubmissionOutcome cancel(UUID submission, UUID id, PersonId by) {
    AccessRequest request = requests.locked(id);
    if (request == null || !request.involves(persons.accountsOf(by))) {
      return refusals.refuse(submission, new SubmissionRefusal.NotRequester());
    }
    if (!request.pending()) {
      return refusals.refuse(submission, refusals.alreadyDecided(request));
    }
    cancel(request, by);
    submissions.done(submission, Optional.empty());
    return new SubmissionOutcome.Cancelled();
  }

  /** Cancels a pending request. */
  @Transactional(Transactional.TxType.MANDATORY)
  void cancel(AccessRequest request, PersonId by) {
    become(request, new RequestState.Cancelled(Optional.empty(), clock.instant()));
    trail.record(new AuditEvent.RequestCancelled(request.id(), by));
  }

  /** Ends a pending request that can no longer be granted. */
  @Transactional
  void end(UUID id, String because) {
    stop(id, "the policy changed: " + because)
        .ifPresent(_ -> trail.record(new AuditEvent.RequestEndedByPolicy(id, because)));
  }

  /**
   * Ends a pending request without a decision; empty if it was decided.
   *
   * @param because a clause
   */
  @Transactional(Transactional.TxType.MANDATORY)
  Optional<AccessRequest> stop(UUID id, String because) {
    Optional<AccessRequest> pending =
        Optional.ofNullable(requests.locked(id)).filter(AccessRequest::pending);
    pending.ifPresent(
        request ->
            refuse(request, new RequestState.Cancelled(Optional.of(because), clock.instant())));
    return pending;
  }

  /**
   * Notes how a version of the policy file evaluated a pending request, and updates its card.
   *
   * @param evaluated the request as it was evaluated; if it was approved or escalated since,
   *     nothing changes
   * @param approvedBy the approvals that were counted
   */
  @Transactional
  void recordEvaluation(
      AccessRequest evaluated,
      String version,
      List<PersonId> approvedBy,
      ApprovalProgress now,
      Entitlement entitlement) {
    AccessRequest request = requests.locked(evaluated.id());
    if (request == null
        || !request.pending()
        || !request.progress().equals(evaluated.progress())
        || !requests.approvedBy(request.id()).equals(approvedBy)) {
      return;
    }
    ApprovalProgress before = request.progress();
    if (request.recordEvaluation(version, now, entitlement)) {
      changed(request, before);
    }
  }

  /**
   * Updates the card of a request whose approval has progressed or is evaluated anew. If it waits
   * for other people than before, these are notified.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  void changed(AccessRequest request, ApprovalProgress before) {
    outbox.redraw(request.requestedWith().views(request.id()));
    if (request.progress().waitsForOthers(before)) {
      request.beginStage(clock.instant());
      var _ = cards.notifyAgain(request, DecisionCard.Occasion.STAGE);
    }
  }

  /** Approves a request that has all its approvals, and opens the grant or extends it. */
  @Transactional(Transactional.TxType.MANDATORY)
  void approve(
      AccessRequest request, Person requester, Entitlement entitlement, List<PersonId> approvers) {
    become(request, new RequestState.Approved(clock.instant()));
    trail.record(new AuditEvent.RequestApproved(request.id(), approvers));
    request
        .extension()
        .ifPresentOrElse(
            active -> grantService.extend(active.extendsGrant(), request.id(), request.duration()),
            () ->
                grantService.open(
                    GrantSpec.of(
                            request.id(),
                            requester.id(),
                            entitlement,
                            request.duration(),
                            request.startsAt())
                        .requestedWith(request.requestedWith())));
  }

  /** Ends a pending request that is not {@link #grantable}. */
  @Transactional(Transactional.TxType.MANDATORY)
  void endIfNotGrantable(AccessRequest request) {
    if (isPointless(request)) {
      withdraw(request);
    } else {
      expire(request);
    }
  }

  /** Ends a pending request to extend access that is ending or has ended. */
  @Transactional(Transactional.TxType.MANDATORY)
  void withdraw(AccessRequest extending) {
    refuse(extending, new RequestState.Cancelled(Optional.of(ACCESS_ENDS), clock.instant()));
    trail.record(
        new PendingRequestEvent.ExtensionWithdrawn(
            extending.id(), extending.extension().orElseThrow().extendsGrant()));
  }

  /** Has a pending request expire. */
  @Transactional(Transactional.TxType.MANDATORY)
  void expire(AccessRequest request) {
    refuse(request, new RequestState.Expired(clock.instant()));
    trail.record(new AuditEvent.RequestExpired(request.id()));
  }

  /** Whether it would extend access that is ending or has ended. */
  @Transactional(Transactional.TxType.MANDATORY)
  boolean isPointless(AccessRequest request) {
    return request
        .extension()
        .filter(active -> grantService.endBegun(active.extendsGrant()))
        .isPresent();
  }

  /** Whether a request could still be granted: one that extends access expires when that ends. */
  @Transactional(Transactional.TxType.MANDATORY)
  boolean grantable(AccessRequest request) {
    return request
        .extension()
        .filter(active -> !grantService.extendable(active.extendsGrant()))
        .isEmpty();
  }

  /** Ends a request without granting access, and has the person who submitted it notified. */
  @Transactional(Transactional.TxType.MANDATORY)
  void refuse(AccessRequest request, RequestState decision) {
    become(request, decision);
    outbox.tell(new Notification.RequestNotGranted(request.id()));
  }

  private void become(AccessRequest request, RequestState decision) {
    request.become(decision);
    traces.decided(request, decision);
    outbox.redraw(request.requestedWith().views(request.id()));
    if (request.cardProblem().isPresent()) {
      outbox.resolve(new Notification.CardNotPosted(request.card()));
    }
  }
}

package dev.hourkey.request;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.GrantService;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.Opening;
import dev.hourkey.notice.Notice;
import dev.hourkey.notice.Outbox;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The changes a request can go through. Each is one transaction with its audit entries, its notices
 * and whatever has to follow; none asks a directory.
 */
@ApplicationScoped
public class RequestService {
  private final Requests requests;
  private final Inbox inbox;
  private final Grants grants;
  private final GrantService grantService;
  private final Persons persons;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final RequestAlarm alarm;
  private final Clock clock;

  RequestService(
      Requests requests,
      Inbox inbox,
      Grants grants,
      GrantService grantService,
      Persons persons,
      Outbox outbox,
      AuditTrail trail,
      RequestAlarm alarm,
      Clock clock) {
    this.requests = requests;
    this.inbox = inbox;
    this.grants = grants;
    this.grantService = grantService;
    this.persons = persons;
    this.outbox = outbox;
    this.trail = trail;
    this.alarm = alarm;
    this.clock = clock;
  }

  /** Opens a request that its policy allows; where nobody has to be asked, the grant at once. */
  @Transactional
  Outcome open(UUID submission, Person asker, Entitlement wanted, Duration duration, String why) {
    Optional<String> doubled = doubled(asker.id(), wanted);
    if (doubled.isPresent()) {
      return refuseAsk(submission, asker.id(), wanted.id(), doubled.get());
    }
    AccessRequest request = new AccessRequest(asker.id(), wanted, duration, why, clock.instant());
    requests.persistAndFlush(request);
    boolean atOnce = wanted.policy().approvals() == 0;
    outbox.tell(new Notice.RequestTaken(request.id));
    if (!atOnce) {
      outbox.tell(new Notice.DecisionWanted(request.id));
      alarm.wake(request.id, request.wakeNext());
    }
    trail.record(
        new AuditEvent.AccessRequested(
            request.id,
            asker.id(),
            wanted.id(),
            wanted.group(),
            wanted.opens(),
            duration,
            why,
            request.lapsesAt));
    if (atOnce) {
      approve(request, asker, wanted, List.of());
    }
    inbox.done(submission, Optional.empty());
    return atOnce ? new Outcome.GrantedAtOnce() : new Outcome.Submitted();
  }

  /** Writes down that an ask came to nothing. */
  @Transactional
  Outcome refuseAsk(UUID submission, PersonId asker, String entitlement, String reason) {
    inbox.done(submission, Optional.of(reason));
    trail.record(new AuditEvent.AskRefused(submission, asker, entitlement, reason));
    return new Outcome.Refused(reason);
  }

  /** Writes down that somebody's word on a request does not count. */
  @Transactional
  Outcome refuseReview(UUID submission, UUID request, PersonId reviewer, String reason) {
    inbox.done(submission, Optional.of(reason));
    trail.record(new AuditEvent.ReviewRefused(request, reviewer, reason));
    return new Outcome.Refused(reason);
  }

  /** Tells a sender that nothing changed. */
  @Transactional
  Outcome refuse(UUID submission, String reason) {
    inbox.done(submission, Optional.of(reason));
    return new Outcome.Refused(reason);
  }

  /** Counts the approval of somebody entitled to it; the deciding one opens the grant. */
  @Transactional
  Outcome approve(UUID submission, UUID id, PersonId reviewer, Entitlement wanted) {
    AccessRequest request = requests.locked(id);
    Optional<String> unfit = unfit(request, new Review(id, reviewer, true, "", clock.instant()));
    if (unfit.isPresent()) {
      return refuse(submission, unfit.get());
    }
    inbox.done(submission, Optional.empty());
    trail.record(new AuditEvent.RequestReviewed(id, reviewer, true, ""));
    List<PersonId> approvers = requests.approvedBy(id);
    if (wanted.policy().decided(new LinkedHashSet<>(approvers)) instanceof Verdict.Granted) {
      approve(request, persons.find(request.asker()).orElseThrow(), wanted, approvers);
    } else {
      outbox.redraw(new Notice.DecisionWanted(id));
      outbox.redraw(new Notice.RequestTaken(id));
    }
    return new Outcome.Reviewed();
  }

  /** Denies for somebody entitled to it: one word is enough. */
  @Transactional
  Outcome deny(UUID submission, UUID id, PersonId reviewer, String reason) {
    AccessRequest request = requests.locked(id);
    Instant now = clock.instant();
    Optional<String> unfit = unfit(request, new Review(id, reviewer, false, reason, now));
    if (unfit.isPresent()) {
      return refuse(submission, unfit.get());
    }
    request.become(new RequestState.Denied(reviewer, reason, now));
    decided(request);
    inbox.done(submission, Optional.empty());
    trail.record(new AuditEvent.RequestReviewed(id, reviewer, false, reason));
    trail.record(new AuditEvent.RequestDenied(id, reviewer, reason));
    return new Outcome.Reviewed();
  }

  /** Takes a request back at its asker's wish. */
  @Transactional
  Outcome withdraw(UUID submission, UUID id, PersonId by) {
    AccessRequest request = requests.locked(id);
    if (request == null || !request.asker().equals(by)) {
      return refuse(submission, "Only the person who asked can withdraw this request.");
    }
    if (!request.pending()) {
      return refuse(submission, alreadyDecided(request));
    }
    request.become(new RequestState.Withdrawn(clock.instant()));
    outbox.redraw(new Notice.DecisionWanted(id));
    outbox.redraw(new Notice.RequestTaken(id));
    inbox.done(submission, Optional.empty());
    trail.record(new AuditEvent.RequestWithdrawn(id, by));
    return new Outcome.Obeyed();
  }

  /** Ends a grant early at its holder's wish. */
  @Transactional
  Outcome giveBack(UUID submission, UUID grant, PersonId by) {
    if (!grantService.giveBack(grant, by)) {
      return refuse(
          submission, "There is nothing to give back: this access is ending or not yours.");
    }
    inbox.done(submission, Optional.empty());
    return new Outcome.Obeyed();
  }

  /** Reminds the approvers of a request, or lets it lapse; returns when to look again, if ever. */
  @Transactional
  public Optional<Instant> wake(UUID id) {
    AccessRequest request = requests.locked(id);
    Instant now = clock.instant();
    if (request == null || !request.pending()) {
      return Optional.empty();
    }
    if (!now.isBefore(request.lapsesAt)) {
      request.become(new RequestState.Lapsed(now));
      decided(request);
      trail.record(new AuditEvent.RequestLapsed(id));
      return Optional.empty();
    }
    if (request.reminderDue(now)) {
      outbox.tell(new Notice.DecisionOverdue(id, request.remindersSent));
    }
    return Optional.of(request.wakeNext());
  }

  private Optional<String> doubled(PersonId asker, Entitlement wanted) {
    boolean held =
        grants.openOf(asker).stream()
            .filter(grant -> !grant.ending())
            .anyMatch(grant -> grant.entitlement().equals(wanted.id()));
    if (held) {
      return Optional.of(
          "You have " + wanted.name() + " already; `/aws-access status` shows until when.");
    }
    boolean asked =
        requests.pendingOf(asker).stream()
            .anyMatch(request -> request.entitlement().equals(wanted.id()));
    return asked
        ? Optional.of("You have asked for " + wanted.name() + " already; it waits for a decision.")
        : Optional.empty();
  }

  private Optional<String> unfit(AccessRequest request, Review review) {
    if (!request.pending()) {
      return Optional.of(alreadyDecided(request));
    }
    if (!clock.instant().isBefore(request.lapsesAt)) {
      return Optional.of("This request has lapsed; its asker can ask again.");
    }
    return requests.add(review)
        ? Optional.empty()
        : Optional.of("You have decided on this request already; somebody else has to as well.");
  }

  private String alreadyDecided(AccessRequest request) {
    return switch (request.state()) {
      case RequestState.Pending _ -> throw new IllegalStateException("it is not decided");
      case RequestState.Approved _ -> "This request is approved already; nothing more is needed.";
      case RequestState.Denied(PersonId by, _, _) ->
          "This request was denied already"
              + persons.find(by).map(person -> " by " + person.name()).orElse("")
              + "; your click changed nothing.";
      case RequestState.Withdrawn _ ->
          "This request was withdrawn by its asker; your click changed nothing.";
      case RequestState.Lapsed _ -> "This request has lapsed; its asker can ask again.";
    };
  }

  private void approve(
      AccessRequest request, Person asker, Entitlement wanted, List<PersonId> approvers) {
    request.become(new RequestState.Approved(clock.instant()));
    decided(request);
    trail.record(new AuditEvent.RequestApproved(request.id, approvers));
    grantService.open(new Opening(request.id, asker.id(), wanted, request.duration()));
  }

  private void decided(AccessRequest request) {
    outbox.redraw(new Notice.DecisionWanted(request.id));
    outbox.redraw(new Notice.RequestTaken(request.id));
    outbox.tell(new Notice.RequestDecided(request.id));
  }
}

package dev.hourkey.request;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantService;
import dev.hourkey.grant.GrantSpec;
import dev.hourkey.grant.Grants;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.Decision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The changes a request can go through. Each is one transaction with its audit entries, its
 * notifications and whatever has to follow; none asks a directory.
 */
@ApplicationScoped
public class RequestService {
  static final String CORRECTED =
      "You sent this form again with a correction, so only the later one counts.";

  private final Requests requests;
  private final Inbox inbox;
  private final Grants grants;
  private final GrantService grantService;
  private final Persons persons;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final RefusalLog refusals;
  private final RequestScheduler alarm;
  private final Clock clock;

  RequestService(
      Requests requests,
      Inbox inbox,
      Grants grants,
      GrantService grantService,
      Persons persons,
      Outbox outbox,
      AuditTrail trail,
      RefusalLog refusals,
      RequestScheduler alarm,
      Clock clock) {
    this.requests = requests;
    this.inbox = inbox;
    this.grants = grants;
    this.grantService = grantService;
    this.persons = persons;
    this.outbox = outbox;
    this.trail = trail;
    this.refusals = refusals;
    this.alarm = alarm;
    this.clock = clock;
  }

  /** Opens a request that its policy allows; where nobody has to be asked, the grant at once. */
  @Transactional
  SubmissionOutcome open(
      UUID submission, Person requester, Entitlement wanted, Duration duration, String why) {
    if (inbox.corrected(submission)) {
      return refuseRequest(submission, requester.id(), wanted.id(), CORRECTED);
    }
    Optional<String> form = inbox.form(submission);
    form.ifPresent(sent -> replace(sent, requester.id()));
    Optional<String> doubled = doubled(requester.id(), wanted);
    if (doubled.isPresent()) {
      return refuseRequest(submission, requester.id(), wanted.id(), doubled.get());
    }
    AccessRequest request =
        new AccessRequest(requester.id(), wanted, duration, why, clock.instant());
    request.form = form.orElse(null);
    requests.persistAndFlush(request);
    boolean atOnce = wanted.policy().approvals() == 0;
    outbox.tell(new Notification.RequestTaken(request.id));
    if (!atOnce) {
      outbox.tell(new Notification.DecisionWanted(request.id));
      alarm.wake(request.id, request.wakeNext());
    }
    trail.record(
        new AuditEvent.AccessRequested(
            request.id,
            requester.id(),
            wanted.id(),
            wanted.group(),
            wanted.opens(),
            duration,
            why,
            request.expiresAt));
    if (atOnce) {
      approve(request, requester, wanted, List.of());
    }
    inbox.done(submission, Optional.empty());
    return atOnce ? new SubmissionOutcome.GrantedAtOnce() : new SubmissionOutcome.Submitted();
  }

  /** Cancels the request that the same form made before it was corrected. */
  private void replace(String form, PersonId requester) {
    for (AccessRequest before : requests.lockedOf(form)) {
      if (before.pending() && before.requester().equals(requester)) {
        takeBack(before, requester);
      }
    }
    requests.flush(); // Before the next request, because only one may be pending.
  }

  /** Writes down that an ask came to nothing. */
  @Transactional
  SubmissionOutcome refuseRequest(
      UUID submission, PersonId requester, String entitlement, String reason) {
    inbox.done(submission, Optional.of(reason));
    refusals.record(
        inbox.sender(submission),
        new AuditEvent.RequestRefused(submission, requester, entitlement, reason));
    return new SubmissionOutcome.Refused(reason);
  }

  /** Writes down that somebody's word on a request does not count. */
  @Transactional
  SubmissionOutcome refuseReview(UUID submission, UUID request, PersonId reviewer, String reason) {
    inbox.done(submission, Optional.of(reason));
    refusals.record(
        inbox.sender(submission), new AuditEvent.ReviewRefused(request, reviewer, reason));
    return new SubmissionOutcome.Refused(reason);
  }

  /** Tells a sender that nothing changed. */
  @Transactional
  SubmissionOutcome refuse(UUID submission, String reason) {
    inbox.done(submission, Optional.of(reason));
    Submission refused = inbox.findById(submission);
    ChatUser sender = refused.user();
    refusals.record(
        sender,
        new AuditEvent.SubmissionRefused(
            refused.subject == null ? submission : refused.subject,
            sender.teamId(),
            sender.userId(),
            refused.kind.name().toLowerCase(Locale.ROOT),
            reason));
    return new SubmissionOutcome.Refused(reason);
  }

  /** Counts the approval of somebody entitled to it; the deciding one opens the grant. */
  @Transactional
  SubmissionOutcome approve(UUID submission, UUID id, PersonId reviewer, Entitlement wanted) {
    AccessRequest request = requests.locked(id);
    if (!request.pending()) {
      return tooLate(submission, id, reviewer, running(id));
    }
    Optional<String> unfit = unfit(request, new Review(id, reviewer, true, "", clock.instant()));
    if (unfit.isPresent()) {
      return refuse(submission, unfit.get());
    }
    inbox.done(submission, Optional.empty());
    trail.record(new AuditEvent.RequestReviewed(id, reviewer, true, ""));
    List<PersonId> approvers = requests.approvedBy(id);
    if (wanted.policy().decided(new LinkedHashSet<>(approvers)) instanceof Decision.Granted) {
      approve(request, persons.find(request.requester()).orElseThrow(), wanted, approvers);
    } else {
      outbox.redraw(new Notification.DecisionWanted(id));
      outbox.redraw(new Notification.RequestTaken(id));
    }
    return new SubmissionOutcome.Reviewed();
  }

  /** Denies for somebody entitled to it: one word is enough. */
  @Transactional
  SubmissionOutcome deny(UUID submission, UUID id, PersonId reviewer, String reason) {
    AccessRequest request = requests.locked(id);
    Instant now = clock.instant();
    if (!request.pending()) {
      return tooLate(submission, id, reviewer, running(id));
    }
    Optional<String> unfit = unfit(request, new Review(id, reviewer, false, reason, now));
    if (unfit.isPresent()) {
      return refuse(submission, unfit.get());
    }
    request.become(new RequestState.Denied(reviewer, reason, now));
    decided(request);
    inbox.done(submission, Optional.empty());
    trail.record(new AuditEvent.RequestReviewed(id, reviewer, false, reason));
    trail.record(new AuditEvent.RequestDenied(id, reviewer, reason));
    return new SubmissionOutcome.Reviewed();
  }

  /** Takes a request back at its requester's wish. */
  @Transactional
  SubmissionOutcome cancel(UUID submission, UUID id, PersonId by) {
    AccessRequest request = requests.locked(id);
    if (request == null || !request.requester().equals(by)) {
      return refuse(submission, "Only the person who asked can withdraw this request.");
    }
    if (!request.pending()) {
      return refuse(submission, alreadyDecided(request));
    }
    takeBack(request, by);
    inbox.done(submission, Optional.empty());
    return new SubmissionOutcome.Obeyed();
  }

  private void takeBack(AccessRequest request, PersonId by) {
    request.become(new RequestState.Cancelled(clock.instant()));
    outbox.redraw(
        new Notification.DecisionWanted(request.id),
        new Notification.RequestTaken(request.id),
        new Notification.CardNotPosted(request.id));
    trail.record(new AuditEvent.RequestCancelled(request.id, by));
  }

  /** Ends a grant early at its holder's wish. */
  @Transactional
  SubmissionOutcome endEarly(UUID submission, UUID grant, PersonId by) {
    if (!grantService.endEarly(grant, by)) {
      return refuse(
          submission, "There is nothing to give back: this access is ending or not yours.");
    }
    inbox.done(submission, Optional.empty());
    return new SubmissionOutcome.Obeyed();
  }

  /**
   * Tells a reviewer that the request was already decided.
   *
   * @param revocable the grant that the reviewer may revoke instead
   */
  @Transactional
  SubmissionOutcome tooLate(UUID submission, UUID id, PersonId reviewer, Optional<UUID> revocable) {
    String reason = alreadyDecided(requests.find(id).orElseThrow());
    inbox.tooLate(submission, reason, revocable);
    refusals.record(inbox.sender(submission), new AuditEvent.ReviewRefused(id, reviewer, reason));
    return new SubmissionOutcome.Refused(reason);
  }

  /** Reminds the approvers of a request, or lets it lapse; returns when to look again, if ever. */
  @Transactional
  public Optional<Instant> wake(UUID id) {
    AccessRequest request = requests.locked(id);
    Instant now = clock.instant();
    if (request == null || !request.pending()) {
      return Optional.empty();
    }
    if (!now.isBefore(request.expiresAt)) {
      request.become(new RequestState.Expired(now));
      decided(request);
      trail.record(new AuditEvent.RequestExpired(id));
      return Optional.empty();
    }
    if (request.reminderDue(now)) {
      outbox.redraw(
          new Notification.DecisionWanted(id)); // Posted again if somebody has deleted it.
      outbox.tell(new Notification.DecisionOverdue(id, request.remindersSent));
    }
    return Optional.of(request.wakeNext());
  }

  private Optional<String> doubled(PersonId requester, Entitlement wanted) {
    boolean held =
        grants.openOf(requester).stream()
            .filter(grant -> !grant.ending())
            .anyMatch(grant -> grant.entitlement().equals(wanted.id()));
    if (held) {
      return Optional.of(
          "You have " + wanted.name() + " already; `/aws-access status` shows until when.");
    }
    boolean requested =
        requests.pendingOf(requester).stream()
            .anyMatch(request -> request.entitlement().equals(wanted.id()));
    return requested
        ? Optional.of("You have asked for " + wanted.name() + " already; it waits for a decision.")
        : Optional.empty();
  }

  private Optional<String> unfit(AccessRequest request, Review review) {
    if (!clock.instant().isBefore(request.expiresAt)) {
      return Optional.of("This request has lapsed; its requester can ask again.");
    }
    return requests.add(review)
        ? Optional.empty()
        : Optional.of("You have decided on this request already; somebody else has to as well.");
  }

  private String alreadyDecided(AccessRequest request) {
    return switch (request.state()) {
      case RequestState.Pending _ -> throw new IllegalStateException("it is not decided");
      case RequestState.Approved _ ->
          "This request is approved already"
              + by(requests.approvedBy(request.id()))
              + "; your click changed nothing.";
      case RequestState.Denied(PersonId by, _, _) ->
          "This request was denied already" + by(List.of(by)) + "; your click changed nothing.";
      case RequestState.Cancelled _ ->
          "This request was withdrawn by its requester; your click changed nothing.";
      case RequestState.Expired _ -> "This request has lapsed; its requester can ask again.";
    };
  }

  private String by(List<PersonId> people) {
    String names =
        people.stream()
            .flatMap(id -> persons.find(id).stream())
            .map(Person::name)
            .collect(Collectors.joining(" and "));
    return names.isEmpty() ? "" : " by " + names;
  }

  /** The grant of a request, unless the grant has begun to end. */
  private Optional<UUID> running(UUID request) {
    return grants.forRequest(request).filter(Grant::wanted).map(Grant::id);
  }

  private void approve(
      AccessRequest request, Person requester, Entitlement wanted, List<PersonId> approvers) {
    request.become(new RequestState.Approved(clock.instant()));
    decided(request);
    trail.record(new AuditEvent.RequestApproved(request.id, approvers));
    grantService.open(new GrantSpec(request.id, requester.id(), wanted, request.duration()));
  }

  private void decided(AccessRequest request) {
    outbox.redraw(
        new Notification.DecisionWanted(request.id),
        new Notification.RequestTaken(request.id),
        new Notification.CardNotPosted(request.id));
    outbox.tell(new Notification.RequestDecided(request.id));
  }
}

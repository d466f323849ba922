package dev.hourkey.request;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantService;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.Opening;
import dev.hourkey.notice.Notice;
import dev.hourkey.notice.Outbox;
import dev.hourkey.person.ChatUser;
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
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The changes a request can go through. Each is one transaction with its audit entries, its notices
 * and whatever has to follow; none asks a directory.
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
  private final Refusals refusals;
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
      Refusals refusals,
      RequestAlarm alarm,
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
  Outcome open(UUID submission, Person asker, Entitlement wanted, Duration duration, String why) {
    if (inbox.corrected(submission)) {
      return refuseAsk(submission, asker.id(), wanted.id(), CORRECTED);
    }
    Optional<String> form = inbox.form(submission);
    form.ifPresent(sent -> replace(sent, asker.id()));
    Optional<String> doubled = doubled(asker.id(), wanted);
    if (doubled.isPresent()) {
      return refuseAsk(submission, asker.id(), wanted.id(), doubled.get());
    }
    AccessRequest request = new AccessRequest(asker.id(), wanted, duration, why, clock.instant());
    request.form = form.orElse(null);
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

  /** Cancels the request that the same form made before it was corrected. */
  private void replace(String form, PersonId asker) {
    for (AccessRequest before : requests.lockedOf(form)) {
      if (before.pending() && before.asker().equals(asker)) {
        takeBack(before, asker);
      }
    }
    requests.flush(); // Before the next request, because only one may be pending.
  }

  /** Writes down that an ask came to nothing. */
  @Transactional
  Outcome refuseAsk(UUID submission, PersonId asker, String entitlement, String reason) {
    inbox.done(submission, Optional.of(reason));
    refusals.record(
        inbox.sender(submission),
        new AuditEvent.AskRefused(submission, asker, entitlement, reason));
    return new Outcome.Refused(reason);
  }

  /** Writes down that somebody's word on a request does not count. */
  @Transactional
  Outcome refuseReview(UUID submission, UUID request, PersonId reviewer, String reason) {
    inbox.done(submission, Optional.of(reason));
    refusals.record(
        inbox.sender(submission), new AuditEvent.ReviewRefused(request, reviewer, reason));
    return new Outcome.Refused(reason);
  }

  /** Tells a sender that nothing changed. */
  @Transactional
  Outcome refuse(UUID submission, String reason) {
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
    return new Outcome.Refused(reason);
  }

  /** Counts the approval of somebody entitled to it; the deciding one opens the grant. */
  @Transactional
  Outcome approve(UUID submission, UUID id, PersonId reviewer, Entitlement wanted) {
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
    takeBack(request, by);
    inbox.done(submission, Optional.empty());
    return new Outcome.Obeyed();
  }

  private void takeBack(AccessRequest request, PersonId by) {
    request.become(new RequestState.Withdrawn(clock.instant()));
    outbox.redraw(
        new Notice.DecisionWanted(request.id),
        new Notice.RequestTaken(request.id),
        new Notice.CardNotPosted(request.id));
    trail.record(new AuditEvent.RequestWithdrawn(request.id, by));
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

  /**
   * Tells a reviewer that the request was already decided.
   *
   * @param revocable the grant that the reviewer may revoke instead
   */
  @Transactional
  Outcome tooLate(UUID submission, UUID id, PersonId reviewer, Optional<UUID> revocable) {
    String reason = alreadyDecided(requests.find(id).orElseThrow());
    inbox.tooLate(submission, reason, revocable);
    refusals.record(inbox.sender(submission), new AuditEvent.ReviewRefused(id, reviewer, reason));
    return new Outcome.Refused(reason);
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
      outbox.redraw(new Notice.DecisionWanted(id)); // Posted again if somebody has deleted it.
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
      case RequestState.Approved _ ->
          "This request is approved already"
              + by(requests.approvedBy(request.id()))
              + "; your click changed nothing.";
      case RequestState.Denied(PersonId by, _, _) ->
          "This request was denied already" + by(List.of(by)) + "; your click changed nothing.";
      case RequestState.Withdrawn _ ->
          "This request was withdrawn by its asker; your click changed nothing.";
      case RequestState.Lapsed _ -> "This request has lapsed; its asker can ask again.";
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
      AccessRequest request, Person asker, Entitlement wanted, List<PersonId> approvers) {
    request.become(new RequestState.Approved(clock.instant()));
    decided(request);
    trail.record(new AuditEvent.RequestApproved(request.id, approvers));
    grantService.open(new Opening(request.id, asker.id(), wanted, request.duration()));
  }

  private void decided(AccessRequest request) {
    outbox.redraw(
        new Notice.DecisionWanted(request.id),
        new Notice.RequestTaken(request.id),
        new Notice.CardNotPosted(request.id));
    outbox.tell(new Notice.RequestDecided(request.id));
  }
}

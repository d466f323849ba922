package dev.hourkey.request;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.PendingRequestEvent;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.request.DecisionCard.Occasion;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Handles requests that nobody has decided on: reminders, the nudge, escalation, and expiry. */
@ApplicationScoped
public class PendingRequestLifecycle {
  private final Requests requests;
  private final RequestService service;
  private final DecisionCards cards;
  private final Submissions submissions;
  private final SubmissionRefusals refusals;
  private final Persons persons;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final Clock clock;

  PendingRequestLifecycle(
      Requests requests,
      RequestService service,
      DecisionCards cards,
      Submissions submissions,
      SubmissionRefusals refusals,
      Persons persons,
      Outbox outbox,
      AuditTrail trail,
      Clock clock) {
    this.requests = requests;
    this.service = service;
    this.cards = cards;
    this.submissions = submissions;
    this.refusals = refusals;
    this.persons = persons;
    this.outbox = outbox;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * Reminds the approvers of a request, escalates its stage, has it expire, or cancels it if it
   * would extend access that is ending.
   */
  @Transactional
  public void wake(UUID id) {
    AccessRequest request = requests.locked(id);
    Instant now = clock.instant();
    if (request == null || !request.pending()) {
      return;
    }
    if (request.overdue(now)) {
      service.expire(request);
      return;
    }
    if (service.isPointless(request)) {
      service.withdraw(request);
      return;
    }
    if (request.takeDueEscalation(now)) {
      escalated(request);
    }
    if (request.takeDueNudgeOffer(now)) {
      outbox.redraw(request.confirmation()); // The message has the button from now on.
    }
    if (request.takeDueReminder(now)) {
      outbox.redraw(
          new Notification.DecisionWanted(
              request.card())); // Posted again if somebody has deleted it.
      var _ = cards.notifyAgain(request, Occasion.REMINDER);
    }
    request.scheduleNext();
  }

  /**
   * Reminds the approvers because the requester, or the person who submitted the request for them,
   * asked for it. That works once; clicking again changes nothing.
   */
  @Transactional
  SubmissionOutcome nudge(UUID submission, UUID id, PersonId by) {
    AccessRequest request = requests.locked(id);
    Instant now = clock.instant();
    if (request == null || !request.involves(persons.accountsOf(by))) {
      return refusals.refuse(submission, new NudgeRefusal.NotRequester());
    }
    if (!request.pending()) {
      return refusals.refuse(submission, refusals.alreadyDecided(request));
    }
    if (request.overdue(now)) {
      return refusals.refuse(submission, new SubmissionRefusal.RequestExpired());
    }
    // The click may be processed before the worker has recorded the offer.
    var _ = request.takeDueNudgeOffer(now);
    if (request.nudge().sentAt().isEmpty()) {
      if (!request.nudge().offered()) {
        return refusals.refuse(submission, new NudgeRefusal.TooEarly());
      }
      if (!cards.notifyAgain(request, Occasion.NUDGE)) {
        return refusals.refuse(submission, new NudgeRefusal.NotNotifiedYet());
      }
      request.nudged(now);
      trail.record(new PendingRequestEvent.RequestNudged(id, by));
    }
    request.scheduleNext();
    outbox.redraw(request.requestedWith().views(id));
    submissions.done(submission, Optional.empty());
    return new SubmissionOutcome.Nudged();
  }

  /**
   * Escalates a pending request if that is due, because a click may be processed before the worker
   * has escalated it.
   */
  @Transactional
  void escalateIfDue(UUID id) {
    AccessRequest request = requests.locked(id);
    Instant now = clock.instant();
    if (request != null
        && request.pending()
        && !request.overdue(now)
        && request.takeDueEscalation(now)) {
      escalated(request);
      request.scheduleNext();
    }
  }

  private void escalated(AccessRequest request) {
    ApprovalProgress progress = request.progress();
    int stage = progress.current().orElseThrow();
    String to = progress.stages().get(stage).escalation().orElseThrow().to();
    trail.record(
        new AuditEvent.RequestEscalated(request.id(), stage + 1, progress.stages().size(), to));
    outbox.redraw(request.requestedWith().views(request.id()));
    var _ = cards.notifyAgain(request, Occasion.ESCALATION);
  }
}

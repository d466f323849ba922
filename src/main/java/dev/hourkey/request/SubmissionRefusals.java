package dev.hourkey.request;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;

/**
 * Refuses submissions: each is closed, answered and recorded in one transaction. The audit event
 * contains everything that is known about the sender and the command.
 */
@ApplicationScoped
class SubmissionRefusals {
  private final Submissions submissions;
  private final Requests requests;
  private final Persons persons;
  private final RefusalLog log;

  SubmissionRefusals(Submissions submissions, Requests requests, Persons persons, RefusalLog log) {
    this.submissions = submissions;
    this.requests = requests;
    this.persons = persons;
    this.log = log;
  }

  /** Why nobody can decide on a decided request, or cancel it. */
  SubmissionRefusal alreadyDecided(AccessRequest request) {
    return switch (request.state()) {
      case RequestState.Pending _ -> throw new IllegalStateException("the request is not decided");
      case RequestState.Approved _ ->
          new SubmissionRefusal.AlreadyApproved(
              requests.approvedBy(request.id()).stream()
                  .flatMap(approver -> name(approver).stream())
                  .toList());
      case RequestState.Denied(PersonId by, _, _) -> new SubmissionRefusal.AlreadyDenied(name(by));
      case RequestState.Cancelled(var because, _) ->
          new SubmissionRefusal.AlreadyCancelled(because);
      case RequestState.Expired _ -> new SubmissionRefusal.RequestExpired();
    };
  }

  private Optional<String> name(PersonId person) {
    return persons.find(person).map(Person::name);
  }

  /** Refuses a submission of any kind; its sender may be unknown. */
  @Transactional
  SubmissionOutcome refuse(UUID id, SubmissionRefusal refusal) {
    Submission submission = submissions.locked(id);
    ChatUser sender = submission.user();
    return refuse(
        id,
        refusal,
        new AuditEvent.SubmissionRefused(
            submission.subject().orElse(id),
            sender.teamId(),
            sender.userId(),
            submission.kindName(),
            refusal.sentence()));
  }

  @Transactional
  SubmissionOutcome refuseRequest(
      UUID id, Requester requester, String entitlement, SubmissionRefusal why) {
    SubmissionRefusal refusal = requester.refusal(why);
    return refuse(
        id,
        refusal,
        new AuditEvent.RequestRefused(
            id, requester.id(), requester.sentBy(), entitlement, refusal.sentence()));
  }

  /** Records the refusal of one of several entitlements; the submission stays open. */
  @Transactional(Transactional.TxType.MANDATORY)
  void recordRefused(UUID id, Requester requester, String entitlement, SubmissionRefusal why) {
    SubmissionRefusal refusal = requester.refusal(why);
    if (refusal.needsHelp()) {
      submissions.existing(id).offerHelp();
    }
    log.record(
        submissions.existing(id).user(),
        new AuditEvent.RequestRefused(
            id, requester.id(), requester.sentBy(), entitlement, refusal.sentence()));
  }

  @Transactional
  SubmissionOutcome refuseReview(
      UUID id, UUID request, PersonId reviewer, SubmissionRefusal refusal) {
    return refuse(id, refusal, new AuditEvent.ReviewRefused(request, reviewer, refusal.sentence()));
  }

  /**
   * Refuses a decision on a request that was already decided.
   *
   * @param revocable the grant that the reviewer may revoke instead
   */
  @Transactional
  SubmissionOutcome refuseLateReview(
      UUID id,
      UUID request,
      PersonId reviewer,
      SubmissionRefusal refusal,
      Optional<UUID> revocable) {
    Submission submission = submissions.locked(id);
    if (submission.open()) {
      submission.offerRevocation(revocable);
    }
    return refuseReview(id, request, reviewer, refusal);
  }

  @Transactional
  SubmissionOutcome refuseRevocation(UUID id, UUID grant, PersonId by, SubmissionRefusal refusal) {
    return refuse(id, refusal, new AuditEvent.RevocationRefused(grant, by, refusal.sentence()));
  }

  /**
   * Refuses a submission, unless another attempt has closed it already. Then the sender has their
   * answer, and this refusal may only be a consequence of the other attempt.
   */
  private SubmissionOutcome refuse(UUID id, SubmissionRefusal refusal, AuditEvent event) {
    Submission submission = submissions.locked(id);
    if (submission.open()) {
      if (refusal.needsHelp()) {
        submission.offerHelp();
      }
      submissions.done(id, Optional.of(refusal.sentence()));
      log.record(submission.user(), event);
    }
    return new SubmissionOutcome.Refused(refusal);
  }
}

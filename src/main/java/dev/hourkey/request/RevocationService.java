package dev.hourkey.request;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantService;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.Revocation;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;

/** Ends grants of other people, and answers the person who revoked them. */
@ApplicationScoped
class RevocationService {
  private final RequestService service;
  private final GrantService grantService;
  private final Grants grants;
  private final Persons persons;
  private final Inbox inbox;
  private final RefusalLog refusals;

  RevocationService(
      RequestService service,
      GrantService grantService,
      Grants grants,
      Persons persons,
      Inbox inbox,
      RefusalLog refusals) {
    this.service = service;
    this.grantService = grantService;
    this.grants = grants;
    this.persons = persons;
    this.inbox = inbox;
    this.refusals = refusals;
  }

  /** Ends somebody's grant because an approver or an operator revokes it. */
  @Transactional
  SubmissionOutcome revoke(UUID submission, UUID id, Revocation revocation) {
    boolean revoked = grantService.revoke(id, revocation);
    Grant grant = grants.find(id).orElseThrow();
    if (!revoked) {
      return service.refuse(submission, ofAnother(grant) + " is ending or has ended already.");
    }
    String said =
        "You revoked " + ofAnother(grant) + ". Hourkey is removing it from Entra and AWS.";
    inbox.done(submission, Optional.of(said));
    return new SubmissionOutcome.Revoked(said);
  }

  private String ofAnother(Grant grant) {
    return grant.entitlementName()
        + persons.find(grant.holder()).map(holder -> " of " + holder.name()).orElse("");
  }

  /** Records that somebody may not revoke a grant. */
  @Transactional
  SubmissionOutcome refuse(UUID submission, UUID grant, PersonId by, String reason) {
    inbox.done(submission, Optional.of(reason));
    refusals.record(inbox.sender(submission), new AuditEvent.RevocationRefused(grant, by, reason));
    return new SubmissionOutcome.Refused(reason);
  }
}

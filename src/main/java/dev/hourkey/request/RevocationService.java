package dev.hourkey.request;

import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantService;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.PersonalGrants;
import dev.hourkey.grant.Revocation;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Ends grants for their holders, for approvers and for operators, and withdraws requests to extend
 * them.
 */
@ApplicationScoped
public class RevocationService {
  private final GrantService grantService;
  private final Grants grants;
  private final PersonalGrants personal;
  private final Requests requests;
  private final ExtensionRequests extensions;
  private final RequestService requestService;
  private final Persons persons;
  private final Submissions submissions;
  private final SubmissionRefusals refusals;

  RevocationService(
      GrantService grantService,
      Grants grants,
      PersonalGrants personal,
      Requests requests,
      ExtensionRequests extensions,
      RequestService requestService,
      Persons persons,
      Submissions submissions,
      SubmissionRefusals refusals) {
    this.grantService = grantService;
    this.grants = grants;
    this.personal = personal;
    this.requests = requests;
    this.extensions = extensions;
    this.requestService = requestService;
    this.persons = persons;
    this.submissions = submissions;
    this.refusals = refusals;
  }

  /**
   * Ends a grant early for its holder, by any of their accounts, or for the person who requested it
   * for them.
   */
  @Transactional
  SubmissionOutcome endEarly(UUID submission, UUID grant, PersonId by) {
    List<AccessRequest> extending = extensions.locked(grant); // Before the grant's own lock.
    if (!end(grant, by)) {
      return refusals.refuse(submission, new SubmissionRefusal.NotHolder());
    }
    extending.forEach(requestService::withdraw);
    submissions.done(submission, Optional.empty());
    return new SubmissionOutcome.Ending();
  }

  private boolean end(UUID grant, PersonId by) {
    Set<PersonId> accounts = persons.accountsOf(by);
    return personal
        .requestOf(grant)
        .flatMap(requests::find)
        .filter(request -> request.involves(accounts))
        .filter(
            request ->
                accounts.contains(request.requester())
                    ? grantService.endEarly(grant, by)
                    : grantService.revoke(
                        grant,
                        new Revocation(by.value(), Revocation.Role.SENDER, "no longer needed")))
        .isPresent();
  }

  /** Ends somebody else's grant; false when it is ending already or there is none. */
  @Transactional
  public boolean revoke(UUID id, Revocation revocation) {
    List<AccessRequest> extending = extensions.locked(id);
    boolean revoked = grantService.revoke(id, revocation);
    if (revoked) {
      extending.forEach(requestService::withdraw);
    }
    return revoked;
  }

  /** The same for an approver or an operator, who gets an answer. */
  @Transactional
  SubmissionOutcome revoke(UUID submission, UUID id, Revocation revocation) {
    boolean revoked = revoke(id, revocation);
    String access = described(grants.find(id).orElseThrow());
    if (!revoked) {
      return refusals.refuse(submission, new SubmissionRefusal.AlreadyEnding(access));
    }
    submissions.done(
        submission,
        Optional.of("You revoked " + access + ". Hourkey is removing it from Entra and AWS."));
    return new SubmissionOutcome.Ending();
  }

  private String described(Grant grant) {
    return grant.access().entitlementName()
        + persons.find(grant.holder()).map(holder -> " of " + holder.name()).orElse("");
  }
}

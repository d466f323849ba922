package dev.hourkey.request;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Refusal;
import dev.hourkey.policy.ReviewDecision;
import dev.hourkey.policy.ReviewType;
import dev.hourkey.policy.Subject;
import dev.hourkey.policy.SubjectStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Whether somebody may deny a request. Looks up only the reviewer, and the requester's manager if
 * nothing else makes the reviewer an approver, so that a denial waits for as little as possible.
 */
@ApplicationScoped
class DenialCheck {
  private static final Logger LOG = Logger.getLogger(DenialCheck.class);

  private final SubjectResolver subjects;

  DenialCheck(SubjectResolver subjects) {
    this.subjects = subjects;
  }

  /**
   * Why the reviewer may not deny a request; empty if they may.
   *
   * @throws DirectoryFailure when it is unknown whether the policy names them
   */
  Optional<Refusal> refusal(Subject reviewer, AccessRequest request, Policy policy) {
    try {
      Optional<Refusal> refusal = refusal(reviewer, request, policy, Optional.empty());
      if (refusal.isEmpty() || !policy.needsManager()) {
        return refusal;
      }
    } catch (DirectoryFailure e) {
      if (!policy.needsManager()) {
        throw e;
      }
      LOG.infof("cannot tell who may deny request %s: %s", request.id(), e.forLog());
    }
    return refusal(reviewer, request, policy, subjects.managerOf(request.requester(), policy));
  }

  private Optional<Refusal> refusal(
      Subject reviewer, AccessRequest request, Policy policy, Optional<PersonId> manager) {
    var requester = new SubjectStatus.Enabled(subjects.requesterToDeny(request, manager));
    return policy.review(reviewer, requester, List.of(), ReviewType.DENY)
            instanceof ReviewDecision.Refused(Refusal refusal)
        ? Optional.of(refusal)
        : Optional.empty();
  }
}

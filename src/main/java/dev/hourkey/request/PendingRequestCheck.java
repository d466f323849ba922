package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApplicablePolicy;
import dev.hourkey.policy.PendingDecision;
import dev.hourkey.policy.PendingRequestPolicy;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.SignInRefusal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Checks undecided requests against a policy file version that came into force after they were
 * made. A request that can no longer be granted is ended; the card of any other shows the approvals
 * that are needed now.
 */
@ApplicationScoped
public class PendingRequestCheck {
  private static final Logger LOG = Logger.getLogger(PendingRequestCheck.class);

  private final Requests requests;
  private final RequestService service;
  private final Catalog catalog;
  private final ApplicablePolicies policies;
  private final PolicyVersions versions;
  private final SubjectResolver subjects;

  PendingRequestCheck(
      Requests requests,
      RequestService service,
      Catalog catalog,
      ApplicablePolicies policies,
      PolicyVersions versions,
      SubjectResolver subjects) {
    this.requests = requests;
    this.service = service;
    this.catalog = catalog;
    this.policies = policies;
    this.versions = versions;
    this.subjects = subjects;
  }

  /**
   * Checks a request, unless that was done for the version that this replica uses. If a directory
   * does not answer, it is checked when the catalog is next refreshed.
   */
  public void evaluate(UUID id) {
    String version =
        catalog.version(); // Read first, so that everything looked up later is at least as new.
    Optional<AccessRequest> request =
        requests
            .find(id)
            .filter(AccessRequest::pending)
            .filter(found -> !found.isEvaluatedAgainst(version) && versions.isInForce(version));
    try {
      request.ifPresent(found -> evaluate(found, version));
    } catch (DirectoryFailure e) {
      LOG.infof("request %s is not evaluated against the new policy yet: %s", id, e.forLog());
    }
  }

  private void evaluate(AccessRequest request, String version) {
    Optional<Entitlement> entitlement = catalog.settled(request.access().entitlement());
    if (entitlement.isPresent() && requests.lackSignIn(request.id(), entitlement.get())) {
      service.end(request.id(), new SignInRefusal.ApprovedWithoutSignIn().clause());
    } else if (entitlement.isPresent()) {
      switch (policies.of(entitlement.get(), request, request.duration())) {
        case ApplicablePolicy.Unknown _ -> {} // Evaluated when the catalog is next refreshed.
        case ApplicablePolicy.Known(var policy, _) ->
            evaluate(request, version, entitlement.get().withPolicy(policy));
      }
    } else if (!catalog.isInFile(request.access())) {
      service.end(
          request.id(),
          new SubmissionRefusal.NoLongerOffered(request.access().entitlementName()).clause());
    }
  }

  private void evaluate(AccessRequest request, String version, Entitlement applicable) {
    Policy policy = PendingRequestPolicy.stricter(applicable.policy(), request.progress());
    List<PersonId> approvedBy = requests.approvedBy(request.id());
    switch (PendingRequestPolicy.evaluate(
        policy,
        subjects.requesterOf(request, policy),
        request.duration(),
        approvedBy.stream().map(one -> subjects.reviewer(one, policy)).toList())) {
      case PendingDecision.Ends(var why) -> service.end(request.id(), why.clause());
      case PendingDecision.Unknown _ -> {}
      case PendingDecision.Continues(var progress) ->
          service.recordEvaluation(request, version, approvedBy, progress, applicable);
    }
  }
}

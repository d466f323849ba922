package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.ApprovalCheck;
import dev.hourkey.grant.StandingMembershipCheck;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Decision;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Subject;
import dev.hourkey.request.SubjectResolver.Found;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Judges an approved request once more, by the policy and the directories as they are now. */
@ApplicationScoped
class RequestApprovalCheck implements ApprovalCheck {
  private final Requests requests;
  private final Catalog catalog;
  private final AccessComparison comparison;
  private final SubjectResolver facts;
  private final StandingMembershipCheck standingMembers;

  RequestApprovalCheck(
      Requests requests,
      Catalog catalog,
      AccessComparison comparison,
      SubjectResolver facts,
      StandingMembershipCheck standingMembers) {
    this.requests = requests;
    this.catalog = catalog;
    this.comparison = comparison;
    this.facts = facts;
    this.standingMembers = standingMembers;
  }

  @Override
  public Warrant of(UUID id) {
    AccessRequest request = requests.find(id).orElseThrow();
    Optional<Entitlement> wanted = catalog.settled(request.entitlement());
    if (wanted.isEmpty()) {
      return new Warrant.Missing(request.entitlementName() + " can no longer be requested");
    }
    if (!standingMembers.groupSettled(wanted.get().group())) {
      return new Warrant.Fallen(
          "Hourkey is checking the group "
              + wanted.get().group().name()
              + ", because its database may have been restored");
    }
    return switch (comparison.compare(request, wanted.get())) {
      case AccessComparison.Result.Changed(String why) ->
          new Warrant.Fallen(
              request.entitlementName() + " has changed since it was requested: " + why);
      case AccessComparison.Result.Nothing _ ->
          new Warrant.Missing(request.entitlementName() + " opens nothing in AWS");
      case AccessComparison.Result.Covered _ -> process(request, wanted.get().policy());
    };
  }

  private Warrant process(AccessRequest request, Policy policy) {
    return switch (facts.find(request.requester(), policy)) {
      case Found.Missing _ -> new Warrant.Missing("the requester's Entra account is gone");
      case Found.Disabled _ -> new Warrant.Fallen("the requester's Entra account is disabled");
      case Found.Enabled(Subject requester) -> process(request, policy, requester);
    };
  }

  private Warrant process(AccessRequest request, Policy policy, Subject requester) {
    if (!policy.eligible(requester)) {
      return new Warrant.Fallen("the requester is not among those who may ask for it any more");
    }
    if (request.duration().compareTo(policy.maxDuration()) > 0) {
      return new Warrant.Fallen("it cannot be had for that long any more");
    }
    Set<PersonId> valid = new HashSet<>();
    boolean approverIsMissing = false;
    for (PersonId approver : requests.approvedBy(request.id())) {
      switch (facts.find(approver, policy)) {
        case Found.Missing _ -> approverIsMissing = true;
        case Found.Disabled _ -> {}
        case Found.Enabled(Subject found) -> {
          if (policy.review(found, requester) instanceof Decision.Granted) {
            valid.add(found.person());
          }
        }
      }
    }
    return switch (policy.decided(valid)) {
      case Decision.Granted _ -> new Warrant.Stands();
      case Decision.NeedsApproval _, Decision.Refused _ ->
          approverIsMissing
              ? new Warrant.Missing("the Entra account of an approver is gone")
              : new Warrant.Fallen("its approvals do not count any more");
    };
  }
}

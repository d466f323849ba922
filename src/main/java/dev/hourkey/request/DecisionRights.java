package dev.hourkey.request;

import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApprovalProgress;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/**
 * What somebody may decide; enough to list the requests that wait for them. It authorizes nothing:
 * a decision is authorized when it is made.
 *
 * @param operator whether they are one of {@code roles.operators}
 * @param entitlements the ids of the entitlements with a stage that they may approve
 * @param stages the approvers of those stages, in words
 * @param requests the requests that they may approve as the requester's manager
 */
public record DecisionRights(
    boolean operator, Set<String> entitlements, Set<String> stages, Set<UUID> requests) {
  /** The rights of somebody who may decide nothing. */
  public static final DecisionRights NONE = new DecisionRights(false, Set.of(), Set.of(), Set.of());

  public DecisionRights {
    entitlements = Set.copyOf(entitlements);
    stages = Set.copyOf(stages);
    requests = Set.copyOf(requests);
  }

  /**
   * Whether the current stage of a request waits for the person with these accounts, provided that
   * they have not reviewed it.
   */
  boolean include(AccessRequest request, Set<PersonId> accounts) {
    if (!request.pending() || request.involves(accounts)) {
      return false;
    }
    return requests.contains(request.id())
        || (entitlements.contains(request.access().entitlement()) && waits(request, stages));
  }

  /** Whether the current stage of a request has one of these approvers, in words. */
  static boolean waits(AccessRequest request, Collection<String> approvers) {
    ApprovalProgress progress = request.progress();
    return progress.current().stream()
        .anyMatch(stage -> approvers.contains(progress.stages().get(stage).approvers()));
  }
}

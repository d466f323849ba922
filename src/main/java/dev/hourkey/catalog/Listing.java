package dev.hourkey.catalog;

import dev.hourkey.policy.Principal;
import java.util.List;
import java.util.Optional;

/**
 * The catalog at one moment.
 *
 * @param operators who may revoke every grant, as far as their groups are known
 * @param removesDrift whether members without a grant are removed, and not only reported
 * @param complete whether every draft of the file was judged: false while the file is broken or a
 *     directory is silent, when what is not on the list may be on it again soon
 */
public record Listing(
    List<Entitlement> entitlements,
    List<CatalogProblem> problems,
    Optional<String> operationsChannel,
    List<Principal> operators,
    boolean removesDrift,
    boolean complete) {
  public Listing {
    entitlements = List.copyOf(entitlements);
    problems = List.copyOf(problems);
    operators = List.copyOf(operators);
  }

  /** The same listing; alarms go where they went before if a broken file no longer says where. */
  Listing orAlarmIn(Optional<String> channel) {
    return new Listing(
        entitlements,
        problems,
        operationsChannel.or(() -> channel),
        operators,
        removesDrift,
        complete);
  }

  /** The entitlement of this id, if it is on the list now. */
  public Optional<Entitlement> find(String id) {
    return entitlements.stream().filter(entitlement -> entitlement.id().equals(id)).findFirst();
  }
}

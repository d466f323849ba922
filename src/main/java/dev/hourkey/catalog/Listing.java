package dev.hourkey.catalog;

import java.util.List;
import java.util.Optional;

/**
 * The catalog at one moment.
 *
 * @param complete whether every draft of the file was judged: false while a directory is silent
 */
public record Listing(
    List<Entitlement> entitlements,
    List<CatalogProblem> problems,
    Optional<String> operationsChannel,
    boolean complete) {
  public Listing {
    entitlements = List.copyOf(entitlements);
    problems = List.copyOf(problems);
  }

  /** The entitlement of this id, if it is on the list now. */
  public Optional<Entitlement> find(String id) {
    return entitlements.stream().filter(entitlement -> entitlement.id().equals(id)).findFirst();
  }
}

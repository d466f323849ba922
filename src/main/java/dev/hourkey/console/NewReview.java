package dev.hourkey.console;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An access review that somebody wants to begin. Pure.
 *
 * @param some the entitlements to review
 * @param version the digest of the policy file that contains the entitlements
 * @param problems why it can't be begun, one sentence each
 */
record NewReview(
    List<Entitlement> some, String version, Optional<Instant> dueAt, List<String> problems) {
  /**
   * Reads the form. An entitlement that is ticked but missing is a problem: a review that silently
   * leaves it out would look complete.
   */
  static NewReview read(List<String> ids, String due, Catalog.Versioned catalog, Instant now) {
    List<String> problems = new ArrayList<>();
    Optional<Instant> dueAt = DateInput.read(due, 1, problems).map(next -> next.minusSeconds(1));
    if (dueAt.filter(day -> !day.isAfter(now)).isPresent()) {
      problems.add("Choose today or a later day.");
    }
    List<String> ticked = ids.stream().filter(id -> !id.isBlank()).distinct().toList();
    if (ticked.isEmpty()) {
      problems.add("Tick at least one entitlement.");
    }
    List<Entitlement> some = new ArrayList<>();
    for (String id : ticked) {
      catalog
          .snapshot()
          .find(id)
          .ifPresentOrElse(
              some::add,
              () ->
                  problems.add(
                      "“%s” can't be requested now, so the review was not started. Start again to review the others."
                          .formatted(id)));
    }
    return new NewReview(some, catalog.version(), dueAt, problems);
  }
}

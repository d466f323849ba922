package dev.hourkey.grant;

import static java.util.Comparator.comparing;

import dev.hourkey.scim.ScimProvisioner;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** Which grants the next call of provisioning on demand is about. Pure. */
final class OnDemandOrder {
  /** Removals go first, then the grants that have waited longest. */
  static final Comparator<Waiting> REMOVALS_FIRST =
      comparing(Waiting::removal)
          .reversed()
          .thenComparing(Waiting::dueAt)
          .thenComparing(Waiting::grant);

  private OnDemandOrder() {}

  /** A grant whose last change is to be carried to AWS. */
  record Waiting(UUID grant, String groupId, boolean removal, Instant dueAt) {}

  /** The first grant in this order, and others that wait for the same group. */
  static List<Waiting> batch(List<Waiting> waiting, Comparator<Waiting> order) {
    List<Waiting> sorted = waiting.stream().sorted(order).toList();
    return sorted.stream()
        .filter(one -> one.groupId().equals(sorted.getFirst().groupId()))
        .limit(ScimProvisioner.MOST_PEOPLE)
        .toList();
  }

  /**
   * How much longer a grant waits after the budget allows a call again. While many grants wait,
   * most would not get that call, and each attempt costs a look at AWS.
   */
  static Duration patience(long waiting) {
    return Duration.ofMillis(Math.min(60_000, 100 * waiting));
  }
}

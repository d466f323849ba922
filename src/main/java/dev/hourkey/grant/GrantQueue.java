package dev.hourkey.grant;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Queues of open grants, by what happens to them next. Each queue has its own workers, so none
 * delays another.
 */
public enum GrantQueue {
  /** Grants that are scheduled, or whose members are being added in Entra and AWS. */
  PROVISIONING,
  /** Grants that are live, or whose members have to be removed from Entra. */
  ENDING,
  /** Grants whose members are removed from Entra, while AWS may still show them. */
  CLEARING;

  /** The condition in SQL for the grants of this queue. Partial indexes have the same condition. */
  public String condition() {
    return Stream.of(GrantLifecycle.Phase.values())
        .filter(phase -> phase != GrantLifecycle.Phase.ENDED && of(phase) == this)
        .map(phase -> "'" + phase + "'")
        .collect(Collectors.joining(", ", "phase in (", ")"));
  }

  static GrantQueue of(GrantLifecycle.Phase phase) {
    return switch (phase) {
      case SCHEDULED, PROVISIONING, SYNCING -> PROVISIONING;
      case LIVE, REVOKING -> ENDING;
      case CLEARING, ENDED -> CLEARING;
    };
  }
}

package dev.hourkey.grant;

/**
 * Open grants by what is next for them. Each queue has workers of its own, so none delays another.
 */
public enum GrantQueue {
  /** Grants that are scheduled, or being added and carried to AWS. */
  PROVISIONING,
  /** Grants that are live, or to be removed from Entra. */
  ENDING,
  /** Grants that are removed from Entra, while AWS may still show them. */
  CLEARING;

  static GrantQueue of(GrantLifecycle.Phase phase) {
    return switch (phase) {
      case SCHEDULED, PROVISIONING, SYNCING -> PROVISIONING;
      case LIVE, REVOKING -> ENDING;
      case CLEARING, ENDED -> CLEARING;
    };
  }
}

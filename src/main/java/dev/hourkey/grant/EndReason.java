package dev.hourkey.grant;

/** Why a grant ends. */
public enum EndReason {
  /** Its time was over. */
  EXPIRED,
  /** Its holder ended it. */
  ENDED_EARLY,
  /** AWS did not show the membership before the deadline. */
  NEVER_ARRIVED,
  /** The holder already had a standing membership, which Hourkey does not end. */
  STANDING,
  /** The approval was no longer valid when the member was to be added. */
  NO_LONGER_APPROVED,
  /**
   * Entra refuses the add, because the person or the group is gone, or Hourkey lacks the
   * permission.
   */
  IMPOSSIBLE,
  /** Somebody else removed the member from the Entra group. */
  REMOVED_ELSEWHERE,
  /** An approver of the entitlement or an operator revoked it. */
  REVOKED;

  /** Whether the holder expects this end, so that no message has to notify them. */
  boolean expected() {
    return switch (this) {
      case EXPIRED, ENDED_EARLY -> true;
      case NEVER_ARRIVED, STANDING, NO_LONGER_APPROVED, IMPOSSIBLE, REMOVED_ELSEWHERE, REVOKED ->
          false;
    };
  }
}

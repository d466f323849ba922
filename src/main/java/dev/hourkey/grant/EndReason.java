package dev.hourkey.grant;

/** Why a grant ends. */
public enum EndReason {
  /** Its time was up. */
  EXPIRED,
  /** Its holder had no more use for it. */
  ENDED_EARLY,
  /** AWS never showed it before its deadline. */
  NEVER_ARRIVED,
  /** The holder was in the group already, by somebody else's doing; that is not ours to end. */
  STANDING,
  /** When it came to adding the member, the approval no longer held. */
  NO_LONGER_APPROVED,
  /** Entra says that it cannot be done: the person or the group is gone, or we may not. */
  IMPOSSIBLE,
  /** Somebody else took the member out of the Entra group. */
  REMOVED_ELSEWHERE,
  /** An approver of the entitlement or an operator revoked it. */
  REVOKED
}

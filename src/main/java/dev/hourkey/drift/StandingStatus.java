package dev.hourkey.drift;

/** Whether a person has a standing membership. */
public enum StandingStatus {
  /** The person is not a member, or Hourkey added them. */
  NO,
  /** Somebody else added the person, so the end of a grant does not remove them. */
  YES,
  /**
   * The database was restored, and the group has members that Hourkey's records do not explain or
   * has not been compared since. Nothing may be granted through the group.
   */
  UNSETTLED
}

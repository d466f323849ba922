package dev.hourkey.drift;

/** Whether a person has a standing membership. */
public enum StandingStatus {
  /** The person is not a member, or Hourkey added them. */
  NO,
  /** Somebody else added the person, so the end of a grant does not remove them. */
  YES,
  /**
   * The database was restored. Since then, the group has not been compared, or it has members that
   * Hourkey's records do not explain. Nothing may be granted through the group.
   */
  UNSETTLED
}

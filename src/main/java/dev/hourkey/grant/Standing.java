package dev.hourkey.grant;

/** Whether a person has a membership that Hourkey did not give. */
public enum Standing {
  /** The person is not a member, or is one by Hourkey's own doing. */
  NO,
  /** Somebody else added the person; Hourkey never removes such a member. */
  YES,
  /**
   * The database was restored and the group has members whom the record does not explain, or was
   * not compared since. Nothing may be granted through the group.
   */
  UNSETTLED
}

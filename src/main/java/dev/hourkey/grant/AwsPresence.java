package dev.hourkey.grant;

/** What a look at AWS said about one person's membership of a group. */
public enum AwsPresence {
  /** AWS shows the person's user in the group. */
  MEMBER,
  /** As {@link #MEMBER}, but the user is disabled and cannot sign in. */
  DISABLED_MEMBER,
  /** The user and the group exist, and AWS does not show the one in the other. */
  NOT_MEMBER,
  /** AWS has no user of this person at the moment. One may be provisioned again at any time. */
  NO_USER,
  /** AWS has no such group at the moment. It may be provisioned again at any time. */
  NO_GROUP,
  /** The only user of this person's name carries the external id of somebody else. */
  ANOTHER_PERSONS_USER,
  /** AWS did not answer, or answered something that proves nothing. */
  UNKNOWN;

  /** Whether AWS shows the membership, whether or not the user can use it. */
  boolean shown() {
    return this == MEMBER || this == DISABLED_MEMBER;
  }
}

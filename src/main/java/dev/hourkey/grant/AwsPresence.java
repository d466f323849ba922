package dev.hourkey.grant;

/** What a check of AWS showed about one person's membership of a group. */
public enum AwsPresence {
  /** AWS shows the person's user in the group. */
  MEMBER,
  /** Like {@link #MEMBER}, but the user is disabled and cannot sign in. */
  DISABLED_MEMBER,
  /** The user and the group exist, but AWS does not show the user in the group. */
  NOT_MEMBER,
  /** AWS has no user for this person at the moment. One may be provisioned again at any time. */
  NO_USER,
  /** AWS has no such group at the moment. It may be provisioned again at any time. */
  NO_GROUP,
  /** The only user with this person's name has the external id of somebody else. */
  ANOTHER_PERSONS_USER,
  /** AWS did not answer, or gave an answer that proves nothing. */
  UNKNOWN;

  /** A clause for operators that follows a clause about Entra: {@code AWS still shows it}. */
  public String words() {
    return switch (this) {
      case MEMBER, DISABLED_MEMBER -> "AWS still shows it";
      case NOT_MEMBER -> "AWS does not show it; Hourkey is confirming that";
      case NO_USER -> "AWS has no user for this person, but one may be provisioned again";
      case NO_GROUP -> "AWS has no such group, but it may be provisioned again";
      case ANOTHER_PERSONS_USER -> "the AWS user with this person's name belongs to somebody else";
      case UNKNOWN -> "AWS gave no usable answer";
    };
  }

  /** Whether AWS shows the membership, whether or not the user can use it. */
  boolean shown() {
    return this == MEMBER || this == DISABLED_MEMBER;
  }
}

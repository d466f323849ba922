package dev.hourkey.grant;

import java.util.Optional;

/**
 * One look at a membership in AWS.
 *
 * @param awsUserId the person's user in the Identity Store, as resolved for this look
 */
public record AwsLook(AwsPresence presence, Optional<String> awsUserId) {
  /** A look that showed nothing. */
  public static final AwsLook NOTHING = without(AwsPresence.UNKNOWN);

  /** A look at a user who was found. */
  public static AwsLook at(String awsUserId, AwsPresence presence) {
    return new AwsLook(presence, Optional.of(awsUserId));
  }

  /** A look that found no user for the person. */
  public static AwsLook without(AwsPresence presence) {
    return new AwsLook(presence, Optional.empty());
  }
}

package dev.hourkey.grant;

import java.util.Optional;

/**
 * One look at a membership in AWS.
 *
 * @param awsUserId the person's user in the Identity Store, as resolved for this look
 */
public record AwsObservation(AwsPresence presence, Optional<String> awsUserId) {
  /** A look that showed nothing. */
  public static final AwsObservation NOTHING = without(AwsPresence.UNKNOWN);

  /** A look at a user who was found. */
  public static AwsObservation at(String awsUserId, AwsPresence presence) {
    return new AwsObservation(presence, Optional.of(awsUserId));
  }

  /** A look that found no user for the person. */
  public static AwsObservation without(AwsPresence presence) {
    return new AwsObservation(presence, Optional.empty());
  }
}

package dev.hourkey.grant;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One check of a membership in AWS.
 *
 * @param awsUserId the person's user in the Identity Store, as resolved for this check
 */
public record AwsObservation(AwsPresence presence, Optional<String> awsUserId) {
  /** A check that proved nothing. */
  public static final AwsObservation NOTHING = without(AwsPresence.UNKNOWN);

  /** A check of a user who was found. */
  public static AwsObservation at(String awsUserId, AwsPresence presence) {
    return new AwsObservation(presence, Optional.of(awsUserId));
  }

  /** A check that found no user for the person. */
  public static AwsObservation without(AwsPresence presence) {
    return new AwsObservation(presence, Optional.empty());
  }

  /**
   * What the checks of AWS have shown about a grant's membership.
   *
   * @param awsUserId the user that the last successful check found
   * @param awsPresence what the last check showed
   * @param awsPresenceSince since when every check has shown that
   */
  @Embeddable
  record History(
      @Nullable String awsUserId,
      @Enumerated(EnumType.STRING) AwsPresence awsPresence,
      Instant awsPresenceSince) {
    static History none(Instant now) {
      return new History(null, AwsPresence.UNKNOWN, now);
    }

    History after(AwsObservation found, Instant now) {
      return new History(
          found.awsUserId().orElse(awsUserId),
          found.presence(),
          found.presence() == awsPresence ? awsPresenceSince : now);
    }
  }
}

package dev.hourkey.grant;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the looks at AWS have shown of a grant's membership.
 *
 * @param awsUserId the user that the last successful look found
 * @param awsPresence what the last look showed
 * @param awsPresenceSince since when every look has shown that
 */
@Embeddable
record AwsObservationHistory(
    @Nullable String awsUserId,
    @Enumerated(EnumType.STRING) AwsPresence awsPresence,
    Instant awsPresenceSince) {
  static AwsObservationHistory none(Instant now) {
    return new AwsObservationHistory(null, AwsPresence.UNKNOWN, now);
  }

  AwsObservationHistory after(AwsObservation found, Instant now) {
    return new AwsObservationHistory(
        found.awsUserId().orElse(awsUserId),
        found.presence(),
        found.presence() == awsPresence ? awsPresenceSince : now);
  }
}

package dev.hourkey.journey;

import java.time.Duration;

/**
 * What a scenario leaves when it is over.
 *
 * @param leftBehind memberships that are still there, in Entra or AWS, and should not be
 * @param takenEarly memberships that were missing before their time was up
 * @param recordGaps events that the audit trail lacks, has twice or has in the wrong order
 * @param acknowledged how long Slack waited for the slowest acknowledgement
 */
record ScenarioOutcome(
    String scenario, long leftBehind, long takenEarly, long recordGaps, Duration acknowledged) {
  static final String HEAD =
      "scenario                                     | left behind | taken early | record gaps"
          + " | acknowledged in ms";

  boolean clean() {
    return leftBehind == 0 && takenEarly == 0 && recordGaps == 0;
  }

  String line() {
    return "%-44s | %11d | %11d | %11d | %18d"
        .formatted(scenario, leftBehind, takenEarly, recordGaps, acknowledged.toMillis());
  }
}

package dev.hourkey.slack;

import java.time.Instant;
import java.util.Optional;

/**
 * The data for messages about a break-glass review, read from the database beforehand.
 *
 * @param reviewers who may review it, in words; empty if the policy file no longer names any
 * @param impossible whether nobody can review it
 * @param outcome empty while it is still to be done
 */
record ReviewDetails(
    Instant due,
    boolean late,
    Optional<String> reviewers,
    boolean impossible,
    Optional<Outcome> outcome) {
  record Outcome(boolean justified, String comment, PersonMention reviewer, Instant at) {
    String words() {
      return justified ? "justified" : "not justified";
    }
  }
}

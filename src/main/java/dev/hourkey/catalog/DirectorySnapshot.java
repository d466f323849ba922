package dev.hourkey.catalog;

import java.time.Instant;
import java.util.Map;

/**
 * What Entra and AWS have answered so far, at one moment.
 *
 * @param answers must no longer change
 */
record DirectorySnapshot(Map<DirectoryQuery, StoredAnswer> answers, Instant now) {
  /** The answer; {@link StoredAnswer#NONE} if the question has not been asked yet. */
  StoredAnswer to(DirectoryQuery question) {
    return answers.getOrDefault(question, StoredAnswer.NONE).asOf(now);
  }
}

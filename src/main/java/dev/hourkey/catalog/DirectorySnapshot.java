package dev.hourkey.catalog;

import java.time.Instant;
import java.util.Map;

/**
 * What Entra and AWS have answered so far, at one moment.
 *
 * @param answers must no longer change
 */
record DirectorySnapshot(Map<Question, Answer> answers, Instant now) {
  /** The answer; {@link Answer#NONE} if the question was not asked yet. */
  Answer to(Question question) {
    return answers.getOrDefault(question, Answer.NONE);
  }
}

package dev.hourkey.console;

import dev.hourkey.evidence.AccessReview.Decision;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Form input that was rejected, to be shown again.
 *
 * @param refused why none of the input was accepted; null if some of it was
 * @param closing the comment with which to close the review
 * @param mistake why that comment is not enough; null if it is
 */
record RejectedReviewInput(
    Map<Integer, Decision> decisions,
    Map<Integer, String> problems,
    @Nullable String refused,
    String closing,
    @Nullable String mistake) {
  static final RejectedReviewInput NOTHING =
      new RejectedReviewInput(Map.of(), Map.of(), null, "", null);
}

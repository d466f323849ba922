package dev.hourkey.console;

import dev.hourkey.person.PersonId;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.BreakGlassReview;
import dev.hourkey.request.BreakGlassReview.Outcome;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * A use of break-glass in a list.
 *
 * @param review who reviewed it and what they wrote; empty while the review is still to be done
 */
record BreakGlassRow(
    UUID request,
    String holder,
    String holderId,
    String entitlement,
    String justification,
    Instant used,
    Instant due,
    StatusLabel state,
    String review) {
  static BreakGlassRow of(
      BreakGlassReview review, AccessRequest request, Function<PersonId, String> names) {
    Optional<Outcome> outcome = review.outcome();
    return new BreakGlassRow(
        request.id(),
        names.apply(request.requester()),
        request.requester().value(),
        request.access().entitlementName(),
        request.justification(),
        review.begunAt(),
        review.dueAt(),
        state(review),
        outcome
            .map(one -> names.apply(one.reviewer()) + ": " + one.comment())
            .orElse(review.hasNoReviewer() ? "Nobody can review it." : ""));
  }

  private static StatusLabel state(BreakGlassReview review) {
    String late = review.late() ? ", late" : "";
    return review
        .outcome()
        .map(
            one ->
                one.justified()
                    ? new StatusLabel("Justified" + late, review.late() ? "wait" : "good")
                    : new StatusLabel("Not justified" + late, "bad"))
        .orElseGet(() -> new StatusLabel("To be reviewed" + late, review.late() ? "bad" : "wait"));
  }
}

package dev.hourkey.slack;

import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.policy.Risk;
import dev.hourkey.request.RequestState;
import dev.hourkey.slack.HolderMessages.Synchronization;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Every message and form about break-glass access, in every state of its review. */
record BreakGlassDrawings(Examples of) {
  Map<String, Object> all() {
    Map<String, Object> all = new LinkedHashMap<>();
    reviews()
        .forEach(
            (state, review) -> {
              RequestDetails request = request(review);
              all.put(
                  "card, " + state,
                  ApproverCard.of(request, DecisionContext.NONE, Examples.CHANNEL));
              all.put(
                  "operators, used, " + state,
                  BreakGlassMessages.used(request, review, Examples.OPERATIONS));
              if (review.outcome().isEmpty()) {
                all.put(
                    "operators, late, " + state,
                    BreakGlassMessages.late(request, review, Examples.OPERATIONS));
                all.put(
                    "operators, nobody can review, " + state,
                    BreakGlassMessages.nobodyCanReview(request, review, Examples.OPERATIONS));
              }
              all.put(
                  "operators, alarm over, " + state,
                  new ResolvedAlarmMessages(
                          Examples.REQUESTED,
                          Examples.ENDED,
                          BreakGlassMessages.noLongerWaiting(request, review))
                      .message(Examples.OPERATIONS));
              BreakGlassMessages.reminder(request, review, Examples.CHANNEL)
                  .ifPresent(drawn -> all.put("reminder, " + state, drawn));
              BreakGlassMessages.reviewed(request, review)
                  .ifPresent(drawn -> all.put("holder, " + state, drawn));
            });
    RequestDetails request = request(open(false, false, true));
    all.put(
        "requester", RequesterMessages.submitted(request, Synchronization.RUNNING).orElseThrow());
    all.put("form, review", BreakGlassReviewForm.of(request, Examples.CHANNEL));
    all.put(
        "form, request",
        RequestForm.filled(
            Selection.of(
                of.withBreakGlass(of.entitlement("prod-admin", 1, of.one(), Risk.HIGH)), false),
            RequestForm.Entered.NOTHING,
            List.of()));
    return all;
  }

  private Map<String, ReviewDetails> reviews() {
    Map<String, ReviewDetails> reviews = new LinkedHashMap<>();
    reviews.put("to be done", open(false, false, true));
    reviews.put("late", open(true, false, true));
    reviews.put("impossible", open(false, true, true));
    reviews.put("no reviewers in the file", open(false, true, false));
    reviews.put("justified", done(true));
    reviews.put("not justified", done(false));
    return reviews;
  }

  /** Requests of which one review is late. */
  List<RequestDetails> toBeReviewed(int number) {
    return IntStream.range(0, number)
        .mapToObj(
            i -> new BreakGlassDrawings(of.numbered(60 + i)).request(open(i == 0, false, true)))
        .toList();
  }

  private ReviewDetails open(boolean late, boolean impossible, boolean named) {
    return new ReviewDetails(
        Examples.REQUESTED.plus(Duration.ofDays(1)),
        late,
        Optional.of(of.foreign("security")).filter(_ -> named),
        impossible,
        Optional.empty());
  }

  private ReviewDetails done(boolean justified) {
    return new ReviewDetails(
        Examples.REQUESTED.plus(Duration.ofDays(1)),
        false,
        Optional.of(of.foreign("security")),
        false,
        Optional.of(
            new ReviewDetails.Outcome(
                justified, of.foreign("db-1 was down"), of.chloe(), Examples.ENDED)));
  }

  private RequestDetails request(ReviewDetails review) {
    return of.reviewed(
        of.request(
            new RequestState.Approved(Examples.APPROVED),
            List.of(),
            new ApprovalProgress(List.of()),
            of.one(),
            true,
            Optional.empty(),
            Optional.of(of.live())),
        review);
  }
}

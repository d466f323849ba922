package dev.hourkey.slack;

import dev.hourkey.evidence.AccessReview;
import dev.hourkey.person.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The reminder of an access review, in every state of it. */
record AccessReviewDrawings(Examples of) {
  private static final UUID ID = UUID.fromString("aaaaaaaa-0000-4000-8000-000000000077");
  private static final PersonId NOOR = new PersonId("11111111-0000-4000-8000-000000000009");
  private static final Instant DUE = Examples.REQUESTED.plus(Duration.ofDays(14));

  Map<String, Object> all() {
    Map<String, Object> all = new LinkedHashMap<>();
    AccessReview.Progress some = new AccessReview.Progress(20, 8, 12);
    all.put("open", reminder(review(1, some, Optional.empty()), DUE.minusSeconds(1)));
    all.put("late, of many", reminder(review(5, some, Optional.empty()), DUE.plusSeconds(1)));
    all.put(
        "all decided",
        reminder(
            review(2, new AccessReview.Progress(32, 8, 0), Optional.empty()), Examples.REQUESTED));
    all.put(
        "closed",
        reminder(
            review(2, some, Optional.of(new AccessReview.Closing(DUE, NOOR, of.foreign("Done")))),
            DUE));
    all.put(
        "without a console",
        AccessReviewMessages.reminder(
            review(1, some, Optional.empty()), Optional.empty(), Examples.OPERATIONS, DUE));
    return all;
  }

  private static SlackMessage reminder(AccessReview review, Instant now) {
    return AccessReviewMessages.reminder(
        review,
        Optional.of("https://hourkey.example.com/console/evidence/reviews/" + ID),
        "U0NOOR",
        now);
  }

  private AccessReview review(
      int entitlements, AccessReview.Progress progress, Optional<AccessReview.Closing> closing) {
    return new AccessReview(
        ID,
        List.of("prod-readonly", "prod-admin", of.foreign("logs-readonly"), "dev", "staging")
            .subList(0, entitlements),
        List.of(),
        "",
        "",
        Examples.REQUESTED,
        NOOR,
        DUE,
        progress,
        0,
        closing);
  }
}

package dev.hourkey.slack;

import dev.hourkey.slack.ReviewDetails.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What people read about access that was granted at once, and about its review. */
final class BreakGlassMessages {
  private BreakGlassMessages() {}

  /** Who got what, on the card. */
  static Sentence title(RequestDetails request) {
    return Sentence.of("Break-glass: {} got {}", request.requester(), request.name());
  }

  /** The state of the review. */
  static Sentence line(ReviewDetails review) {
    return review
        .outcome()
        .map(
            outcome ->
                Sentence.of(
                    ":white_check_mark: Reviewed by {}: {} · {} · {}",
                    outcome.reviewer(),
                    outcome.words(),
                    outcome.at(),
                    outcome.comment()))
        .orElseGet(
            () ->
                Sentence.of(
                    review.late() ? ":alarm_clock: Review{} is late: due {}" : "Review{} due {}",
                    by(review),
                    review.due()));
  }

  private static Sentence by(ReviewDetails review) {
    return review.reviewers().map(who -> Sentence.of(" by {}", who)).orElse(Sentence.NOTHING);
  }

  static Button review(RequestDetails request) {
    return Button.of(ActionId.REVIEW, "Review…", request.id())
        .primary()
        .labelled(Sentence.of("Review the break-glass access of {}", request.requester()).plain());
  }

  /** Tells operators at once. */
  static SlackMessage used(RequestDetails request, ReviewDetails review, String channel) {
    Sentence used =
        Sentence.of(
            ":rotating_light: *Break-glass:* {} got *{}* ({}) for {}, without approval.",
            request.requester(),
            request.name(),
            request.opens(),
            request.duration());
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Section(used));
    blocks.add(new Block.Quote(request.justification()));
    request
        .ticket()
        .ifPresent(ticket -> blocks.add(new Block.Context(Sentence.of("Ticket {}", ticket))));
    blocks.add(
        new Block.Context(
            RunbookLinks.BREAK_GLASS_USED.after(line(review).then(" · request {}", request.id()))));
    return new SlackMessage(channel, used.plain(), blocks);
  }

  /** A reminder to the reviewers; empty once the review is done. */
  static Optional<SlackMessage> reminder(
      RequestDetails request, ReviewDetails review, String channel) {
    if (review.outcome().isPresent()) {
      return Optional.empty();
    }
    Sentence reminder =
        Sentence.of(
                ":bell: *{}* used break-glass for *{}* {}. ",
                request.requester().name(),
                request.name(),
                request.requestedAt())
            .then(line(review))
            .then(".");
    return Optional.of(
        new SlackMessage(
            channel,
            reminder.plain(),
            List.of(
                new Block.Section(reminder),
                new Block.Actions("review:" + request.id(), List.of(review(request))))));
  }

  /** Tells operators that the review is late. */
  static SlackMessage late(RequestDetails request, ReviewDetails review, String channel) {
    return GrantAlarms.alarm(
        channel,
        RunbookLinks.REVIEW_LATE,
        Sentence.of(
            ":rotating_light: *Review overdue:* nobody has reviewed the break-glass access of {} to"
                + " {}. It was due {}. Reviewers{} are reminded every day.",
            request.requester().name(),
            request.name(),
            review.due(),
            review.reviewers().map(who -> Sentence.of(" ({})", who)).orElse(Sentence.NOTHING)),
        Sentence.of("request {}", request.id()));
  }

  /** Tells operators that nobody can review it. */
  static SlackMessage nobodyCanReview(
      RequestDetails request, ReviewDetails review, String channel) {
    return GrantAlarms.alarm(
        channel,
        RunbookLinks.NOBODY_CAN_REVIEW,
        Sentence.of(
            ":rotating_light: *Nobody can review* the break-glass access of {} to {}: {}. Name"
                + " reviewers in `review_by` of the policy file, or add somebody to their group.",
            request.requester().name(),
            request.name(),
            review
                .reviewers()
                .map(
                    who ->
                        Sentence.of(
                            "besides the holder, no enabled account is a reviewer ({})", who))
                .orElse(Sentence.of("the policy file no longer names reviewers"))),
        Sentence.of("request {}", request.id()));
  }

  /** Why an alarm about the review is over. */
  static Sentence noLongerWaiting(RequestDetails request, ReviewDetails review) {
    return review
        .outcome()
        .map(
            outcome ->
                Sentence.of(
                    "The break-glass access of {} to {} was reviewed by {}: {}.",
                    request.requester().name(),
                    request.name(),
                    outcome.reviewer().name(),
                    outcome.words()))
        .orElseGet(
            () ->
                Sentence.of(
                    "The break-glass access of {} can be reviewed now.",
                    request.requester().name()));
  }

  /** Tells the holder the outcome. */
  static Optional<SlackMessage> reviewed(RequestDetails request, ReviewDetails review) {
    return review
        .outcome()
        .flatMap(
            outcome -> request.requester().user().map(user -> reviewed(request, outcome, user)));
  }

  private static SlackMessage reviewed(RequestDetails request, Outcome outcome, String user) {
    Sentence what =
        Sentence.of(
            "{} reviewed your break-glass access to *{}*: {}.",
            outcome.reviewer(),
            request.name(),
            outcome.words());
    return new SlackMessage(
        user, what.plain(), List.of(new Block.Section(what), new Block.Quote(outcome.comment())));
  }
}

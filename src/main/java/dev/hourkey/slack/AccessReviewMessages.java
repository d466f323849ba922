package dev.hourkey.slack;

import dev.hourkey.evidence.AccessReview;
import dev.hourkey.evidence.AccessReviews;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Person;
import dev.hourkey.person.Persons;
import dev.hourkey.request.DecisionPages;
import dev.hourkey.text.Counted;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Reminders of access reviews. They go to the person who began the review. If that person is not
 * linked to a Slack user, or once the review is late, they go to the operations channel, because
 * the person may have left.
 */
@ApplicationScoped
class AccessReviewMessages {
  private static final int MAX_LISTED = 3;

  private final AccessReviews reviews;
  private final Persons persons;
  private final AlarmMessages alarms;
  private final DecisionPages pages;
  private final Clock clock;

  AccessReviewMessages(
      AccessReviews reviews,
      Persons persons,
      AlarmMessages alarms,
      DecisionPages pages,
      Clock clock) {
    this.reviews = reviews;
    this.persons = persons;
    this.alarms = alarms;
    this.pages = pages;
    this.clock = clock;
  }

  /** The reminder of a review. */
  Optional<SlackMessage> reminder(UUID id) {
    Instant now = clock.instant();
    return reviews
        .find(id)
        .flatMap(
            review ->
                recipient(review, now).map(to -> reminder(review, pages.ofReview(id), to, now)));
  }

  /** Whether the review is still open. */
  boolean isOpen(UUID id) {
    return reviews.find(id).filter(review -> review.closing().isEmpty()).isPresent();
  }

  private Optional<String> recipient(AccessReview review, Instant now) {
    Optional<String> initiator =
        persons.find(review.begunBy()).flatMap(Person::chat).map(ChatUser::userId);
    return review.late(now) ? alarms.channel().or(() -> initiator) : initiator.or(alarms::channel);
  }

  /**
   * @param page where the review is in the console; empty if there is none
   */
  static SlackMessage reminder(AccessReview review, Optional<String> page, String to, Instant now) {
    Sentence reminder =
        Sentence.of(":bell: *Access review* of {}: ", names(review.entitlements()))
            .then(state(review, now));
    List<Block> blocks = new ArrayList<>(List.of(new Block.Section(reminder)));
    page.filter(_ -> review.closing().isEmpty())
        .map(url -> Button.link(ActionId.OPEN_REVIEW.value(), "Open the review", url))
        .ifPresent(
            button ->
                blocks.add(new Block.Actions("access-review:" + review.id(), List.of(button))));
    return new SlackMessage(to, reminder.plain(), blocks);
  }

  private static Sentence state(AccessReview review, Instant now) {
    AccessReview.Progress progress = review.progress();
    if (review.closing().isPresent()) {
      return Sentence.of("closed.");
    }
    Sentence due = Sentence.of(review.late(now) ? "Overdue since {}." : "Due {}.", review.dueAt());
    return progress.open() == 0
        ? Sentence.of("all decisions are made. Close it with a conclusion. ").then(due)
        : Sentence.of(
                "{} of {} left to make. ", progress.open(), Counted.of(progress.all(), "decision"))
            .then(due);
  }

  private static Sentence names(List<String> entitlements) {
    Sentence first =
        Sentence.joined(
            ", ",
            entitlements.stream().limit(MAX_LISTED).map(name -> Sentence.of("{}", name)).toList());
    int more = entitlements.size() - MAX_LISTED;
    return more > 0 ? first.then(" and {} more", more) : first;
  }
}

package dev.hourkey.evidence;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.ComparedRecords;
import dev.hourkey.audit.EventLists;
import dev.hourkey.audit.EventSelection;
import dev.hourkey.audit.StoredEvent;
import dev.hourkey.evidence.AccessReview.Item;
import dev.hourkey.sql.Statements;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Compares access reviews with the audit trail. {@link ReviewComparison} finds the differences. */
@ApplicationScoped
public class ReviewEvidence implements ComparedRecords {
  private static final int AT_ONCE = 1000;

  private final Statements sql;
  private final AccessReviewTable table;
  private final EventLists events;

  ReviewEvidence(Statements sql, AccessReviewTable table, EventLists events) {
    this.sql = sql;
    this.table = table;
    this.events = events;
  }

  /** Where a review differs from the audit trail, one sentence each. */
  public List<String> differences(UUID review) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              int _ = sql.write("set transaction isolation level repeatable read read only");
              return ReviewComparison.of(
                  table.find(review),
                  all(after -> table.items(review, after.intValue(), AT_ONCE), Item::number),
                  events(Optional.empty(), Optional.of(review.toString())));
            });
  }

  /** The differences of all reviews, including reviews whose row is gone. */
  @Override
  public List<String> differences() {
    Set<UUID> reviews = new LinkedHashSet<>();
    Stream.iterate(
            table.newest(Optional.empty(), AT_ONCE),
            page -> !page.isEmpty(),
            page -> table.newest(Optional.of(page.getLast().id()), AT_ONCE))
        .flatMap(List::stream)
        .forEach(review -> reviews.add(review.id()));
    events(Optional.of("access_review_begun"), Optional.empty()).stream()
        .flatMap(entry -> subject(entry).stream())
        .forEach(reviews::add);
    return reviews.stream()
        .flatMap(
            review ->
                differences(review).stream()
                    .map(difference -> "Access review %s: %s".formatted(review, difference)))
        .toList();
  }

  /**
   * The id of an entry's review. Only the owner of the tables can append an entry whose subject is
   * not an id.
   */
  private static Optional<UUID> subject(AuditEntry entry) {
    try {
      return Optional.of(UUID.fromString(StoredEvent.read(entry).path("subject").asText()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private List<AuditEntry> events(Optional<String> type, Optional<String> subject) {
    EventSelection selection = new EventSelection(type, subject, Optional.empty());
    return all(after -> events.after(selection, after, AT_ONCE), AuditEntry::seq);
  }

  private static <T> List<T> all(Function<Long, List<T>> page, ToLongFunction<T> key) {
    return Stream.iterate(
            page.apply(0L),
            some -> !some.isEmpty(),
            some -> page.apply(key.applyAsLong(some.getLast())))
        .flatMap(List::stream)
        .toList();
  }
}

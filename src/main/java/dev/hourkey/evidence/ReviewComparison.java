package dev.hourkey.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.StoredEvent;
import dev.hourkey.evidence.AccessReview.Closing;
import dev.hourkey.evidence.AccessReview.Decided;
import dev.hourkey.evidence.AccessReview.Item;
import dev.hourkey.text.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Compares the rows of an access review with the audit trail, because the owner of the database can
 * change rows. Pure.
 */
final class ReviewComparison {
  /**
   * The longest difference between the times of a row and its event, which one transaction writes.
   */
  private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(1);

  private final List<String> differences = new ArrayList<>();

  private ReviewComparison() {}

  /**
   * The differences, one sentence each.
   *
   * @param review empty if it has no row
   * @param items in their order
   * @param trail the entries about the review, in their order
   */
  static List<String> of(Optional<AccessReview> review, List<Item> items, List<AuditEntry> trail) {
    ReviewComparison comparison = new ReviewComparison();
    comparison.compare(review, items, trail);
    return comparison.differences;
  }

  private void compare(Optional<AccessReview> review, List<Item> items, List<AuditEntry> trail) {
    Optional<AuditEntry> begun = last(trail, "access_review_begun");
    if (review.isEmpty()) {
      begun.ifPresent(entry -> missing("review", entry));
      return;
    }
    if (begun.isEmpty()) {
      differences.add("No audit event says that this review began.");
      return;
    }
    begin(review.get(), items, begun.get());
    decisions(items, trail);
    close(review.get(), last(trail, "access_review_closed"));
  }

  private static Optional<AuditEntry> last(List<AuditEntry> trail, String type) {
    return trail.stream().filter(entry -> isOf(type, entry)).reduce((_, later) -> later);
  }

  private static boolean isOf(String type, AuditEntry entry) {
    return StoredEvent.read(entry).path("type").asText().equals(type);
  }

  private void begin(AccessReview review, List<Item> items, AuditEntry entry) {
    JsonNode begun = StoredEvent.read(entry);
    if (!begun.path("by").asText().equals(review.begunBy().value())
        || !near(begun, review.begunAt())) {
      differs("Who began the review, or when,", entry);
    }
    if (!texts(begun.path("entitlements")).equals(review.entitlements())
        || !texts(begun.path("unlisted")).equals(review.unlisted())
        || !begun.path("policyDigest").asText().equals(review.policyDigest())) {
      differs("What the review is about", entry);
    }
    if (!StoredEvent.time(begun, "dueAt").equals(Optional.of(review.dueAt()))) {
      differs("The due date", entry);
    }
    String snapshot = begun.path("snapshot").asText();
    if (!snapshot.equals(review.snapshot())
        || !snapshot.equals(Sha256.hex(text(items)))
        || begun.path("listed").asInt() != items.size()) {
      differs("The list of people", entry);
    }
  }

  /** The text as it was when the review began, see {@link NamedPeople#text}. */
  private static String text(List<Item> items) {
    return items.stream()
        .map(item -> NamedPeople.line(item.entitlement(), item.person(), item.entries()))
        .collect(Collectors.joining());
  }

  private void decisions(List<Item> items, List<AuditEntry> trail) {
    Map<String, AuditEntry> latest = new LinkedHashMap<>();
    for (AuditEntry entry : trail) {
      if (isOf("access_review_decided", entry)) {
        JsonNode event = StoredEvent.read(entry);
        latest.put(key(event.path("person").asText(), event.path("entitlement").asText()), entry);
      }
    }
    for (Item item : items) {
      String about = "The decision about %s and %s".formatted(item.name(), item.entitlement());
      AuditEntry entry = latest.remove(key(item.person().value(), item.entitlement()));
      if (entry == null) {
        item.decided().ifPresent(_ -> differences.add(about + " is in no audit event."));
      } else if (item.decided().filter(decided -> says(entry, item, decided)).isEmpty()) {
        differs(about, entry);
      }
    }
    latest.values().forEach(entry -> missing("decision", entry));
  }

  private static String key(String person, String entitlement) {
    return person + "\n" + entitlement;
  }

  private static boolean says(AuditEntry entry, Item item, Decided decided) {
    JsonNode event = StoredEvent.read(entry);
    return event.path("keep").asBoolean() == decided.keep()
        && event.path("comment").asText().equals(decided.comment())
        && event.path("reviewer").asText().equals(decided.by().value())
        && event.path("personName").asText().equals(item.name())
        && near(event, decided.at());
  }

  private void close(AccessReview review, Optional<AuditEntry> entry) {
    if (entry.isEmpty()) {
      review
          .closing()
          .ifPresent(_ -> differences.add("No audit event says that the review was closed."));
    } else if (review.closing().filter(closing -> says(entry.get(), closing)).isEmpty()) {
      differs("How the review was closed", entry.get());
    }
  }

  private static boolean says(AuditEntry entry, Closing closing) {
    JsonNode event = StoredEvent.read(entry);
    return event.path("by").asText().equals(closing.by().value())
        && event.path("comment").asText().equals(closing.comment())
        && near(event, closing.at());
  }

  private static boolean near(JsonNode event, Instant time) {
    return StoredEvent.at(event)
        .map(at -> Duration.between(time, at).abs())
        .filter(apart -> apart.compareTo(LONGEST_TRANSACTION) <= 0)
        .isPresent();
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }

  private void differs(String what, AuditEntry entry) {
    differences.add("%s differs from audit event %d.".formatted(what, entry.seq()));
  }

  private void missing(String what, AuditEntry entry) {
    differences.add("The %s of audit event %d is missing.".formatted(what, entry.seq()));
  }
}

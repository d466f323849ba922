package dev.hourkey.console;

import dev.hourkey.person.PersonId;
import dev.hourkey.request.RequestReviews;
import dev.hourkey.request.Review;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Who decided on the requests of a page, read at once. */
record ReviewsByRequest(Map<UUID, List<Review>> reviews) {
  static ReviewsByRequest of(RequestReviews all, Stream<UUID> requests) {
    List<UUID> ids = requests.distinct().toList();
    return new ReviewsByRequest(ids.isEmpty() ? Map.of() : all.of(ids));
  }

  /** Everybody who decided, because the page needs their names. */
  Stream<PersonId> people() {
    return reviews.values().stream().flatMap(List::stream).map(Review::reviewer);
  }

  /** Who denied this request, or else who has approved it. */
  List<Decider> of(UUID request, Names names) {
    List<Review> all = reviews.getOrDefault(request, List.of());
    boolean denied = all.stream().anyMatch(review -> !review.approved());
    return all.stream()
        .filter(review -> review.approved() != denied)
        .map(Review::reviewer)
        .map(person -> new Decider(person.value(), names.of(person)))
        .toList();
  }

  record Decider(String id, String name) {}
}

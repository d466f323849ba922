package dev.hourkey.console;

import dev.hourkey.grant.Grant;
import dev.hourkey.person.PersonId;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.RequestReviews;
import dev.hourkey.request.Review;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Who decided on the grants and requests of a page, read at once.
 *
 * @param reviews by the id of the grant or of the request
 */
record ReviewsByRequest(Map<UUID, List<Review>> reviews) {
  static ReviewsByRequest of(
      RequestReviews all, Stream<Grant> grants, Stream<AccessRequest> requests) {
    Map<UUID, List<Review>> reviews = new HashMap<>(all.ofGrants(grants.toList()));
    reviews.putAll(all.of(requests.map(AccessRequest::id).distinct().toList()));
    return new ReviewsByRequest(reviews);
  }

  /** Everybody who decided, because the page needs their names. */
  Stream<PersonId> people() {
    return reviews.values().stream().flatMap(List::stream).map(Review::reviewer);
  }

  /** Who denied this request, or else who has approved it, or the grant and its extensions. */
  List<Decider> of(UUID grantOrRequest, Names names) {
    List<Review> all = reviews.getOrDefault(grantOrRequest, List.of());
    boolean denied = all.stream().anyMatch(review -> !review.approved());
    return all.stream()
        .filter(review -> review.approved() != denied)
        .map(Review::reviewer)
        .distinct()
        .map(person -> new Decider(person.value(), names.of(person)))
        .toList();
  }

  record Decider(String id, String name) {}
}

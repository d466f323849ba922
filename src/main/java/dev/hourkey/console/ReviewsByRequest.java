package dev.hourkey.console;

import dev.hourkey.grant.Grant;
import dev.hourkey.person.PersonId;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.RequestReviews;
import dev.hourkey.request.Review;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Who decided on the grants and requests of a page, read at once.
 *
 * @param reviews by the id of the grant or of the request
 * @param byBreakGlass the requests that were granted by break-glass
 */
record ReviewsByRequest(Map<UUID, List<Review>> reviews, Set<UUID> byBreakGlass) {
  static ReviewsByRequest of(
      RequestReviews all, Stream<Grant> grants, Stream<AccessRequest> requests) {
    List<Grant> granted = grants.toList();
    List<UUID> requested = requests.map(AccessRequest::id).distinct().toList();
    Map<UUID, List<Review>> reviews = new HashMap<>(all.ofGrants(granted));
    reviews.putAll(all.of(requested));
    return new ReviewsByRequest(
        reviews,
        all.byBreakGlass(
            Stream.concat(granted.stream().map(Grant::request), requested.stream())
                .distinct()
                .toList()));
  }

  /** Everybody who decided, because the page needs their names. */
  Stream<PersonId> people() {
    return reviews.values().stream().flatMap(List::stream).map(Review::reviewer);
  }

  /**
   * The people who denied this request or, if nobody did, those who approved the request, or the
   * grant and its extensions.
   */
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

  /** What to show for a request that was approved although nobody has decided on it. */
  String withoutDecision(UUID request) {
    return byBreakGlass.contains(request) ? "Nobody: break-glass" : "No approval needed";
  }

  record Decider(String id, String name) {}
}

package dev.hourkey.console;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.grant.Grant;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.Extension;
import dev.hourkey.request.RelatedAccess;
import dev.hourkey.request.RelatedAccessReader;
import dev.hourkey.request.RequestState;
import dev.hourkey.request.Requests;
import dev.hourkey.request.Review;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads what approvers see of a request that waits for them: the same as on its card in the chat.
 */
@ApplicationScoped
class RequestToDecideReader {
  private final Requests requests;
  private final RelatedAccessReader relatedAccess;
  private final Persons persons;
  private final Catalog catalog;

  RequestToDecideReader(
      Requests requests, RelatedAccessReader relatedAccess, Persons persons, Catalog catalog) {
    this.requests = requests;
    this.relatedAccess = relatedAccess;
    this.persons = persons;
    this.catalog = catalog;
  }

  List<RequestToDecide> of(Collection<AccessRequest> pending) {
    return pending.stream().map(this::of).toList();
  }

  private RequestToDecide of(AccessRequest request) {
    List<Review> reviews = requests.reviews(request.id());
    RelatedAccess background = relatedAccess.of(request);
    Names names =
        Names.of(
            persons,
            Stream.of(request.requester()),
            request.sentBy().stream(),
            reviews.stream().map(Review::reviewer),
            background.earlier().stream().flatMap(one -> deniedBy(one).stream()),
            background.holders().stream());
    return new RequestToDecide(
        RequestRow.of(
            request, names, new ReviewsByRequest(Map.of(request.id(), reviews), Set.of())),
        persons.find(request.requester()).map(Person::principalName).orElse(null),
        request.sentBy().map(names::of).orElse(null),
        request.highRisk(),
        request.startsAt().orElse(null),
        request.extension().map(one -> longer(request, one)).orElse(null),
        catalog
            .find(request.access().entitlement())
            .map(found -> request.shorterDurations(found.policy()))
            .orElseGet(List::of),
        request.ticket().orElse(null),
        request.access().opens().open(),
        request.access().opens().complete(),
        request.progress().stages(),
        reviews.stream().map(review -> approval(review, names)).toList(),
        request.state() instanceof RequestState.Pending(Instant expires)
            ? expires
            : request.requestedAt(),
        background.earlier().stream().map(one -> outcome(one, names)).toList(),
        background.otherGrants().stream().map(RequestToDecideReader::held).toList(),
        holders(background, names));
  }

  private static String longer(AccessRequest request, Extension extension) {
    return "%s instead of %s, until %s"
        .formatted(
            TimeText.words(request.duration()),
            TimeText.words(extension.before()),
            TimeText.text(extension.until(request.duration())));
  }

  private static String approval(Review review, Names names) {
    String who =
        "%s, %s".formatted(names.of(review.reviewer()), TimeText.text(review.reviewedAt()));
    return review.reason().isEmpty() ? who : who + ": " + review.reason();
  }

  private static Optional<PersonId> deniedBy(AccessRequest request) {
    return request.state() instanceof RequestState.Denied(PersonId by, _, _)
        ? Optional.of(by)
        : Optional.empty();
  }

  private static String outcome(AccessRequest request, Names names) {
    return switch (request.state()) {
      case RequestState.Pending _ -> "waiting since " + TimeText.text(request.requestedAt());
      case RequestState.Approved(Instant at) -> "approved " + TimeText.text(at);
      case RequestState.Denied(PersonId by, String reason, Instant at) ->
          "denied by %s %s: %s".formatted(names.of(by), TimeText.text(at), reason);
      case RequestState.Cancelled(_, Instant at) -> "cancelled " + TimeText.text(at);
      case RequestState.Expired(Instant at) -> "expired " + TimeText.text(at);
    };
  }

  private static String held(Grant grant) {
    return "%s (%s)".formatted(grant.access().entitlementName(), StatusLabel.of(grant).words());
  }

  private static List<String> holders(RelatedAccess background, Names names) {
    Stream<String> some = background.holders().stream().map(names::of);
    return background.moreHolders() > 0
        ? Stream.concat(some, Stream.of(background.moreHolders() + " more")).toList()
        : some.toList();
  }
}

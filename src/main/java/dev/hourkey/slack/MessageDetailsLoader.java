package dev.hourkey.slack;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.drift.LostAssignments;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantSearch;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.PersonalGrants;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.BreakGlass;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.BreakGlassReview;
import dev.hourkey.request.BreakGlassReviews;
import dev.hourkey.request.DecisionPages;
import dev.hourkey.request.ExtensionOffers;
import dev.hourkey.request.RequestState;
import dev.hourkey.request.Requests;
import dev.hourkey.request.Review;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads the data for messages about requests and grants. */
@ApplicationScoped
class MessageDetailsLoader {
  private static final int MAX_EARLIER = 5;

  private final Requests requests;
  private final Grants grants;
  private final PersonalGrants personal;
  private final BreakGlassReviews reviews;
  private final ExtensionOffers extensions;
  private final Persons persons;
  private final Catalog catalog;
  private final DecisionPages pages;
  private final LostAssignments lost;

  MessageDetailsLoader(
      Requests requests,
      Grants grants,
      PersonalGrants personal,
      BreakGlassReviews reviews,
      ExtensionOffers extensions,
      Persons persons,
      Catalog catalog,
      DecisionPages pages,
      LostAssignments lost) {
    this.requests = requests;
    this.grants = grants;
    this.personal = personal;
    this.reviews = reviews;
    this.extensions = extensions;
    this.persons = persons;
    this.catalog = catalog;
    this.pages = pages;
    this.lost = lost;
  }

  Optional<RequestDetails> request(UUID id) {
    return requests.find(id).map(this::of);
  }

  /** The requests that are decided on this card. */
  List<RequestDetails> onCard(UUID card) {
    return requests.onCard(card).stream().map(this::of).toList();
  }

  /** The requests that this submission made together. */
  List<RequestDetails> together(UUID submission) {
    return requests.together(submission).stream().map(this::of).toList();
  }

  /** The requests of a person that are not decided yet. */
  List<RequestDetails> pendingOf(ChatUser user) {
    return requests.pendingOf(accountsOf(user)).stream().map(this::of).toList();
  }

  /** The same, and the pending requests that the person submitted for others. */
  List<RequestDetails> pendingInvolving(ChatUser user) {
    return requests.pendingInvolving(accountsOf(user)).stream().map(this::of).toList();
  }

  /** The grants of a person that have not ended. */
  List<GrantDetails> openOf(ChatUser user) {
    return personal.openOf(accountsOf(user)).stream().map(this::of).toList();
  }

  /** The grants of a person that ended last, the latest first. */
  List<GrantDetails> lastEndedOf(ChatUser user, int max) {
    return personal.lastEndedOf(accountsOf(user), max).stream().map(this::of).toList();
  }

  private Set<PersonId> accountsOf(ChatUser user) {
    return persons.linkedTo(user).map(Person::id).map(persons::accountsOf).orElseGet(Set::of);
  }

  Optional<GrantDetails> grant(UUID id) {
    return grants.find(id).map(this::of);
  }

  RequestDetails of(AccessRequest request) {
    Optional<Person> requester = persons.find(request.requester());
    List<Review> approvals =
        requests.reviews(request.id()).stream().filter(Review::approved).toList();
    return new RequestDetails(
        request.id(),
        channel(request),
        requester.map(PersonMention::of).orElse(PersonMention.named("Somebody")),
        request.sentBy().map(this::mentionOf),
        requester.map(Person::principalName),
        request.access().entitlement(),
        request.access().entitlementName(),
        request.access().opens(),
        request.duration(),
        request.access().duration(),
        request.startsAt(),
        catalog
            .find(request.access().entitlement())
            .map(found -> request.shorterDurations(found.policy()))
            .orElseGet(List::of),
        request.justification(),
        request.ticket(),
        request.highRisk(),
        request.requestedAt(),
        request.state(),
        request.progress(),
        approvals.stream().map(review -> mentionOf(review.reviewer())).toList(),
        approvals.stream()
            .filter(review -> !review.reason().isEmpty())
            .map(
                review -> new RequestDetails.Comment(mentionOf(review.reviewer()), review.reason()))
            .toList(),
        request.state() instanceof RequestState.Denied(PersonId by, _, _)
            ? mentionOf(by)
            : PersonMention.UNKNOWN,
        request.cardProblem(),
        grants.forRequest(request.id()).map(this::of),
        reviews.find(request.id()).map(review -> of(review, request.access().entitlement())),
        request.extension().map(extension -> ExtensionDetails.of(request, extension)),
        request.decideWith(),
        pages.of(request.card()),
        request.nudge());
  }

  private ReviewDetails of(BreakGlassReview review, String entitlement) {
    return new ReviewDetails(
        review.dueAt(),
        review.late(),
        catalog
            .current()
            .named(entitlement)
            .flatMap(Entitlement::breakGlass)
            .map(BreakGlass::reviewers),
        review.hasNoReviewer(),
        review
            .outcome()
            .map(
                outcome ->
                    new ReviewDetails.Outcome(
                        outcome.justified(),
                        outcome.comment(),
                        mentionOf(outcome.reviewer()),
                        outcome.at())));
  }

  /** Where it is decided: the channel in the policy file may have changed since the request. */
  private Optional<String> channel(AccessRequest request) {
    return request
        .channel()
        .map(
            then ->
                catalog
                    .find(request.access().entitlement())
                    .flatMap(Entitlement::channel)
                    .orElse(then))
        .or(() -> reviews.find(request.id()).flatMap(_ -> catalog.current().operationsChannel()));
  }

  GrantDetails of(Grant grant) {
    return new GrantDetails(
        grant.id(),
        named(grant.holder().value()),
        requests.find(grant.request()).flatMap(AccessRequest::sentBy).map(this::mentionOf),
        grant.access().entitlement(),
        grant.access().entitlementName(),
        grant.group(),
        grant.access().opens(),
        grant.state(),
        grant.term().openedAt(),
        grant.term().deadline(),
        grant.liveSince(),
        grant.detail(),
        grant
            .revokedBy()
            .map(by -> new GrantDetails.Revoked(named(by), grant.revokeReason().orElse(""))),
        grant.removedAt().isPresent(),
        grant.returnedAt(),
        grant.returns(),
        grant.state() instanceof GrantState.Live ? lost.of(grant) : List.of(),
        new GrantDetails.Progress(
            grant.lateFrom(),
            grant.waitsForItsTurn(),
            grant.trouble(),
            grant.awsPresence(),
            grant.awsPresenceSince(),
            grant.lateStep().isPresent()),
        grant.state() instanceof GrantState.Live && profileKnown(grant),
        new GrantDetails.Extensions(
            grant.extensions(),
            extensions.of(grant) instanceof ExtensionOffers.Offer.Longer,
            grant.duration()));
  }

  /** Whether an earlier grant was active in AWS and opened the same, so its profile works. */
  private boolean profileKnown(Grant grant) {
    GrantSearch earlier =
        new GrantSearch(
            Optional.of(List.of(grant.holder())),
            Optional.of(grant.access().entitlement()),
            Optional.empty(),
            Optional.empty(),
            Optional.of(grant.term().openedAt()),
            MAX_EARLIER);
    return grants.search(earlier).stream()
        .filter(one -> one.liveSince().isPresent())
        .anyMatch(one -> one.access().opens().equals(grant.access().opens()));
  }

  PersonMention mentionOf(PersonId id) {
    return persons.find(id).map(PersonMention::of).orElse(PersonMention.UNKNOWN);
  }

  /** A person's id, or a name that was given on the command line. */
  private PersonMention named(String by) {
    return persons
        .find(new PersonId(by))
        .map(PersonMention::of)
        .orElseGet(() -> PersonMention.named(by));
  }
}

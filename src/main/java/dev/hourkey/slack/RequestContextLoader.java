package dev.hourkey.slack;

import dev.hourkey.grant.Grant;
import dev.hourkey.grant.PersonalGrants;
import dev.hourkey.person.ChatProfiles;
import dev.hourkey.person.ChatProfiles.About;
import dev.hourkey.person.ChatProfiles.Profile;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.DecisionCard;
import dev.hourkey.request.DecisionCards;
import dev.hourkey.request.Extension;
import dev.hourkey.request.RequestState;
import dev.hourkey.request.Requests;
import dev.hourkey.slack.RequestContext.Earlier;
import dev.hourkey.ticket.Tickets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Reads what helps to judge a request: few rows, each found by an index. */
@ApplicationScoped
class RequestContextLoader {
  private static final Logger LOG = Logger.getLogger(RequestContextLoader.class);

  private static final int EARLIER = 3;
  private static final int HOLDERS = 3;

  private final Requests requests;
  private final DecisionCards cards;
  private final PersonalGrants grants;
  private final Persons persons;
  private final ChatProfiles profiles;
  private final Tickets tickets;
  private final DetailsLoader details;

  RequestContextLoader(
      Requests requests,
      DecisionCards cards,
      PersonalGrants grants,
      Persons persons,
      ChatProfiles profiles,
      Tickets tickets,
      DetailsLoader details) {
    this.requests = requests;
    this.cards = cards;
    this.grants = grants;
    this.persons = persons;
    this.profiles = profiles;
    this.tickets = tickets;
    this.details = details;
  }

  /** The context of a request; {@link RequestContext#NONE} once it is decided. */
  RequestContext of(UUID id) {
    return requests
        .find(id)
        .filter(request -> request.state() instanceof RequestState.Pending)
        .map(this::of)
        .orElse(RequestContext.NONE);
  }

  private RequestContext of(AccessRequest request) {
    List<PersonId> holders = grants.holdersOf(request.access().entitlement(), request.requester());
    return new RequestContext(
        about(request.requester()),
        otherGrants(request).map(details::of).toList(),
        requests.lastOf(request, EARLIER).stream().map(this::earlier).toList(),
        names(holders.stream().limit(HOLDERS).toList()),
        Math.max(0, holders.size() - HOLDERS),
        request.ticket().flatMap(tickets::page),
        cards.find(request.card()).flatMap(DecisionCard::deciders));
  }

  private Stream<Grant> otherGrants(AccessRequest request) {
    Optional<UUID> extended = request.extension().map(Extension::extendsGrant);
    return grants.wantedOf(request.requester()).stream()
        .filter(grant -> !extended.equals(Optional.of(grant.id())));
  }

  private About about(PersonId requester) {
    try {
      return persons
          .find(requester)
          .flatMap(Person::chat)
          .map(profiles::recent)
          .flatMap(
              profile ->
                  profile instanceof Profile.Member(_, _, About about)
                      ? Optional.of(about)
                      : Optional.empty())
          .orElse(About.NOTHING);
    } catch (DirectoryFailure failure) {
      LOG.infof("a card does not show its requester's profile: %s", failure.forLog());
      return About.NOTHING;
    }
  }

  private Earlier earlier(AccessRequest request) {
    return new Earlier(
        request.requestedAt(),
        request.state(),
        request.state() instanceof RequestState.Denied(PersonId by, _, _)
            ? persons.find(by).map(Someone::of).orElse(Someone.UNKNOWN)
            : Someone.UNKNOWN);
  }

  private List<String> names(List<PersonId> people) {
    Map<PersonId, Person> known = persons.known(people);
    return people.stream()
        .map(id -> Optional.ofNullable(known.get(id)).map(Person::name).orElse("somebody"))
        .toList();
  }
}

package dev.hourkey.slack;

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
import dev.hourkey.request.RelatedAccess;
import dev.hourkey.request.RelatedAccessReader;
import dev.hourkey.request.RequestState;
import dev.hourkey.request.Requests;
import dev.hourkey.slack.DecisionContext.Earlier;
import dev.hourkey.ticket.Tickets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Loads the context that a card shows to help approvers decide. */
@ApplicationScoped
class DecisionContextLoader {
  private static final Logger LOG = Logger.getLogger(DecisionContextLoader.class);

  private final Requests requests;
  private final DecisionCards cards;
  private final RelatedAccessReader relatedAccess;
  private final Persons persons;
  private final ChatProfiles profiles;
  private final Tickets tickets;
  private final MessageDetailsLoader details;

  DecisionContextLoader(
      Requests requests,
      DecisionCards cards,
      RelatedAccessReader relatedAccess,
      Persons persons,
      ChatProfiles profiles,
      Tickets tickets,
      MessageDetailsLoader details) {
    this.requests = requests;
    this.cards = cards;
    this.relatedAccess = relatedAccess;
    this.persons = persons;
    this.profiles = profiles;
    this.tickets = tickets;
    this.details = details;
  }

  /** The context of a request; {@link DecisionContext#NONE} once it is decided. */
  DecisionContext of(UUID id) {
    return requests
        .find(id)
        .filter(request -> request.state() instanceof RequestState.Pending)
        .map(this::of)
        .orElse(DecisionContext.NONE);
  }

  private DecisionContext of(AccessRequest request) {
    RelatedAccess background = relatedAccess.of(request);
    return new DecisionContext(
        about(request.requester()),
        background.otherGrants().stream().map(details::of).toList(),
        background.earlier().stream().map(this::earlier).toList(),
        names(background.holders()),
        background.moreHolders(),
        request.ticket().flatMap(tickets::page),
        cards.find(request.card()).flatMap(DecisionCard::deciders));
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
      LOG.infof("a card is shown without its requester's profile: %s", failure.forLog());
      return About.NOTHING;
    }
  }

  private Earlier earlier(AccessRequest request) {
    return new Earlier(
        request.requestedAt(),
        request.state(),
        request.state() instanceof RequestState.Denied(PersonId by, _, _)
            ? persons.find(by).map(PersonMention::of).orElse(PersonMention.UNKNOWN)
            : PersonMention.UNKNOWN);
  }

  private List<String> names(List<PersonId> people) {
    Map<PersonId, Person> known = persons.known(people);
    return people.stream()
        .map(id -> Optional.ofNullable(known.get(id)).map(Person::name).orElse("somebody"))
        .toList();
  }
}

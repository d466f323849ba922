package dev.hourkey.slack;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.SpellingSuggestion;
import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantSearch;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.PersonalGrants;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityRefusal;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.ReadingRights;
import dev.hourkey.request.RequestReviews;
import dev.hourkey.slack.HomeView.Shown;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Who holds an entitlement, for its approvers, operators and auditors. */
@ApplicationScoped
class HolderList {
  private static final Logger LOG = Logger.getLogger(HolderList.class);

  private final IdentityResolver identities;
  private final Catalog catalog;
  private final ReadingRights rights;
  private final Grants grants;
  private final PersonalGrants personal;
  private final RequestReviews reviews;
  private final StandingMembershipCheck standing;
  private final Persons persons;
  private final MessageDetailsLoader details;
  private final HelpChannel help;
  private final Clock clock;

  HolderList(
      IdentityResolver identities,
      Catalog catalog,
      ReadingRights rights,
      Grants grants,
      PersonalGrants personal,
      RequestReviews reviews,
      StandingMembershipCheck standing,
      Persons persons,
      MessageDetailsLoader details,
      HelpChannel help,
      Clock clock) {
    this.identities = identities;
    this.catalog = catalog;
    this.rights = rights;
    this.grants = grants;
    this.personal = personal;
    this.reviews = reviews;
    this.standing = standing;
    this.persons = persons;
    this.details = details;
    this.help = help;
    this.clock = clock;
  }

  /**
   * Answers {@code who ENTITLEMENT} if the directories show now that this person may know. Queries
   * Slack and Entra. Never throws, because somebody is waiting.
   */
  String of(ChatUser user, String entitlement, String command) {
    try {
      return switch (identities.identifyToShow(user)) {
        case Identification.Refused(var refusal) -> help.askAfter(refusal.sentence()).mrkdwn();
        case Identification.Missing _ ->
            "Hourkey can't find you in Entra at the moment. Try again in two minutes.";
        case Identification.Known known when known.chatGuest() ->
            help.askAfter(new IdentityRefusal.ChatGuest().sentence()).mrkdwn();
        case Identification.Known known -> of(known, entitlement, command);
      };
    } catch (DirectoryFailure failure) {
      LOG.warnf("%s is not told who holds %s: %s", user, entitlement, failure.forLog());
      return Sentence.literal(
              failure.userSentenceStart()
                  + ", so Hourkey can't tell whether you may see who has this. Try again in a"
                  + " minute.")
          .mrkdwn();
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s is not told who holds %s", user, entitlement);
      return "Hourkey can't look that up now. Try again in a minute.";
    }
  }

  private String of(Identification.Known reader, String id, String command) {
    CatalogSnapshot now = catalog.current();
    Optional<Entitlement> named = now.named(id);
    if (named.isEmpty()) {
      Set<String> readable =
          rights.readable(reader.account(), now.entitlements()).stream()
              .map(Entitlement::id)
              .collect(Collectors.toSet());
      return CommandMessages.noHolders(
          id, SpellingSuggestion.near(id, readable, 3), command + " who");
    }
    if (rights.readable(reader.account(), List.of(named.get())).isEmpty()) {
      return help.askAfter(
              "Only approvers of "
                  + named.get().name()
                  + ", operators and auditors can see who has it. One of them can tell you.")
          .mrkdwn();
    }
    return HolderListText.of(found(named.get())).mrkdwn();
  }

  private HolderListText.Holders found(Entitlement entitlement) {
    Instant since = clock.instant().minus(HolderListText.LISTED_FOR);
    List<PersonId> members = standing.standingMembers(entitlement.group());
    return new HolderListText.Holders(
        entitlement.name(),
        entitlement.id(),
        listed(entitlement, true, Optional.empty()),
        listed(entitlement, false, Optional.of(since)),
        new Shown<>(
            members.stream().limit(HolderListText.MAX_LISTED).map(this::name).toList(),
            Math.max(0, members.size() - HolderListText.MAX_LISTED)));
  }

  private Shown<HolderListText.ListedGrant> listed(
      Entitlement entitlement, boolean open, Optional<Instant> from) {
    GrantSearch search =
        new GrantSearch(
            Optional.empty(),
            Optional.of(entitlement.id()),
            Optional.of(open),
            from,
            Optional.empty(),
            HolderListText.MAX_LISTED);
    List<Grant> first = grants.search(search);
    Map<UUID, List<PersonId>> approvers = reviews.approversOfGrants(first);
    Set<UUID> breakGlass = reviews.byBreakGlass(first.stream().map(Grant::request).toList());
    return new Shown<>(
        first.stream()
            .map(
                grant ->
                    new HolderListText.ListedGrant(
                        details.of(grant),
                        breakGlass.contains(grant.request())
                            ? Sentence.of("break-glass, without approvals")
                            : Sentence.of("approved by ")
                                .then(
                                    RequestStatus.approvers(
                                        approvers.getOrDefault(grant.id(), List.of()).stream()
                                            .map(details::mentionOf)
                                            .toList()))))
            .toList(),
        personal.count(search) - first.size());
  }

  private String name(PersonId member) {
    return persons.find(member).map(Person::name).orElseGet(member::value);
  }
}

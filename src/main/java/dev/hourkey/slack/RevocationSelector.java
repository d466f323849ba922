package dev.hourkey.slack;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.RevocationScope;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.PersonSearch;
import dev.hourkey.person.Persons;
import dev.hourkey.request.Requests;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the access that somebody names in a command, from Hourkey's own records, because revoking
 * must not depend on a directory.
 */
@ApplicationScoped
class RevocationSelector {
  /** How Slack sends a mention in a command. */
  private static final Pattern MENTION = Pattern.compile("<@([UW][A-Z0-9]+)(\\|[^>]*)?>");

  private final Grants grants;
  private final Requests requests;
  private final Persons persons;
  private final PersonSearch search;
  private final IdentityResolver identities;
  private final PersonDirectory people;
  private final Catalog catalog;

  RevocationSelector(
      Grants grants,
      Requests requests,
      Persons persons,
      PersonSearch search,
      IdentityResolver identities,
      PersonDirectory people,
      Catalog catalog) {
    this.grants = grants;
    this.requests = requests;
    this.persons = persons;
    this.search = search;
    this.identities = identities;
    this.people = people;
    this.catalog = catalog;
  }

  /**
   * What a command names.
   *
   * @param grants those that match and can be revoked
   * @param scope all access of one person or to one entitlement, if the command names nothing
   *     narrower
   * @param stranger a mention or an address that Hourkey's records do not have
   */
  record Selection(
      List<Grant> grants,
      Optional<RevocationScope> scope,
      Optional<String> stranger,
      String reason) {
    /** The same selection with this reason. */
    Selection because(String why) {
      return new Selection(grants, scope, stranger, why);
    }

    private static Selection of(List<Grant> grants, Optional<RevocationScope> scope) {
      return new Selection(grants, scope, Optional.empty(), "");
    }
  }

  /** Reads {@code [PERSON|ENTITLEMENT|GRANT] [PERSON|ENTITLEMENT] [REASON…]}. */
  Selection select(ChatUser user, String words) {
    String[] given = SlackText.clean(words).split("\\s+", 2);
    String rest = given.length > 1 ? given[1] : "";
    if (given[0].isEmpty()) {
      return Selection.of(grants.endable(), Optional.empty());
    }
    Selection first = first(user, given[0]);
    String[] more = rest.split("\\s+", 2);
    List<Grant> narrower =
        more[0].isEmpty() || first.grants().isEmpty()
            ? List.of()
            : matching(first.grants(), user, more[0]);
    return narrower.isEmpty()
        ? first.because(rest)
        : Selection.of(narrower, Optional.empty()).because(more.length > 1 ? more[1] : "");
  }

  /**
   * The person a command names, if Hourkey's records have nobody by that name. If several accounts
   * have an address, one that has access or an open request, the enabled one first.
   *
   * @throws dev.hourkey.person.DirectoryFailure when Slack or Entra could not be queried
   */
  Optional<PersonId> lookUp(ChatUser user, String stranger) {
    Matcher mention = MENTION.matcher(stranger);
    if (mention.matches()) {
      return identities.identify(new ChatUser(user.teamId(), mention.group(1)))
              instanceof Identification.Known known
          ? Optional.of(known.person().id())
          : Optional.empty();
    }
    List<EntraAccount> found = people.withMail(CommandWords.id(stranger));
    List<PersonId> known =
        Stream.concat(EntraAccount.onlyEnabled(found).stream(), found.stream())
            .map(EntraAccount::id)
            .filter(id -> persons.find(id).isPresent())
            .toList();
    return Stream.concat(known.stream().filter(this::hasAccess), known.stream()).findFirst();
  }

  private boolean hasAccess(PersonId person) {
    return !grants.endableOf(List.of(person)).isEmpty()
        || !requests.pendingIds(new RevocationScope.OfPerson(person)).isEmpty();
  }

  private Selection first(ChatUser user, String word) {
    List<Grant> matching = matching(user, word);
    Optional<RevocationScope> scope = scope(matching, user, word);
    boolean stranger =
        matching.isEmpty()
            && scope.isEmpty()
            && (MENTION.matcher(word).matches() || isAddress(word));
    return new Selection(matching, scope, Optional.of(word).filter(_ -> stranger), "");
  }

  private static boolean isAddress(String word) {
    return CommandWords.id(word).matches("[^@]+@[^@]+\\.[^@]+");
  }

  private Optional<RevocationScope> scope(List<Grant> matching, ChatUser user, String word) {
    if (MENTION.matcher(word).matches()) {
      return people(user, word).stream().findFirst().map(RevocationScope.OfPerson::new);
    }
    String typed = CommandWords.id(word);
    RevocationScope entitlement = new RevocationScope.OfEntitlement(typed);
    if (matching.stream().anyMatch(one -> one.access().entitlement().equals(typed))
        || catalog.find(typed).isPresent()
        || !requests.pendingIds(entitlement).isEmpty()) {
      return Optional.of(entitlement);
    }
    if (matching.stream().anyMatch(one -> one.id().toString().equals(typed))) {
      return Optional.empty();
    }
    List<PersonId> called = persons.byIdOrPrincipalName(typed);
    List<PersonId> holders = matching.stream().map(Grant::holder).distinct().toList();
    return (called.size() == 1 ? called : holders)
        .stream()
            .filter(_ -> called.size() == 1 || holders.size() == 1)
            .findFirst()
            .map(RevocationScope.OfPerson::new);
  }

  private List<Grant> matching(ChatUser user, String word) {
    List<Grant> matching =
        MENTION.matcher(word).matches() ? List.of() : grants.endable(CommandWords.id(word));
    return matching.isEmpty() ? grants.endableOf(people(user, word)) : matching;
  }

  private List<Grant> matching(List<Grant> among, ChatUser user, String word) {
    String typed = CommandWords.id(word);
    List<Grant> matching =
        among.stream()
            .filter(
                one ->
                    one.access().entitlement().equals(typed) || one.id().toString().equals(typed))
            .toList();
    if (!matching.isEmpty()) {
      return matching;
    }
    List<PersonId> people = people(user, word);
    return among.stream().filter(one -> people.contains(one.holder())).toList();
  }

  /** The known people that a word may mean. */
  private List<PersonId> people(ChatUser user, String word) {
    Matcher mention = MENTION.matcher(word);
    if (mention.matches()) {
      return persons.linkedTo(new ChatUser(user.teamId(), mention.group(1))).stream()
          .map(Person::id)
          .toList();
    }
    String typed = CommandWords.id(word);
    return search.matchingWord(typed.startsWith("@") ? typed.substring(1) : typed);
  }
}

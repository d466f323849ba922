package dev.hourkey.person;

import dev.hourkey.person.ChatProfiles.Address;
import dev.hourkey.person.ChatProfiles.Profile;
import dev.hourkey.person.EntraAccount.Status;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Says which Entra account a chat user is.
 *
 * <p>The chat's mail address is looked at once, to make the link; from then on the Entra object id
 * decides, so nobody becomes somebody else by changing an address. The address is used again only
 * when one side of the link is gone: the chat user, or an account that no longer exists or is
 * disabled. Every link is recorded, and an operator can change it.
 */
@ApplicationScoped
public class IdentityResolver {
  private static final String DISABLED =
      "Your Entra account is disabled; ask your IT team to enable it.";

  private static final String GONE =
      "Your Entra account no longer exists; ask your IT team to set you up again.";

  private static final String UNREADABLE =
      "Hourkey can't read in Entra whether your account is enabled, so nothing was changed. Tell"
          + " your operators: Hourkey needs the role Directory Readers, or User.Read.All.";

  private final ChatProfiles profiles;
  private final PersonDirectory people;
  private final AwsUsers awsUsers;
  private final Persons persons;

  IdentityResolver(
      ChatProfiles profiles, PersonDirectory people, AwsUsers awsUsers, Persons persons) {
    this.profiles = profiles;
    this.people = people;
    this.awsUsers = awsUsers;
    this.persons = persons;
  }

  /**
   * Identifies a chat user anew, asking the chat and the directory as they are now.
   *
   * @throws DirectoryFailure when one of them could not be asked
   */
  public Identification identify(ChatUser user) {
    return identify(user, profiles::of);
  }

  /**
   * Like {@link #identify}, but only for display: the chat profile of a known person may be a
   * minute old.
   *
   * @throws DirectoryFailure when the chat or the directory could not be asked
   */
  public Identification identifyToShow(ChatUser user) {
    return identify(user, profiles::recent);
  }

  /**
   * What Entra says now about a known person's account.
   *
   * @throws DirectoryFailure when it could not be asked
   */
  public AccountStatus presence(PersonId id) {
    Optional<EntraAccount> account = people.account(id);
    if (account.isEmpty()) {
      return new AccountStatus.Missing(persons.missing(id));
    }
    Optional<Person> _ = persons.seen(account.get());
    return switch (account.get().status()) {
      case ENABLED -> new AccountStatus.Enabled(account.get());
      case DISABLED -> new AccountStatus.Disabled();
      case UNKNOWN -> new AccountStatus.Unreadable();
    };
  }

  /**
   * Whether AWS has a user for the account, or one that Entra can hand over to it.
   *
   * @throws DirectoryFailure when AWS could not be asked
   */
  public boolean knownToAws(EntraAccount account) {
    return !(awsUsers.find(account) instanceof AwsUsers.AwsUser.None);
  }

  /**
   * Links a chat user to an account on an operator's command. Both lose their former links.
   *
   * @return the link that was made, which names what it replaced; empty when it exists already
   */
  public Optional<IdentityLink> relink(ChatUser user, EntraAccount account, String by) {
    Optional<PersonId> former = persons.linkedTo(user).map(Person::id);
    if (former.equals(Optional.of(account.id()))) {
      return Optional.empty();
    }
    IdentityLink link =
        new IdentityLink(
            user,
            account,
            former,
            persons.linkOf(account.id()),
            IdentityLink.Cause.OPERATOR,
            Optional.of(by));
    Person _ = made(link);
    return Optional.of(link);
  }

  /** Removes a link on an operator's command; the next contact makes a new one. */
  public Optional<Person> unlink(ChatUser user, String by) {
    return persons.unlink(user, by);
  }

  private Identification identify(ChatUser user, Function<ChatUser, Profile> look) {
    return persons
        .linkedTo(user)
        .map(person -> metBefore(user, person, look))
        .orElseGet(
            () ->
                switch (profiles.of(user)) {
                  case Profile.Stranger(String why) -> new Identification.Refused(why);
                  case Profile.Gone(String why) -> new Identification.Refused(why);
                  case Profile.Member(Address.Unusable(String why)) ->
                      new Identification.Refused(why);
                  case Profile.Member(Address.Confirmed(String mail)) -> firstMet(user, mail);
                });
  }

  /** Asks both at the same time, because somebody waits; each has to say yes. */
  private Identification metBefore(ChatUser user, Person person, Function<ChatUser, Profile> look) {
    var account =
        CompletableFuture.supplyAsync(
            () -> people.account(person.id()), Thread::startVirtualThread);
    return switch (look.apply(user)) {
      case Profile.Stranger(String why) -> new Identification.Refused(why);
      case Profile.Gone(String why) -> new Identification.Refused(why);
      case Profile.Member _ -> stillThere(user, person, answer(account));
    };
  }

  private static <T> T answer(CompletableFuture<T> requested) {
    try {
      return requested.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  private Identification stillThere(ChatUser user, Person person, Optional<EntraAccount> account) {
    if (account.isEmpty()) {
      return persons.missing(person.id())
          ? successor(user, person, IdentityLink.Cause.ACCOUNT_GONE, GONE)
          : new Identification.Missing();
    }
    Person now = persons.seen(account.get()).orElse(person);
    return switch (account.get().status()) {
      case ENABLED -> new Identification.Known(now, account.get());
      case DISABLED -> successor(user, now, IdentityLink.Cause.ACCOUNT_DISABLED, DISABLED);
      case UNKNOWN -> new Identification.Refused(UNREADABLE);
    };
  }

  /**
   * The account that replaces one that can no longer be used: the only enabled account with the
   * address that is confirmed in the chat now.
   */
  private Identification successor(
      ChatUser user, Person person, IdentityLink.Cause cause, String otherwise) {
    if (!(profiles.of(user) instanceof Profile.Member(Address.Confirmed(String mail)))) {
      return new Identification.Refused(otherwise);
    }
    return switch (owner(mail)) {
      case Owner.Only(EntraAccount account) when !account.id().equals(person.id()) ->
          link(user, account, Optional.of(person.id()), cause, otherwise);
      case Owner.Only _, Owner.None _ -> new Identification.Refused(otherwise);
    };
  }

  private Identification firstMet(ChatUser user, String mail) {
    return switch (owner(mail)) {
      case Owner.None(String why) -> new Identification.Refused(why);
      case Owner.Only(EntraAccount account) ->
          link(
              user,
              account,
              Optional.empty(),
              IdentityLink.Cause.FIRST_CONTACT,
              "Another Slack user is already linked to your Entra account; ask your operators to"
                  + " find out who is who, and to run `hourkey relink`.");
    };
  }

  /** The only person with an address, or why there is none. */
  private sealed interface Owner {
    record Only(EntraAccount account) implements Owner {}

    record None(String why) implements Owner {}
  }

  private Owner owner(String mail) {
    List<EntraAccount> accounts = people.withMail(mail.toLowerCase(Locale.ROOT));
    List<EntraAccount> enabled = accounts.stream().filter(EntraAccount::enabled).toList();
    if (accounts.stream().anyMatch(account -> account.status() == Status.UNKNOWN)) {
      return new Owner.None(UNREADABLE);
    }
    if (enabled.size() == 1) {
      return new Owner.Only(enabled.getFirst());
    }
    if (enabled.size() > 1) {
      return new Owner.None(
          "More than one Entra account has your Slack e-mail address "
              + mail
              + "; ask your IT team to leave it with one.");
    }
    return new Owner.None(
        accounts.isEmpty()
            ? "No Entra account has your Slack e-mail address "
                + mail
                + ". If the account is new, try again in a few minutes; otherwise ask your IT team to"
                + " make the two the same."
            : DISABLED);
  }

  /** An account that is linked already changes hands only when its chat user is gone. */
  private Identification link(
      ChatUser user,
      EntraAccount account,
      Optional<PersonId> former,
      IdentityLink.Cause cause,
      String otherwise) {
    Optional<ChatUser> holder = persons.linkOf(account.id()).filter(one -> !one.equals(user));
    if (holder.isPresent() && !(profiles.of(holder.get()) instanceof Profile.Gone)) {
      return new Identification.Refused(otherwise);
    }
    IdentityLink.Cause why =
        holder.isPresent() && cause == IdentityLink.Cause.FIRST_CONTACT
            ? IdentityLink.Cause.CHAT_USER_GONE
            : cause;
    return new Identification.Known(
        made(new IdentityLink(user, account, former, holder, why, Optional.empty())), account);
  }

  private Person made(IdentityLink link) {
    return persons
        .link(link)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the links of %s and %s changed at the same moment"
                        .formatted(link.chat().userId(), link.account().id())));
  }
}

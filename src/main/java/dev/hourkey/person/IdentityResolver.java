package dev.hourkey.person;

import dev.hourkey.person.ChatProfiles.Address;
import dev.hourkey.person.ChatProfiles.Profile;
import dev.hourkey.person.ChatProfiles.UserProfile;
import dev.hourkey.person.IdentityLinker.Owner;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Says which Entra account a chat user belongs to, and whether it may still act.
 *
 * <p>The chat's mail address is used once, to make the link; from then on the Entra object id
 * decides, so nobody becomes somebody else by changing an address. {@link IdentityLinker} has the
 * exceptions.
 */
@ApplicationScoped
public class IdentityResolver {
  private static final Logger LOG = Logger.getLogger(IdentityResolver.class);

  private final ChatProfiles profiles;
  private final PersonDirectory people;
  private final Persons persons;
  private final IdentityLinker linker;
  private final UnlinkedChatUsers unlinked;

  IdentityResolver(
      ChatProfiles profiles,
      PersonDirectory people,
      Persons persons,
      IdentityLinker linker,
      UnlinkedChatUsers unlinked) {
    this.profiles = profiles;
    this.people = people;
    this.persons = persons;
    this.linker = linker;
    this.unlinked = unlinked;
  }

  /**
   * Identifies a chat user, according to the chat and the directory now.
   *
   * @throws DirectoryFailure when one of them could not be queried
   */
  public Identification identify(ChatUser user) {
    return identify(user, profiles::of);
  }

  /**
   * Identifies somebody by the mail address or principal name of their enabled account, and makes
   * them a known person. They may have no chat user.
   *
   * @throws DirectoryFailure when the directory or the chat could not be queried
   */
  public Identification identifyByAddress(String address) {
    return switch (linker.owner(address)) {
      case Owner.None(IdentityRefusal why) -> new Identification.Refused(why);
      case Owner.Only(EntraAccount account) ->
          new Identification.Known(persons.findOrCreate(account), account, chatGuest(account));
    };
  }

  /**
   * Like {@link #identify}, but only for display: the chat profile of a known person may be a
   * minute old.
   *
   * @throws DirectoryFailure when the chat or the directory could not be queried
   */
  public Identification identifyToShow(ChatUser user) {
    return identify(user, profiles::recent);
  }

  /**
   * What Entra says now about a known person's account.
   *
   * @throws DirectoryFailure when it could not be queried
   */
  public AccountStatus accountStatus(PersonId id) {
    Optional<EntraAccount> account = people.account(id);
    if (account.isEmpty()) {
      return new AccountStatus.Missing(persons.noteMissing(id));
    }
    Optional<Person> _ = persons.noteFound(account.get());
    return switch (account.get().status()) {
      case ENABLED -> new AccountStatus.Enabled(account.get());
      case DISABLED -> new AccountStatus.Disabled();
      case UNKNOWN -> new AccountStatus.Unreadable();
    };
  }

  /**
   * Whether the chat user of an account is a guest in the chat now, or no longer in this workspace.
   * The chat user is the linked one or, if there is none, the one with the account's address. False
   * if there is no chat user, or if it was deactivated.
   *
   * @throws DirectoryFailure when the chat could not be queried, or the address is not confirmed
   */
  public boolean chatGuest(EntraAccount account) {
    return chatGuest(account, profiles::of);
  }

  private boolean chatGuest(EntraAccount account, Function<ChatUser, Profile> profileOf) {
    return persons
        .linkOf(account.id())
        .map(profileOf)
        .or(() -> unlinked.of(account).map(UserProfile::profile))
        .filter(
            profile ->
                switch (profile) {
                  case Profile.Member(_, boolean guest, _) -> guest;
                  case Profile.Outsider _ -> true;
                  case Profile.Gone _ -> false;
                })
        .isPresent();
  }

  private Identification identify(ChatUser user, Function<ChatUser, Profile> profileOf) {
    if (user.consoleUser().isPresent()) {
      return identifySignedIn(user.consoleUser().get(), account -> chatGuest(account, profileOf));
    }
    return persons
        .linkedTo(user)
        .map(person -> identifyLinked(user, person, profileOf))
        .orElseGet(
            () ->
                switch (profiles.of(user)) {
                  case Profile.Outsider(String why) -> refusedByChat(why);
                  case Profile.Gone(String why) -> refusedByChat(why);
                  case Profile.Member(Address.Unusable(String why), _, _) -> refusedByChat(why);
                  case Profile.Member(Address.Confirmed(String mail), boolean guest, _) ->
                      linker.linkFirstContact(user, mail, guest);
                });
  }

  /**
   * Identifies the sender of a command that removes access. If somebody signed in, and the chat
   * does not say whether they are a guest there, they don't count as a guest.
   *
   * @throws DirectoryFailure when Entra could not be queried, or when the sender came from the chat
   *     and the chat could not be queried
   */
  public Identification identifyForRemoval(ChatUser user) {
    return user.consoleUser().isPresent()
        ? identifySignedIn(user.consoleUser().get(), this::knownGuest)
        : identify(user);
  }

  private boolean knownGuest(EntraAccount account) {
    try {
      return chatGuest(account);
    } catch (DirectoryFailure e) {
      LOG.infof("cannot tell whether %s is a guest in Slack: %s", account.id(), e.forLog());
      return false;
    }
  }

  /**
   * Identifies somebody who signed in, using Entra alone. For actions that guests of the chat may
   * do as well.
   *
   * @throws DirectoryFailure when Entra could not be queried
   */
  public Identification identifyWithoutChat(PersonId id) {
    return identifySignedIn(id, _ -> false);
  }

  /** Their token says who they are, and Entra says whether they may still act. */
  private Identification identifySignedIn(PersonId id, Predicate<EntraAccount> chatGuest) {
    Optional<EntraAccount> account = people.account(id);
    if (account.isEmpty()) {
      return new Identification.Missing();
    }
    return switch (account.get().status()) {
      case ENABLED ->
          new Identification.Known(
              persons.findOrCreate(account.get()), account.get(), chatGuest.test(account.get()));
      case DISABLED -> new Identification.Refused(new IdentityRefusal.AccountDisabled());
      case UNKNOWN -> new Identification.Refused(new IdentityRefusal.StatusUnreadable());
    };
  }

  /** Asks the chat and Entra at the same time, because the user waits; both have to confirm. */
  private Identification identifyLinked(
      ChatUser user, Person person, Function<ChatUser, Profile> profileOf) {
    var account =
        CompletableFuture.supplyAsync(
            () -> people.account(person.id()), Thread::startVirtualThread);
    return switch (profileOf.apply(user)) {
      case Profile.Outsider(String why) -> refusedByChat(why);
      case Profile.Gone(String why) -> refusedByChat(why);
      case Profile.Member(_, boolean guest, _) -> confirm(user, person, result(account), guest);
    };
  }

  private static Identification refusedByChat(String why) {
    return new Identification.Refused(new IdentityRefusal.ByChat(why));
  }

  private static <T> T result(CompletableFuture<T> call) {
    try {
      return call.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  private Identification confirm(
      ChatUser user, Person person, Optional<EntraAccount> account, boolean guest) {
    if (account.isEmpty()) {
      return persons.noteMissing(person.id())
          ? linker.linkSuccessor(
              user, person, IdentityLink.Cause.ACCOUNT_GONE, new IdentityRefusal.AccountGone())
          : new Identification.Missing();
    }
    Person now = persons.noteFound(account.get()).orElse(person);
    return switch (account.get().status()) {
      case ENABLED -> new Identification.Known(now, account.get(), guest);
      case DISABLED ->
          linker.linkSuccessor(
              user,
              now,
              IdentityLink.Cause.ACCOUNT_DISABLED,
              new IdentityRefusal.AccountDisabled());
      case UNKNOWN -> new Identification.Refused(new IdentityRefusal.StatusUnreadable());
    };
  }
}

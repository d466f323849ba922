package dev.hourkey.person;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Says which Entra account a chat user is.
 *
 * <p>The chat's mail address is looked at once, to make the link; from then on the Entra object id
 * decides, so nobody becomes somebody else by changing an address.
 */
@ApplicationScoped
public class Identities {
  private final ChatProfiles profiles;
  private final People people;
  private final AwsUsers awsUsers;
  private final Persons persons;

  Identities(ChatProfiles profiles, People people, AwsUsers awsUsers, Persons persons) {
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
    return persons
        .linkedTo(user)
        .map(person -> metBefore(user, person))
        .orElseGet(
            () ->
                switch (profiles.of(user)) {
                  case ChatProfiles.Profile.Stranger(String why) -> new Identification.Refused(why);
                  case ChatProfiles.Profile.Member(String mail) -> firstMet(user, mail);
                });
  }

  /**
   * Whether AWS has a user for the account, or one that Entra can hand over to it.
   *
   * @throws DirectoryFailure when AWS could not be asked
   */
  public boolean knownToAws(Account account) {
    return !(awsUsers.find(account) instanceof AwsUsers.AwsUser.None);
  }

  /** Asks both at the same time, because somebody waits; each has to say yes. */
  private Identification metBefore(ChatUser user, Person person) {
    var account =
        CompletableFuture.supplyAsync(
            () -> people.account(person.id()), Thread::startVirtualThread);
    return switch (profiles.of(user)) {
      case ChatProfiles.Profile.Stranger(String why) -> new Identification.Refused(why);
      case ChatProfiles.Profile.Member _ -> stillThere(person, answer(account));
    };
  }

  private static <T> T answer(CompletableFuture<T> asked) {
    try {
      return asked.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  private static Identification stillThere(Person person, Optional<Account> account) {
    if (account.isEmpty()) {
      return new Identification.Refused(
          "Your Entra account no longer exists; ask your IT team to set you up again.");
    }
    return enabled(person, account.get());
  }

  private Identification firstMet(ChatUser user, String mail) {
    List<Account> accounts = people.withMail(mail.toLowerCase(Locale.ROOT));
    if (accounts.isEmpty()) {
      return new Identification.Refused(
          "No Entra account has your Slack e-mail address "
              + mail
              + "; ask your IT team to make the two the same.");
    }
    if (accounts.size() > 1) {
      return new Identification.Refused(
          "More than one Entra account has your Slack e-mail address "
              + mail
              + "; ask your IT team to leave it with one.");
    }
    Account account = accounts.getFirst();
    return persons
        .link(user, account)
        .map(person -> enabled(person, account))
        .orElseGet(
            () ->
                new Identification.Refused(
                    "Another Slack user is already linked to your Entra account; ask your"
                        + " operators to sort out who is who."));
  }

  private static Identification enabled(Person person, Account account) {
    return account.enabled()
        ? new Identification.Known(person, account)
        : new Identification.Refused(
            "Your Entra account is disabled; ask your IT team to enable it.");
  }
}

package dev.hourkey.person;

import dev.hourkey.person.ChatProfiles.Address;
import dev.hourkey.person.ChatProfiles.Profile;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Links chat users to Entra accounts. A link is made at the first contact, using the confirmed mail
 * address. The address is used again only when one side of the link is gone: the chat user, or an
 * account that no longer exists or is disabled. Every link is recorded, and an operator can change
 * it.
 */
@ApplicationScoped
public class IdentityLinker {
  private final ChatProfiles profiles;
  private final PersonDirectory people;
  private final Persons persons;

  IdentityLinker(ChatProfiles profiles, PersonDirectory people, Persons persons) {
    this.profiles = profiles;
    this.people = people;
    this.persons = persons;
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
    Person _ = save(link);
    return Optional.of(link);
  }

  /** Removes a link on an operator's command; the next contact makes a new one. */
  public Optional<Person> unlink(ChatUser user, String by) {
    return persons.unlink(user, by);
  }

  /** Links a chat user who has no link to the only enabled account with their address. */
  Identification linkFirstContact(ChatUser user, String mail, boolean guest) {
    return switch (owner(mail)) {
      case Owner.None(IdentityRefusal.NoAccount _) when guest ->
          new Identification.Refused(new IdentityRefusal.ChatGuest());
      case Owner.None(IdentityRefusal why) -> new Identification.Refused(why);
      case Owner.Only(EntraAccount account) ->
          link(
              user,
              guest,
              account,
              Optional.empty(),
              IdentityLink.Cause.FIRST_CONTACT,
              new IdentityRefusal.LinkedToAnother());
    };
  }

  /**
   * Links a chat user to the account that replaces one that can no longer be used: the only enabled
   * account with the address that is confirmed in the chat now.
   */
  Identification linkSuccessor(
      ChatUser user, Person person, IdentityLink.Cause cause, IdentityRefusal otherwise) {
    if (!(profiles.of(user)
        instanceof Profile.Member(Address.Confirmed(String mail), boolean guest, _))) {
      return new Identification.Refused(otherwise);
    }
    return switch (owner(mail)) {
      case Owner.Only(EntraAccount account) when !account.id().equals(person.id()) ->
          link(user, guest, account, Optional.of(person.id()), cause, otherwise);
      case Owner.Only _, Owner.None _ -> new Identification.Refused(otherwise);
    };
  }

  /** The only enabled account with an address, or why there is none. */
  sealed interface Owner {
    record Only(EntraAccount account) implements Owner {}

    record None(IdentityRefusal why) implements Owner {}
  }

  Owner owner(String mail) {
    List<EntraAccount> accounts = people.withMail(mail.toLowerCase(Locale.ROOT));
    List<EntraAccount> enabled = accounts.stream().filter(EntraAccount::enabled).toList();
    if (accounts.stream().anyMatch(one -> one.status() == EntraAccount.Status.UNKNOWN)) {
      return new Owner.None(new IdentityRefusal.StatusUnreadable());
    }
    if (enabled.size() == 1) {
      return new Owner.Only(enabled.getFirst());
    }
    if (enabled.size() > 1) {
      return new Owner.None(new IdentityRefusal.SeveralAccounts(mail));
    }
    return new Owner.None(
        accounts.isEmpty()
            ? new IdentityRefusal.NoAccount(mail)
            : new IdentityRefusal.AccountDisabled());
  }

  /** An account that is linked already gets another chat user only when the former one is gone. */
  private Identification link(
      ChatUser user,
      boolean guest,
      EntraAccount account,
      Optional<PersonId> former,
      IdentityLink.Cause cause,
      IdentityRefusal otherwise) {
    Optional<ChatUser> holder = persons.linkOf(account.id()).filter(one -> !one.equals(user));
    if (holder.isPresent() && !(profiles.of(holder.get()) instanceof Profile.Gone)) {
      return new Identification.Refused(otherwise);
    }
    IdentityLink.Cause recorded =
        holder.isPresent() && cause == IdentityLink.Cause.FIRST_CONTACT
            ? IdentityLink.Cause.CHAT_USER_GONE
            : cause;
    return new Identification.Known(
        save(new IdentityLink(user, account, former, holder, recorded, Optional.empty())),
        account,
        guest);
  }

  private Person save(IdentityLink link) {
    return persons
        .link(link)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the links of %s and %s changed at the same moment"
                        .formatted(link.chat().userId(), link.account().id())));
  }
}

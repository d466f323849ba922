package dev.hourkey.person;

import dev.hourkey.person.ChatProfiles.Address;
import dev.hourkey.person.ChatProfiles.Profile;
import dev.hourkey.person.ChatProfiles.UserProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the chat users of people who never used Hourkey in the chat. These people can sign in to
 * the console, and others can request access for them. Rules about chat users apply to them as
 * well.
 */
@ApplicationScoped
class UnlinkedChatUsers {
  private final ChatProfiles profiles;

  UnlinkedChatUsers(ChatProfiles profiles) {
    this.profiles = profiles;
  }

  /**
   * The chat user with the address of an account that has no linked chat user. That user may be
   * linked to another account, such as a former one of the same person.
   *
   * @throws DirectoryFailure when the chat could not be queried, or the user has not confirmed the
   *     address, so that it may be another person's
   */
  Optional<UserProfile> of(EntraAccount account) {
    return Stream.concat(account.mail().stream(), Stream.of(account.principalName()))
        .distinct()
        .flatMap(address -> profiles.userWith(address).stream())
        .peek(found -> requireConfirmed(account, found.profile()))
        .findFirst();
  }

  private static void requireConfirmed(EntraAccount account, Profile profile) {
    if (profile instanceof Profile.Member(Address.Unusable _, _, _)) {
      throw DirectoryFailure.lasting(
              "ask the chat about " + account.id(),
              new IllegalStateException("a chat user has this address and has not confirmed it"))
          .withUserText(account.name() + " has not confirmed their e-mail address in Slack");
    }
  }
}

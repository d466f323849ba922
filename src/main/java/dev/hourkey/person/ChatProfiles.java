package dev.hourkey.person;

import java.time.ZoneId;
import java.util.Optional;

/** What the chat says about its users: a hint about who somebody is, never proof. */
public interface ChatProfiles {
  /**
   * The profile of a user as it is now.
   *
   * @throws DirectoryFailure when the chat could not be queried
   */
  Profile of(ChatUser user);

  /**
   * The profile of a user, at most a minute old. That is good enough for display, and saves a call
   * to the chat for each form.
   *
   * @throws DirectoryFailure when the chat could not be queried
   */
  Profile recent(ChatUser user);

  /**
   * The user with this mail address, guests included, whether or not they have confirmed it; the
   * answer may be half a minute old.
   *
   * @throws DirectoryFailure when the chat could not be queried
   */
  Optional<UserProfile> userWith(String mail);

  /**
   * The full member who has confirmed that this mail address is theirs. It is used to notify them,
   * never to identify them.
   *
   * @throws DirectoryFailure when the chat could not be queried
   */
  default Optional<ChatUser> memberWith(String mail) {
    return userWith(mail)
        .filter(
            found ->
                found.profile()
                        instanceof
                        Profile.Member(Address.Confirmed(String confirmed), boolean guest, _)
                    && confirmed.equalsIgnoreCase(mail)
                    && !guest)
        .map(UserProfile::user);
  }

  /** A user and their profile. */
  record UserProfile(ChatUser user, Profile profile) {}

  /** Whether a user belongs to Hourkey's workspace. */
  sealed interface Profile {
    /**
     * The user belongs to the workspace.
     *
     * @param guest whether they are a guest there, and not a full member
     */
    record Member(Address address, boolean guest, About about) implements Profile {}

    record Outsider(String why) implements Profile {}

    /** The user was deactivated or has not joined yet, or the chat no longer has it. */
    record Gone(String why) implements Profile {}
  }

  /**
   * What members say about themselves, which proves nothing.
   *
   * @param title their job title, such as <em>Site reliability engineer</em>
   * @param zone their time zone
   */
  record About(Optional<String> title, Optional<ZoneId> zone) {
    /** The answer for somebody whose profile says nothing. */
    public static final About NOTHING = new About(Optional.empty(), Optional.empty());
  }

  /** The e-mail address of a member. */
  sealed interface Address {
    /** The member has confirmed that the mailbox is theirs. */
    record Confirmed(String mail) implements Address {}

    /** There is no address that identifies the member; {@code why} says what to do. */
    record Unusable(String why) implements Address {}
  }
}

package dev.hourkey.person;

/** What the chat says of its users: a hint to who somebody is, never proof. */
public interface ChatProfiles {
  /**
   * The profile of a user as it is now.
   *
   * @throws DirectoryFailure when the chat could not be asked
   */
  Profile of(ChatUser user);

  /**
   * The profile of a user as it was within the last minute. It is good enough for what is only
   * shown, and spares the chat a call for each form.
   *
   * @throws DirectoryFailure when the chat could not be asked
   */
  Profile recent(ChatUser user);

  /** A full member of our own workspace, or why not. */
  sealed interface Profile {
    record Member(Address address) implements Profile {}

    record Stranger(String why) implements Profile {}

    /** The user was deactivated, or the chat no longer has it. */
    record Gone(String why) implements Profile {}
  }

  /** The e-mail address of a member. */
  sealed interface Address {
    /** The member has shown that the mailbox is theirs. */
    record Confirmed(String mail) implements Address {}

    /** There is none that could tell who the member is; {@code why} says what to do. */
    record Unusable(String why) implements Address {}
  }
}

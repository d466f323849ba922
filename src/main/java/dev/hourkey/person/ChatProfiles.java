package dev.hourkey.person;

/** What the chat says of its users: a hint to who somebody is, never proof. */
public interface ChatProfiles {
  /**
   * The profile of a user as it is now.
   *
   * @throws DirectoryFailure when the chat could not be asked
   */
  Profile of(ChatUser user);

  /** A full member of our own workspace, or why not. */
  sealed interface Profile {
    record Member(String mail) implements Profile {}

    record Stranger(String why) implements Profile {}
  }
}

package dev.hourkey.person;

import java.util.Optional;

/** A user of the chat. Ids are unique only together with the workspace they come from. */
public record ChatUser(String teamId, String userId) {
  /** Used instead of a workspace id for people who signed in to the console. */
  private static final String SIGNED_IN = "entra";

  public ChatUser {
    if (teamId.isBlank() || userId.isBlank()) {
      throw new IllegalArgumentException("a chat user has a workspace and an id");
    }
  }

  /** Somebody who did not come from the chat: they signed in to Entra as this person. */
  public static ChatUser consoleUser(PersonId person) {
    return new ChatUser(SIGNED_IN, person.value());
  }

  /** The person, if they signed in to Entra. */
  public Optional<PersonId> consoleUser() {
    return teamId.equals(SIGNED_IN) ? Optional.of(new PersonId(userId)) : Optional.empty();
  }
}

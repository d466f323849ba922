package dev.hourkey.person;

/** A user of the chat. Ids are unique only together with the workspace they come from. */
public record ChatUser(String teamId, String userId) {
  public ChatUser {
    if (teamId.isBlank() || userId.isBlank()) {
      throw new IllegalArgumentException("a chat user has a workspace and an id");
    }
  }
}

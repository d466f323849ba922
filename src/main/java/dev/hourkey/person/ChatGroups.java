package dev.hourkey.person;

import java.util.Set;

/** The chat's groups of users. */
public interface ChatGroups {
  /**
   * The members of a group, by its handle or id; the answer may be half a minute old.
   *
   * @throws DirectoryFailure when the chat could not be queried, or shows no such group
   */
  Set<ChatUser> members(String handleOrId);

  /**
   * The id of a group, by its handle or id; the answer may be half a minute old.
   *
   * @throws DirectoryFailure as for the members
   */
  String id(String handleOrId);
}

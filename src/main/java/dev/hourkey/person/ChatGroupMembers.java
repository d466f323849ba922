package dev.hourkey.person;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Which people are in the chat's groups. */
@ApplicationScoped
public class ChatGroupMembers {
  private final ChatGroups groups;
  private final Persons persons;

  ChatGroupMembers(ChatGroups groups, Persons persons) {
    this.groups = groups;
    this.persons = persons;
  }

  /**
   * Whether the chat user that is linked to an account is in a group, which is named by its handle
   * or id. Somebody who never used Hourkey is linked to no chat user.
   *
   * @throws DirectoryFailure when that is not known
   */
  public boolean includes(PersonId person, String group) {
    return persons.linkOf(person).filter(groups.members(group)::contains).isPresent();
  }

  /**
   * The chat users in a group, linked to an account or not.
   *
   * @throws DirectoryFailure when that is not known
   */
  public Set<ChatUser> of(String group) {
    return groups.members(group);
  }

  /**
   * The id with which the chat mentions a group.
   *
   * @throws DirectoryFailure when that is not known
   */
  public String id(String group) {
    return groups.id(group);
  }
}

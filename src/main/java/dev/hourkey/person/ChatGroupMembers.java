package dev.hourkey.person;

import jakarta.enterprise.context.ApplicationScoped;

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
}

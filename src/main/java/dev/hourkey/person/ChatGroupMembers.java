package dev.hourkey.person;

import dev.hourkey.person.ChatProfiles.UserProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/** Which people are in the chat's groups. */
@ApplicationScoped
public class ChatGroupMembers {
  private final ChatGroups groups;
  private final Persons persons;
  private final UnlinkedChatUsers unlinked;

  ChatGroupMembers(ChatGroups groups, Persons persons, UnlinkedChatUsers unlinked) {
    this.groups = groups;
    this.persons = persons;
    this.unlinked = unlinked;
  }

  /**
   * Whether the chat user of an account is in a group, which is named by its handle or id. That is
   * the user linked to the account or, if there is none, the user with its address.
   *
   * @throws DirectoryFailure when that is not known
   */
  public boolean includes(EntraAccount account, String group) {
    Set<ChatUser> members = groups.members(group);
    Optional<ChatUser> linked = persons.linkOf(account.id());
    return linked.isPresent()
        ? members.contains(linked.get())
        : unlinked
            .of(account)
            .map(UserProfile::user)
            .filter(members::contains)
            .filter(this::isOfNobodyElse)
            .isPresent();
  }

  private boolean isOfNobodyElse(ChatUser user) {
    if (persons.linkedTo(user).isPresent()) {
      throw DirectoryFailure.lasting(
              "tell whose chat user " + user + " is",
              new IllegalStateException(
                  "it has the address of one account and is linked to another"))
          .withUserText("the Slack user with this address belongs to another account");
    }
    return true;
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

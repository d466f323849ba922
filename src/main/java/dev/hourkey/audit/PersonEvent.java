package dev.hourkey.audit;

import dev.hourkey.person.PersonId;
import java.util.Optional;
import java.util.UUID;

/**
 * Links between chat users and accounts, and people's names. The subject is the Entra object id.
 */
public sealed interface PersonEvent extends AuditEvent.InOwnFile {
  /**
   * A chat user was linked to an Entra account, so their actions count as that account's.
   *
   * @param cause FIRST_CONTACT, ACCOUNT_GONE, ACCOUNT_DISABLED, CHAT_USER_GONE or OPERATOR
   * @param formerPerson the chat user's former account; {@code formerChatUser} likewise
   * @param by the operator; empty when Hourkey made the link itself
   */
  record PersonLinked(
      UUID subject,
      PersonId person,
      String name,
      String principalName,
      String chatTeam,
      String chatUser,
      Optional<PersonId> formerPerson,
      Optional<String> formerChatUser,
      String cause,
      Optional<String> by)
      implements PersonEvent {}

  /** An operator removed the link; the chat user is unknown until the next contact. */
  record PersonUnlinked(
      UUID subject,
      PersonId person,
      String name,
      String principalName,
      String chatTeam,
      String chatUser,
      String by)
      implements PersonEvent {}

  /** Entra shows another name or principal name than before. */
  record PersonRenamed(
      UUID subject,
      PersonId person,
      String name,
      String principalName,
      String formerName,
      String formerPrincipalName)
      implements PersonEvent {}
}

package dev.hourkey.person;

import java.util.Optional;

/**
 * A chat user is linked to an account.
 *
 * @param formerPerson the account that the chat user was linked to before
 * @param formerChat the chat user that was linked to the account before
 * @param by the operator who made the link; empty when Hourkey made it itself
 */
public record IdentityLink(
    ChatUser chat,
    EntraAccount account,
    Optional<PersonId> formerPerson,
    Optional<ChatUser> formerChat,
    Cause cause,
    Optional<String> by) {

  /** Why a link is made. */
  public enum Cause {
    FIRST_CONTACT,

    /** The account that the chat user was linked to no longer exists. */
    ACCOUNT_GONE,

    /** The account that the chat user was linked to is disabled, and another one is enabled. */
    ACCOUNT_DISABLED,

    /** The chat user that was linked to the account no longer exists. */
    CHAT_USER_GONE,

    OPERATOR
  }

  boolean byOperator() {
    return cause == Cause.OPERATOR;
  }

  /** Whether the new account belongs to the same person as the former one. */
  boolean succeeds() {
    return cause == Cause.ACCOUNT_GONE || cause == Cause.ACCOUNT_DISABLED;
  }
}

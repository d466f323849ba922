package dev.hourkey.person;

/** Every reason why a chat user cannot be identified, with the sentence for the user. */
public sealed interface IdentityRefusal {
  /** The chat itself says why the user does not count, or has no usable address. */
  record ByChat(String sentence) implements IdentityRefusal {}

  /** A guest in the chat, who may not do this, or may do nothing at all. */
  record ChatGuest() implements IdentityRefusal {}

  record AccountDisabled() implements IdentityRefusal {}

  record AccountGone() implements IdentityRefusal {}

  /** Hourkey is not allowed to read whether the account is enabled. */
  record StatusUnreadable() implements IdentityRefusal {}

  record NoAccount(String mail) implements IdentityRefusal {}

  record SeveralAccounts(String mail) implements IdentityRefusal {}

  /** The account is linked to a chat user who still exists. */
  record LinkedToAnother() implements IdentityRefusal {}

  /** Whether others can fix the cause, but the user can't. */
  default boolean needsHelp() {
    return !(this instanceof ByChat);
  }

  /** What the user is told: what is wrong, and what to do about it. */
  default String sentence() {
    return switch (this) {
      case ByChat(String sentence) -> sentence;
      case ChatGuest _ ->
          "Hourkey serves full members of this workspace. Guests can only request access, and only"
              + " if the policy file allows it and Entra knows their e-mail address.";
      case AccountDisabled _ -> "Your Entra account is disabled; ask your IT team to enable it.";
      case AccountGone _ ->
          "Your Entra account no longer exists; ask your IT team to set you up again.";
      case StatusUnreadable _ ->
          "Hourkey can't read in Entra whether your account is enabled, so nothing was changed. Tell"
              + " your operators: Hourkey needs the role Directory Readers, or User.Read.All.";
      case NoAccount(String mail) ->
          "No Entra account has the e-mail address of your chat profile, "
              + mail
              + ". If the account is new, try again in a few minutes; otherwise ask your IT team"
              + " to make the two addresses match.";
      case SeveralAccounts(String mail) ->
          "More than one Entra account has the e-mail address of your chat profile, "
              + mail
              + "; ask your IT team to remove it from all but one.";
      case LinkedToAnother _ ->
          "Another chat user is already linked to your Entra account; ask your operators to find out"
              + " who is who, and to run `hourkey relink`.";
    };
  }
}

package dev.hourkey.person;

/** Whether a chat user is a known person. */
public sealed interface Identification {
  /**
   * The user is a person with an account in Entra.
   *
   * @param chatGuest whether the user is a guest in the chat; guests may only request access, and
   *     only where the policy allows it
   */
  record Known(Person person, EntraAccount account, boolean chatGuest) implements Identification {}

  record Refused(IdentityRefusal refusal) implements Identification {}

  /**
   * Entra does not show the user's account. That proves nothing until it has lasted for a while,
   * because the answer may come from a replica that lags.
   */
  record Missing() implements Identification {}
}

package dev.hourkey.person;

/** Whether a chat user is a known person. */
public sealed interface Identification {
  record Known(Person person, EntraAccount account) implements Identification {}

  record Refused(IdentityRefusal refusal) implements Identification {}

  /**
   * Entra does not show the user's account. That proves nothing until it has lasted for a while,
   * because the answer may come from a replica that lags.
   */
  record Missing() implements Identification {}
}

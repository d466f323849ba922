package dev.hourkey.person;

/** What Entra says about a known person's account. */
public sealed interface Presence {
  record Enabled(Account account) implements Presence {}

  record Disabled() implements Presence {}

  /** Entra does not say whether the account is enabled. */
  record Unreadable() implements Presence {}

  /**
   * Entra does not show the account.
   *
   * @param gone whether that has lasted so long that the account no longer exists
   */
  record Missing(boolean gone) implements Presence {}
}

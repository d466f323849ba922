package dev.hourkey.person;

/** What Entra says about a known person's account. */
public sealed interface AccountStatus {
  record Enabled(EntraAccount account) implements AccountStatus {}

  record Disabled() implements AccountStatus {}

  /** Entra does not say whether the account is enabled. */
  record Unreadable() implements AccountStatus {}

  /**
   * Entra does not show the account.
   *
   * @param gone whether that has lasted so long that the account no longer exists
   */
  record Missing(boolean gone) implements AccountStatus {}
}

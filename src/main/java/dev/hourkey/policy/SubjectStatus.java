package dev.hourkey.policy;

/** A requester or reviewer, as Entra shows them now. */
public sealed interface SubjectStatus {
  record Enabled(Subject subject) implements SubjectStatus {}

  record Disabled() implements SubjectStatus {}

  /**
   * Entra does not show the account.
   *
   * @param gone whether that has lasted so long that the account no longer exists
   */
  record Missing(boolean gone) implements SubjectStatus {}
}

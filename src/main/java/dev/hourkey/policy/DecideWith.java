package dev.hourkey.policy;

/** Where approvers decide. The text form is the value in the policy file. */
public enum DecideWith {
  /** A click in the chat is enough. */
  CHAT("slack"),
  /** Approvers decide in the web console, and sign in to Entra for each decision. */
  ENTRA("entra");

  private final String written;

  DecideWith(String written) {
    this.written = written;
  }

  @Override
  public String toString() {
    return written;
  }
}

package dev.hourkey.policy;

/** Where approvers decide; as text, what the policy file says. */
public enum DecideWith {
  /** A click in the chat is enough. */
  CHAT("slack"),
  /** In the web console, with a sign-in to Entra for each decision. */
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

package dev.hourkey.grant;

/**
 * The early end of a grant by somebody other than its holder.
 *
 * @param by a person's object id or, from the command line, the name that was given
 * @param reason the reason that the holder reads and the audit trail records
 */
public record Revocation(String by, Role role, String reason) {
  /** What gives the right to revoke. */
  public enum Role {
    /** An approver of the entitlement. */
    APPROVER,
    /** One of the operators that the policy file names. */
    OPERATOR,
    /** The person who requested the access for the holder. */
    SENDER,
    /** Somebody with Hourkey's own settings, who ran {@code hourkey revoke}. */
    COMMAND_LINE
  }
}

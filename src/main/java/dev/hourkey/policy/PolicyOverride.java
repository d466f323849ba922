package dev.hourkey.policy;

/**
 * The policy that applies instead while a condition holds.
 *
 * @param line where it is in the policy file
 * @param policy the whole policy, with the keys of the override replaced
 */
public record PolicyOverride(int line, Condition condition, Policy policy) {
  /** The override in the audit trail, like {@code line 12: requester.is_guest}. */
  public String words() {
    return "line " + line + ": " + condition.text();
  }
}

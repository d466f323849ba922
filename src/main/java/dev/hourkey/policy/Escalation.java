package dev.hourkey.policy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who else may approve a stage if nobody does for a while. The time is counted from the beginning
 * of the stage, and again from each of its approvals.
 *
 * @param after how long the stage goes without an approval before it is escalated; positive
 * @param to who may approve as well from then on, until the stage has all its approvals
 * @param begun whether the escalation has begun
 */
public record Escalation(Duration after, List<Principal> to, boolean begun) {
  public Escalation {
    to = List.copyOf(to);
    if (to.isEmpty() || !after.isPositive()) {
      throw new IllegalArgumentException(
          "an escalation needs somebody to escalate to, and a positive time");
    }
  }

  /** An escalation that has not begun. */
  public Escalation(Duration after, List<Principal> to) {
    this(after, to, false);
  }

  /** The people it escalates to, in words. */
  public String names() {
    return to.stream().map(Principal::words).collect(Collectors.joining(" or "));
  }

  Escalation begin() {
    return new Escalation(after, to, true);
  }

  /** The same escalation, but after at least this much time. */
  Escalation notBefore(Duration silence) {
    return silence.compareTo(after) > 0 ? new Escalation(silence, to, begun) : this;
  }
}

package dev.hourkey.catalog;

import dev.hourkey.policy.Justification;
import dev.hourkey.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An entitlement as the operator wrote it: its groups are names still, and nobody has looked
 * whether they exist.
 *
 * @param line where it begins in the file
 */
record Draft(
    int line,
    String id,
    String name,
    String group,
    Optional<String> account,
    Optional<String> permissionSet,
    List<String> eligible,
    List<String> approvers,
    int approvals,
    List<Duration> durations,
    Duration longest,
    Duration lapseAfter,
    List<Duration> remindAfter,
    Duration warnBefore,
    Duration longestWait,
    Justification justification,
    Policy.Risk risk,
    boolean selfApproval,
    Optional<String> channel) {

  /** Whether 'account' and 'permission_set' allow this target; one that is left out allows all. */
  boolean names(AwsTarget target) {
    return account.map(target.accountId()::equals).orElse(true)
        && permissionSet.map(target.permissionSet()::equals).orElse(true);
  }
}

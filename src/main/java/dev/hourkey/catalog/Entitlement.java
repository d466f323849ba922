package dev.hourkey.catalog;

import dev.hourkey.policy.Policy;
import java.time.Duration;
import java.util.Optional;

/**
 * What can be asked for: membership of a group, with everything that the group opens in AWS, under
 * a policy.
 *
 * @param channel where it is decided, by name or id; absent where nobody is asked
 * @param longestWait how long arriving in AWS may take before it is given up
 */
public record Entitlement(
    String id,
    String name,
    EntraGroup group,
    AwsAccess opens,
    Policy policy,
    Optional<String> channel,
    Duration syncTimeout) {

  /** The same entitlement, with what its group was seen to open more recently. */
  public Entitlement opening(AwsAccess seen) {
    return new Entitlement(id, name, group, seen, policy, channel, syncTimeout);
  }

  /** How long before the end the holder is told. */
  public Duration warnBefore() {
    return policy.warnBefore();
  }
}

package dev.hourkey.catalog;

import dev.hourkey.policy.Policy;
import java.time.Duration;
import java.util.Optional;

/**
 * Something that can be requested: membership in a group, with everything that the group opens in
 * AWS, under a policy.
 *
 * @param channel where it is decided, by name or id; absent if it needs no approval
 * @param syncTimeout how long synchronization to AWS may take before the grant is given up
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

  /** How long before the end the holder is reminded. */
  public Duration warnBefore() {
    return policy.warnBefore();
  }
}

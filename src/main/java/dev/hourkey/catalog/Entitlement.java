package dev.hourkey.catalog;

import dev.hourkey.policy.BreakGlass;
import dev.hourkey.policy.DecideWith;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.PolicyOverride;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something that can be requested: membership in a group, with everything that the group opens in
 * AWS, under a policy.
 *
 * @param policy the policy that applies unless one of the overrides does
 * @param overrides in their order: the first whose condition holds applies
 * @param breakGlass the break-glass rules; empty if there are none
 * @param channel the channel in which requests are decided, by name or id; absent if they need no
 *     approval
 * @param decideWith whether a decision is a click in the chat or needs a sign-in
 * @param syncTimeout how long synchronization to AWS may take before the grant is given up
 * @param accountTags tags of the account that it opens, if a condition asks about them
 * @param rule the rule that makes it; empty if it is written under 'entitlements'
 */
public record Entitlement(
    String id,
    String name,
    EntraGroup group,
    AwsAccess opens,
    Policy policy,
    List<PolicyOverride> overrides,
    Optional<BreakGlass> breakGlass,
    Optional<String> channel,
    DecideWith decideWith,
    Duration syncTimeout,
    MaybeKnown<Map<String, String>> accountTags,
    Optional<RuleOrigin> rule) {
  public Entitlement {
    overrides = List.copyOf(overrides);
  }

  /** The same entitlement, with what its group was seen to open more recently. */
  public Entitlement opening(AwsAccess seen) {
    return new Entitlement(
        id,
        name,
        group,
        seen,
        policy,
        overrides,
        breakGlass,
        channel,
        decideWith,
        syncTimeout,
        accountTags,
        rule);
  }

  /** The same entitlement for a request to which this policy applies. */
  public Entitlement withPolicy(Policy applicable) {
    return new Entitlement(
        id,
        name,
        group,
        opens,
        applicable,
        List.of(),
        breakGlass,
        channel,
        decideWith,
        syncTimeout,
        accountTags,
        rule);
  }

  /** The same entitlement for somebody who may not use break-glass. */
  public Entitlement withoutBreakGlass() {
    return new Entitlement(
        id,
        name,
        group,
        opens,
        policy,
        overrides,
        Optional.empty(),
        channel,
        decideWith,
        syncTimeout,
        accountTags,
        rule);
  }

  /** Every policy that may apply to a request that is not a break-glass request. */
  public List<Policy> policies() {
    return Stream.concat(Stream.of(policy), overrides.stream().map(PolicyOverride::policy))
        .toList();
  }

  /** Every policy that may apply to a request, including the one for break-glass requests. */
  public List<Policy> allPolicies() {
    return Stream.concat(policies().stream(), breakGlass.stream().map(BreakGlass::policy)).toList();
  }

  /** The groups whose members may request, approve or review it, or are subject to other rules. */
  Set<String> entitlingGroups() {
    return Stream.of(
            policies().stream().flatMap(one -> one.entitlingGroups().stream()),
            breakGlass.stream().flatMap(one -> one.entitlingGroups().stream()),
            conditionGroups().stream())
        .flatMap(groups -> groups)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The groups of the requester that decide which policy applies. */
  public Set<String> conditionGroups() {
    return overrides.stream()
        .flatMap(override -> override.condition().groupIds().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The on-call schedules that decide which policy applies. */
  public Set<Principal.OfTool> conditionTools() {
    return overrides.stream()
        .flatMap(override -> override.condition().onCall().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The projects of the ticket that decides which policy applies; none if no ticket does. */
  public Set<String> conditionTicketProjects() {
    return overrides.stream()
        .flatMap(override -> override.condition().ticketProjects().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The permission set that it opens; unknown if it opens more than one. */
  public MaybeKnown<String> permissionSet() {
    Set<String> names =
        opens.targets().stream()
            .map(AccountAssignment::permissionSet)
            .collect(Collectors.toUnmodifiableSet());
    return names.size() == 1
        ? new MaybeKnown.Known<>(names.iterator().next())
        : new MaybeKnown.Unknown<>("the group opens more than one permission set");
  }

  /** The durations that can be requested under any of the policies, in ascending order. */
  public List<Duration> durations() {
    return policies().stream()
        .flatMap(one -> one.durations().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * How far ahead a request may start, under any of the policies; empty if it must start at once.
   */
  public Optional<Duration> startAhead() {
    return policies().stream().flatMap(one -> one.startAhead().stream()).max(Duration::compareTo);
  }

  /**
   * Why no policy accepts this text as a justification; empty if one does. The ticket tool is not
   * asked.
   *
   * @param atOnce whether the request is for break-glass, which has its own rules
   */
  public Optional<Refusal> justificationRefusal(String text, boolean atOnce) {
    if (atOnce && breakGlass.isPresent()) {
      return breakGlass.get().policy().justification().refusalWithTicket(text);
    }
    return policies().stream()
            .anyMatch(one -> one.justification().refusalWithTicket(text).isEmpty())
        ? Optional.empty()
        : policy.justification().refusalWithTicket(text);
  }

  /** How long before the end the holder is reminded. */
  public Duration warnBefore() {
    return policy.warnBefore();
  }
}

package dev.hourkey.catalog;

import dev.hourkey.policy.Condition;
import dev.hourkey.policy.DecideWith;
import dev.hourkey.policy.Justification;
import dev.hourkey.policy.Limits;
import dev.hourkey.policy.Risk;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An entitlement as it is written in the policy file: it names groups that may not exist.
 *
 * @param line where it begins in the file
 * @param rule the rule that makes it; empty if it is written under 'entitlements'
 */
record EntitlementSpec(
    int line,
    String id,
    String name,
    String group,
    Optional<String> account,
    Optional<String> permissionSet,
    List<String> eligible,
    List<String> excluded,
    boolean chatGuests,
    List<Stage> stages,
    List<Duration> durations,
    Duration maxDuration,
    Limits limits,
    Optional<Duration> startAhead,
    Duration expireAfter,
    List<Duration> remindAfter,
    Duration warnBefore,
    Duration syncTimeout,
    Justification justification,
    Risk risk,
    boolean selfApproval,
    Optional<String> channel,
    Optional<BreakGlassSpec> breakGlass,
    List<String> onBehalfOf,
    DecideWith decideWith,
    List<OverrideSpec> overrides,
    Optional<RuleOrigin> rule) {

  /**
   * The rules that apply instead while a condition holds.
   *
   * @param line where it begins in the file
   * @param rules the whole entitlement, with the keys of the override replaced
   */
  record OverrideSpec(int line, Condition condition, EntitlementSpec rules) {}

  /**
   * One stage of the approval, as it is written.
   *
   * @param line where its approvers are
   */
  record Stage(int line, List<String> approvers, int approvals, Optional<EscalationSpec> escalate) {
    /** Its approvers, and the people it escalates to. */
    List<String> everybody() {
      return Stream.concat(
              approvers.stream(), escalate.stream().flatMap(escalation -> escalation.to().stream()))
          .toList();
    }
  }

  /**
   * The escalation of a stage, as written in the policy file.
   *
   * @param line where 'to' is in the file
   */
  record EscalationSpec(int line, Duration after, List<String> to) {}

  /**
   * {@code break_glass}, as it is written.
   *
   * @param line where it is in the file
   */
  record BreakGlassSpec(
      int line,
      List<String> eligible,
      Duration maxDuration,
      List<String> reviewBy,
      Duration reviewWithin) {}

  /** Every principal that it names, including those in its overrides and their conditions. */
  List<String> principals() {
    return Stream.of(
            entitling().stream(),
            excluded.stream(),
            overrides.stream().flatMap(override -> override.rules().excluded().stream()))
        .flatMap(named -> named)
        .toList();
  }

  /** The principals that may request it. */
  Stream<String> requesters() {
    return Stream.concat(
        eligible.stream(), breakGlass.stream().flatMap(one -> one.eligible().stream()));
  }

  /** The principals that may approve a request, or review a use of break-glass. */
  Stream<String> approvers() {
    return Stream.concat(
        stages.stream().flatMap(stage -> stage.everybody().stream()),
        breakGlass.stream().flatMap(one -> one.reviewBy().stream()));
  }

  /** The principals that get a right from it, or to which other rules apply. */
  List<String> entitling() {
    return Stream.of(
            eligible.stream(),
            onBehalfOf.stream(),
            approvers(),
            breakGlass.stream().flatMap(one -> one.eligible().stream()),
            overrides.stream().flatMap(override -> override.rules().entitling().stream()),
            overrides.stream()
                .flatMap(override -> override.condition().groups().stream())
                .map(PrincipalForm.GROUP::concat))
        .flatMap(named -> named)
        .toList();
  }

  /**
   * Whether 'account' and 'permission_set' allow this target. A key that is left out allows all
   * targets.
   */
  boolean names(AccountAssignment target) {
    return account.map(target.accountId()::equals).orElse(true)
        && permissionSet.map(target.permissionSet()::equals).orElse(true);
  }

  /** Whether a condition uses this variable. */
  boolean asksAbout(String variable) {
    return overrides.stream().anyMatch(override -> override.condition().asksAbout(variable));
  }

  /** The same entitlement with overrides. */
  EntitlementSpec with(List<OverrideSpec> some) {
    return copy(id, name, group, some, rule);
  }

  /** The entitlement that a rule makes from a group, given by its object id or display name. */
  EntitlementSpec of(RuleOrigin origin, String itsGroup, String itsId, String itsName) {
    return copy(itsId, itsName, itsGroup, overrides, Optional.of(origin));
  }

  /** The same entitlement with another id, such as the template of a rule's ids. */
  EntitlementSpec named(String itsId) {
    return copy(itsId, name, group, overrides, rule);
  }

  private EntitlementSpec copy(
      String newId,
      String newName,
      String newGroup,
      List<OverrideSpec> newOverrides,
      Optional<RuleOrigin> newRule) {
    return new EntitlementSpec(
        line,
        newId,
        newName,
        newGroup,
        account,
        permissionSet,
        eligible,
        excluded,
        chatGuests,
        stages,
        durations,
        maxDuration,
        limits,
        startAhead,
        expireAfter,
        remindAfter,
        warnBefore,
        syncTimeout,
        justification,
        risk,
        selfApproval,
        channel,
        breakGlass,
        onBehalfOf,
        decideWith,
        newOverrides,
        newRule);
  }
}

package dev.hourkey.catalog;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Everything that an Entra group opens in AWS.
 *
 * @param targets the riskiest first; those in suspended or closed accounts are last
 * @param complete false when Hourkey's AWS role cannot see every account, so that the group may
 *     open more than these
 */
public record AwsAccess(List<AccountAssignment> targets, boolean complete) {
  public AwsAccess {
    targets = targets.stream().distinct().sorted(RiskOrder.RISKIEST_FIRST).toList();
  }

  /** A group without any assignment. */
  public static AwsAccess none() {
    return new AwsAccess(List.of(), true);
  }

  /** The targets that give access, or may give it; without those in suspended accounts. */
  public List<AccountAssignment> open() {
    return targets.stream().filter(AccountAssignment::mayOpen).toList();
  }

  /** What is open now but was not shown as open. An approval does not cover it. */
  public List<AccountAssignment> beyond(AwsAccess shown) {
    return open().stream().filter(target -> !shown.showsOpen(target)).toList();
  }

  /**
   * What was open and is no longer assigned at all. An assignment in an account that has since been
   * suspended is not missing.
   */
  public List<AccountAssignment> missingFrom(AwsAccess now) {
    return open().stream().filter(one -> now.targets.stream().noneMatch(one::sameAs)).toList();
  }

  /**
   * Whether the two cannot be compared, so that the group may open more than was shown. This is so
   * if the view was complete and no longer is, or if an account was shown as suspended and its
   * state is now unknown.
   */
  public boolean cannotBeComparedWith(AwsAccess shown) {
    return (shown.complete && !complete)
        || targets.stream()
            .filter(target -> target.state() == AwsAccountState.UNKNOWN)
            .anyMatch(target -> shown.showsClosed(target));
  }

  /** How many accounts the group gives access to. */
  public long accounts() {
    return open().stream().map(AccountAssignment::accountId).distinct().count();
  }

  /** The duration of the longest role session; empty unless it is known for every target. */
  public Optional<Duration> longestSession() {
    return complete && open().stream().allMatch(target -> target.session().isPresent())
        ? longestKnownSession()
        : Optional.empty();
  }

  /** The longest session duration among those that are known. */
  public Optional<Duration> longestKnownSession() {
    return open().stream()
        .flatMap(target -> target.session().stream())
        .max(Comparator.naturalOrder());
  }

  private boolean showsOpen(AccountAssignment target) {
    return targets.stream().anyMatch(one -> one.sameAs(target) && one.mayOpen());
  }

  private boolean showsClosed(AccountAssignment target) {
    return targets.stream().anyMatch(one -> one.sameAs(target) && !one.mayOpen());
  }
}

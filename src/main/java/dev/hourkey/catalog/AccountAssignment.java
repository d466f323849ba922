package dev.hourkey.catalog;

import java.time.Duration;
import java.util.Optional;

/**
 * One permission set in one account.
 *
 * @param accountName the account's name, or its id if Organizations gave no name
 * @param session how long a role session lasts, if Identity Center said so
 */
public record AccountAssignment(
    String accountId,
    String accountName,
    String permissionSet,
    Optional<Duration> session,
    AwsAccountState state) {

  /** As people read it: <em>ReadOnlyAccess in Production</em>. */
  public String words() {
    return permissionSet + " in " + accountName;
  }

  /** False when the account is suspended or closed, so that the assignment gives no access. */
  public boolean mayOpen() {
    return state.mayOpen();
  }

  /** Whether it is the same permission set in the same account. */
  public boolean sameAs(AccountAssignment other) {
    return accountId.equals(other.accountId) && permissionSet.equals(other.permissionSet);
  }
}

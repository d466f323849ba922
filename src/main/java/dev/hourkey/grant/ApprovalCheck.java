package dev.hourkey.grant;

import java.util.UUID;

/** Says whether an approval still holds under the policy as it is now. */
public interface ApprovalCheck {
  /**
   * Asked right before the member is added.
   *
   * @throws dev.hourkey.person.DirectoryFailure when that cannot be known now
   */
  Warrant of(UUID request);

  sealed interface Warrant {
    record Stands() implements Warrant {}

    record Fallen(String why) implements Warrant {}

    /**
     * Entra or AWS does not show something that the approval rests on, which a replica that lags
     * may not do either: it has to hold for a while.
     */
    record Missing(String why) implements Warrant {}
  }
}

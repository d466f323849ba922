package dev.hourkey.grant;

import java.util.UUID;

/** Checks whether an approval is still valid under the current policy. */
public interface ApprovalCheck {
  /**
   * Checks an approval right before the member is added.
   *
   * @throws dev.hourkey.person.DirectoryFailure when the answer is unknown now
   */
  Warrant of(UUID request);

  sealed interface Warrant {
    record Stands() implements Warrant {}

    record Fallen(String why) implements Warrant {}

    /**
     * Entra or AWS does not show something that the approval depends on. The answer may come from a
     * lagging replica, so it counts only once it has been the same for a while.
     */
    record Missing(String why) implements Warrant {}
  }
}

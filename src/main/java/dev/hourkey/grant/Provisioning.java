package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import java.time.Duration;

/** Entra's SCIM job, which carries memberships to AWS. */
public interface Provisioning {
  /**
   * Asks for a membership, as it is now, to be carried over on demand.
   *
   * @throws dev.hourkey.person.DirectoryFailure when the job could not be asked
   */
  Push push(EntraGroup group, PersonId person);

  sealed interface Push {
    /** The job says that AWS has it, which is still to be seen. */
    record Done() implements Push {}

    /** The job did not carry it, for this reason. */
    record NotDone(String why) implements Push {}

    /** Too many asked at once. */
    record NotNow(Duration retryAfter) implements Push {}
  }
}

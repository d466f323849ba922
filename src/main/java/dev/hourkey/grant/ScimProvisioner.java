package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import java.time.Duration;
import java.util.List;

/**
 * Entra's SCIM job, which carries memberships to AWS. Every method may throw {@link
 * dev.hourkey.person.DirectoryFailure}.
 */
public interface ScimProvisioner {
  /** How many people of a group one push may name (Microsoft, provision on demand). */
  int MOST_PEOPLE = 5;

  /** Asks for memberships, as they are now, to be carried over on demand; 1 to 5 people. */
  Push provisionOnDemand(EntraGroup group, List<PersonId> people);

  /** Asks for a whole cycle, beside the usual ones. */
  void start();

  /** What the job is up to. */
  Job job();

  sealed interface Push {
    /** The job says that AWS has it, which is still to be seen. */
    record Done() implements Push {}

    /** The job did not carry it, for this reason. */
    record NotDone(String why) implements Push {}

    /** Too many asked at once. */
    record NotNow(Duration retryAfter) implements Push {}
  }

  sealed interface Job {
    /** It runs its cycles. */
    record Running() implements Job {}

    /** Nobody can say which job it is, so nobody knows whether it runs. */
    record Unclear(String why) implements Job {}

    /** Nothing reaches AWS until somebody puts this right. */
    record Stopped(String why) implements Job {}
  }
}

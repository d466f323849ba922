package dev.hourkey.scim;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Entra's SCIM job, which carries memberships to AWS. Every method may throw {@link
 * dev.hourkey.person.DirectoryFailure}.
 */
public interface ScimProvisioner {
  /**
   * The usual time from a change to the end of the cycle that carries it, plus a margin. A cycle
   * may take longer: {@link LastFinishedCycle} says when nothing from before can still arrive in
   * AWS.
   */
  Duration CYCLE = Duration.ofMinutes(60);

  /** How many people of a group one call may name (Microsoft, provision on demand). */
  int MAX_PEOPLE = 5;

  /**
   * Requests that the memberships of 1 to 5 people, as they are now, are carried to AWS on demand.
   */
  OnDemandResult provisionOnDemand(EntraGroup group, List<PersonId> people);

  /** Requests a whole cycle, in addition to the scheduled ones. */
  void start();

  /** The state of the job. */
  Job job();

  sealed interface OnDemandResult {
    /** The job says that AWS has the change. AWS itself may not show it yet. */
    record Done() implements OnDemandResult {}

    /** The job did not carry the change, for this reason. */
    record NotDone(String why) implements OnDemandResult {}

    /** There were too many calls. */
    record NotNow(Duration retryAfter) implements OnDemandResult {}
  }

  /** A cycle that is over. */
  record Cycle(Instant began, Instant ended) {}

  sealed interface Job {
    /**
     * It runs its cycles.
     *
     * @param last the last cycle, if it is over and did not fail as a whole
     */
    record Running(Optional<Cycle> last) implements Job {}

    /** Hourkey can't tell which job provisions AWS, so it does not know whether that job runs. */
    record Unclear(String why) implements Job {}

    /** Nothing reaches AWS until somebody corrects this. */
    record Stopped(String why) implements Job {}
  }
}

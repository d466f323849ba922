package dev.hourkey.scim;

import java.time.Duration;
import java.time.Instant;

/**
 * The last whole cycle that Hourkey saw the SCIM job finish. A cycle exports what it read at its
 * beginning: usually minutes later, but an initial cycle, which follows a restart, may take hours.
 * The job runs one cycle at a time. So once it has finished a cycle that began after a removal, no
 * cycle that read the group before can still export the membership. Pure.
 */
public sealed interface LastFinishedCycle {
  /** The data that a cycle reads from Entra may be this old. */
  Duration READ_LAG = Duration.ofMinutes(10);

  /** No cycle can undo a removal from before this time. A later removal may still be undone. */
  default Instant coversUntil(Instant now) {
    Instant usual = now.minus(ScimProvisioner.CYCLE); // Provisioning on demand may be late, too.
    return switch (this) {
      case Hidden _ -> usual;
      case None _ -> Instant.EPOCH;
      case Finished(Instant began) -> {
        Instant read = began.minus(READ_LAG);
        yield read.isBefore(usual) ? read : usual;
      }
    };
  }

  /**
   * Hourkey is not allowed to read the job, so only the usual length of a cycle is known. The
   * comparison of Entra and AWS finds what a longer cycle brings back.
   */
  record Hidden() implements LastFinishedCycle {}

  /** Hourkey has seen the job, but not yet a cycle that the job has finished. */
  record None() implements LastFinishedCycle {}

  /** The job has finished a cycle that began then. */
  record Finished(Instant began) implements LastFinishedCycle {}
}

package dev.hourkey.api;

import dev.hourkey.request.ProgramRequests;
import dev.hourkey.request.ProgramRequests.Outcome;
import dev.hourkey.request.VendorCallLimiter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * Waits until a program's request has been evaluated, unless too many calls are waiting already.
 */
@ApplicationScoped
class EvaluationWait {
  /** All polls together last as long as a directory usually needs, and less than proxies wait. */
  private static final int MAX_POLLS = 100;

  private static final long BETWEEN_POLLS_MILLIS = 200;

  private final ProgramRequests program;
  private final VendorCallLimiter calls;

  EvaluationWait(ProgramRequests program, VendorCallLimiter calls) {
    this.program = program;
    this.calls = calls;
  }

  /** The outcome of a submission once it is evaluated, or at once if too many calls are waiting. */
  Outcome await(UUID submission) {
    return calls.get(
        VendorCallLimiter.Caller.PROGRAM,
        () -> poll(submission),
        () -> program.outcome(submission));
  }

  private Outcome poll(UUID submission) {
    Outcome outcome = program.outcome(submission);
    for (int i = 0; i < MAX_POLLS && outcome instanceof Outcome.Waiting; i++) {
      try {
        Thread.sleep(BETWEEN_POLLS_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return outcome;
      }
      outcome = program.outcome(submission);
    }
    return outcome;
  }
}

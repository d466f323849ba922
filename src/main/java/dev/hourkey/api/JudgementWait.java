package dev.hourkey.api;

import dev.hourkey.request.ProgramRequests;
import dev.hourkey.request.ProgramRequests.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * Waits until the requests of programs are judged. Only few calls wait at the same time: each holds
 * a thread, and Slack's requests, which have to be answered within three seconds, need one as well.
 */
@ApplicationScoped
class JudgementWait {
  /** A tenth of the threads that serve HTTP. */
  static final int AT_ONCE = 20;

  /** As long as a directory usually needs, and shorter than proxies wait. */
  private static final int LOOKS = 100;

  private static final long BETWEEN_LOOKS_MILLIS = 200;

  private final ProgramRequests program;
  private final Semaphore free = new Semaphore(AT_ONCE);

  JudgementWait(ProgramRequests program) {
    this.program = program;
  }

  /** The outcome of a submission: at once if too many calls are waiting, else once it is judged. */
  Outcome await(UUID submission) {
    if (!free.tryAcquire()) {
      return program.outcome(submission);
    }
    try {
      return look(submission);
    } finally {
      free.release();
    }
  }

  private Outcome look(UUID submission) {
    Outcome outcome = program.outcome(submission);
    for (int i = 0; i < LOOKS && outcome instanceof Outcome.Waiting; i++) {
      try {
        Thread.sleep(BETWEEN_LOOKS_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return outcome;
      }
      outcome = program.outcome(submission);
    }
    return outcome;
  }
}

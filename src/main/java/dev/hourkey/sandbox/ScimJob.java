package dev.hourkey.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Entra's provisioning job: every 40 minutes it carries to AWS what changed. */
public final class ScimJob {
  private static final Duration USUAL = Duration.ofMinutes(40);

  private final ScimExport export;
  private final Clock clock;
  private State state = State.ACTIVE;
  private Duration interval = USUAL;
  private Instant nextCycleAt;
  private Instant lastCycleAt;
  private boolean complete = true;

  ScimJob(ScimExport export, Clock clock) {
    this.export = export;
    this.clock = clock;
    this.lastCycleAt = clock.instant();
    this.nextCycleAt = lastCycleAt.plus(interval);
  }

  /** What the job is up to; only an active one has cycles. */
  public enum State {
    /** Runs its cycles. */
    ACTIVE,
    /** Stopped by hand. */
    PAUSED,
    /** Refused by AWS, as when the SCIM token has expired; carries nothing, not even on demand. */
    QUARANTINED,
    /** There is no such job. */
    MISSING
  }

  /** What the job is up to. */
  public synchronized State state() {
    return state;
  }

  /** Breaks the job, or mends it; no cycle is made up for. */
  public synchronized void state(State now) {
    state = now;
  }

  /** The time from one cycle to the next. */
  public synchronized Duration interval() {
    return interval;
  }

  /** Changes the time from one cycle to the next, counted from now. */
  public synchronized void interval(Duration between) {
    interval = between;
    nextCycleAt = clock.instant().plus(between);
  }

  /** When the next cycle is due. */
  public synchronized Instant nextCycleAt() {
    return nextCycleAt;
  }

  /** Runs the cycle that is due, if one is; several missed ones are one. */
  public synchronized void tick() {
    Instant now = clock.instant();
    if (!now.isBefore(nextCycleAt)) {
      while (!now.isBefore(nextCycleAt)) {
        nextCycleAt = nextCycleAt.plus(interval);
      }
      run(false);
    }
  }

  /** Resumes a paused job and runs a cycle at once; a quarantine stays. */
  public synchronized void start() {
    resume();
    run(false);
  }

  /** As {@link #start}, but sends everything anew, if need be to objects that it looks for anew. */
  synchronized void restart(boolean forgetTargets) {
    resume();
    if (forgetTargets) {
      export.forgetTargets();
    }
    run(true);
  }

  synchronized void reset() {
    state = State.ACTIVE;
    interval(USUAL);
    lastCycleAt = clock.instant();
    complete = true;
    export.load();
  }

  synchronized Instant lastCycleAt() {
    return lastCycleAt;
  }

  /** Whether all that the last cycle had to send arrived. */
  synchronized boolean complete() {
    return complete;
  }

  private void resume() {
    if (state == State.PAUSED) {
      state = State.ACTIVE;
    }
    nextCycleAt = clock.instant().plus(interval);
  }

  private void run(boolean everything) {
    if (state == State.ACTIVE) {
      lastCycleAt = clock.instant();
      complete = export.cycle(everything);
    }
  }
}

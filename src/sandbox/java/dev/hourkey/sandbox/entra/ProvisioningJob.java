package dev.hourkey.sandbox.entra;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Entra's provisioning job: every 40 minutes it carries to AWS what changed. A cycle reads at its
 * beginning and exports at its end; what changes in between waits for the next one. A restart
 * begins an initial cycle, which takes some time for each object.
 */
public final class ProvisioningJob {
  private static final Duration USUAL = Duration.ofMinutes(40);
  private static final Duration USUAL_LENGTH = Duration.ofSeconds(30);

  /**
   * The lower end of Microsoft's estimate: 0.01 to 0.08 minutes for each user, group and member.
   */
  private static final Duration USUAL_FOR_EACH_OBJECT = Duration.ofMillis(600);

  private final ScimExport export;
  private final Clock clock;
  private State state = State.ACTIVE;
  private Duration interval = USUAL;
  private Duration length = USUAL_LENGTH;
  private Duration lengthWhenStarted = Duration.ZERO;
  private Duration forEachObject = USUAL_FOR_EACH_OBJECT;
  private Instant nextCycleAt;
  private Execution last;
  private @Nullable Cycle running;
  private ScimExport.@Nullable Reading refused;

  ProvisioningJob(ScimExport export, Clock clock) {
    this.export = export;
    this.clock = clock;
    this.last = nothingYet();
    this.nextCycleAt = last.ended().plus(interval);
  }

  /** The state of the job; only an active one has cycles. */
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

  /** The outcome of a cycle, in Graph's terms. */
  enum Result {
    SUCCEEDED("Succeeded"),
    ENTRY_LEVEL_ERRORS("EntryLevelErrors"),
    FAILED("Failed");

    final String word;

    Result(String word) {
      this.word = word;
    }
  }

  /** A finished cycle. */
  record Execution(Instant began, Instant ended, Result result) {}

  private record Cycle(
      Instant began, Instant endsAt, boolean initial, ScimExport.Reading reading) {}

  /** The state of the job. */
  public synchronized State state() {
    return state;
  }

  /** Breaks or repairs the job; missed cycles are not made up for. */
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

  /**
   * From now on every cycle exports this long after it has read; zero means at once. Until this is
   * set, it is half a minute, and zero for a cycle that is started by hand.
   */
  public synchronized void cycleDuration(Duration duration) {
    length = duration;
    lengthWhenStarted = duration;
  }

  /** Sets how long an initial cycle takes for each user, group and member. */
  public synchronized void initialCycleTakes(Duration eachObject) {
    forEachObject = eachObject;
  }

  /** When the next cycle exports what it reads shortly before. */
  public synchronized Instant nextCycleAt() {
    return nextCycleAt;
  }

  /** Runs the cycle that is due, if one is; several missed ones count as one. */
  public synchronized void tick() {
    Instant now = clock.instant();
    exportWhatIsDue(now);
    while (!now.isBefore(nextCycleAt.plus(interval))) {
      nextCycleAt = nextCycleAt.plus(interval);
    }
    if (!now.isBefore(nextCycleAt)) {
      if (last.ended().isBefore(nextCycleAt)) { // Otherwise it was the one under way.
        begin(readsAt(), nextCycleAt);
        exportWhatIsDue(now);
      }
      nextCycleAt = nextCycleAt.plus(interval);
    }
    if (!now.isBefore(readsAt())) {
      begin(readsAt(), nextCycleAt);
    }
  }

  private Instant readsAt() {
    return nextCycleAt.minus(length.compareTo(interval) < 0 ? length : interval);
  }

  /**
   * Resumes a paused job and runs a cycle at once; a quarantine stays, and an initial cycle that is
   * under way continues.
   */
  public synchronized void start() {
    resume();
    if (running != null && !running.initial() && !running.endsAt().equals(Instant.MAX)) {
      finish(clock.instant());
    }
    Instant now = clock.instant();
    begin(now, now.plus(lengthWhenStarted));
    exportWhatIsDue(now);
  }

  /** Begins a cycle that reads now and exports nothing until {@link #finishCycle()}. */
  public synchronized void beginCycle() {
    begin(clock.instant(), Instant.MAX);
  }

  /** Makes the cycle under way export now what it read. */
  public synchronized void finishCycle() {
    finish(clock.instant());
  }

  /**
   * Gives up the cycle under way and begins an initial one, which reads everything now, matches the
   * objects of AWS again if {@code forgetTargets}, and sends what it has read when it ends.
   */
  public synchronized void restart(boolean forgetTargets) {
    resume();
    if (forgetTargets) {
      export.forgetTargets();
    }
    refused = null;
    running = null;
    if (state == State.ACTIVE) {
      Instant now = clock.instant();
      ScimExport.Reading reading = export.read(true);
      running =
          new Cycle(now, now.plus(forEachObject.multipliedBy(reading.objects())), true, reading);
    }
  }

  synchronized void reset() {
    state = State.ACTIVE;
    interval(USUAL);
    length = USUAL_LENGTH;
    lengthWhenStarted = Duration.ZERO;
    forEachObject = USUAL_FOR_EACH_OBJECT;
    running = null;
    refused = null;
    last = nothingYet();
    export.load();
  }

  /** The last finished cycle. */
  synchronized Execution last() {
    return last;
  }

  /** When the running cycle began. */
  synchronized Optional<Instant> runningSince() {
    return Optional.ofNullable(running).map(Cycle::began);
  }

  private Execution nothingYet() {
    Instant now = clock.instant();
    return new Execution(now, now, Result.SUCCEEDED);
  }

  private void resume() {
    if (state == State.PAUSED) {
      state = State.ACTIVE;
    }
    nextCycleAt = clock.instant().plus(interval);
  }

  /** One cycle at a time. */
  private void begin(Instant at, Instant endsAt) {
    if (state == State.ACTIVE && running == null) {
      running = new Cycle(at, endsAt, false, export.read(false));
    }
  }

  private void exportWhatIsDue(Instant now) {
    if (running != null && !now.isBefore(running.endsAt())) {
      finish(running.endsAt());
    }
  }

  /**
   * Pausing the job does not stop a running cycle. What AWS refuses is sent again by the next
   * cycle, as it was read in this one.
   */
  private void finish(Instant at) {
    Cycle cycle = running;
    running = null;
    if (cycle == null || state == State.MISSING) {
      return;
    }
    if (state == State.QUARANTINED) {
      refused = cycle.reading();
      last = new Execution(cycle.began(), at, Result.FAILED);
      return;
    }
    boolean complete = refused == null || export.export(refused);
    refused = null;
    complete &= export.export(cycle.reading());
    last =
        new Execution(cycle.began(), at, complete ? Result.SUCCEEDED : Result.ENTRY_LEVEL_ERRORS);
  }
}

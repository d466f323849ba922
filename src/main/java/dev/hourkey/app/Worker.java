package dev.hourkey.app;

import dev.hourkey.retry.Backoff;
import io.micrometer.core.instrument.Counter;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Processes one queue on this replica: claims a batch of due rows and handles them at the same
 * time, each on a virtual thread. The work itself records its outcome in the rows. Work that throws
 * an exception is repeated until it succeeds.
 */
final class Worker {
  private static final Logger LOG = Logger.getLogger(Worker.class);

  /**
   * While most workers are busy, it waits this long before a claim, so that one claim finds work
   * for all workers that have finished by then.
   */
  private static final Duration GATHER = Duration.ofMillis(10);

  /** How long a call of {@link #notifyDue} counts. It is called once a second. */
  private static final Duration POLL = Duration.ofSeconds(3);

  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));

  /** Short, because a retry costs little and may succeed on the next connection. */
  private static final Backoff BACKOFF_OF_DATABASE =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4));

  /** How long failures are remembered after the work could have been repeated. */
  private static final Duration FORGET = Duration.ofMinutes(10);

  /** Limits the walk through a chain of causes, which may be circular. */
  private static final int DEEPEST = 20;

  private final WorkQueue queue;
  private final WorkClaims claims;
  private final Replica replica;
  private final RemovalPriority priority;
  private final Clock clock;
  private final Counter failed;
  private final Consumer<String> work;

  private final Set<String> running = ConcurrentHashMap.newKeySet();
  private final Map<String, Failure> failures = new ConcurrentHashMap<>();
  private final Semaphore woken = new Semaphore(0);
  private final AtomicBoolean unreleased = new AtomicBoolean();
  private volatile long checkedNanos;
  private volatile Optional<Thread> loop = Optional.empty();
  private volatile boolean open = true;
  private boolean claimFailed;

  /** How often work has failed in a row, and when it may be repeated. */
  private record Failure(int times, long notBeforeNanos) {
    boolean postponed() {
      return System.nanoTime() - notBeforeNanos < 0;
    }

    /** Whether so much time has passed that the work was done elsewhere or is no longer due. */
    boolean forgotten() {
      return System.nanoTime() - notBeforeNanos > FORGET.toNanos();
    }
  }

  Worker(
      WorkQueue queue,
      WorkClaims claims,
      Replica replica,
      RemovalPriority priority,
      Clock clock,
      Counter failed,
      Consumer<String> work) {
    this.queue = queue;
    this.claims = claims;
    this.replica = replica;
    this.priority = priority;
    this.clock = clock;
    this.failed = failed;
    this.work = work;
  }

  void start() {
    loop = Optional.of(Thread.ofVirtual().name("worker-" + queue).start(this::drain));
  }

  /** Makes the worker look for due work now. */
  void wake() {
    woken.release();
  }

  /** Tells the worker whether its queue has work that is due. If not, it need not check. */
  void notifyDue(boolean due) {
    if (due || unreleased.get()) { // Claims whose work never began hide rows that are due.
      wake();
    } else {
      checkedNanos = System.nanoTime();
    }
  }

  /** Stops taking new work; returns false if some is still under way after this time. */
  boolean stop(Duration patience) throws InterruptedException {
    open = false;
    wake();
    long end = System.nanoTime() + patience.toNanos();
    if (loop.isPresent() && !loop.get().join(patience)) { // It is still claiming.
      return false;
    }
    while (!running.isEmpty() && System.nanoTime() - end < 0) {
      Thread.sleep(GATHER);
    }
    return running.isEmpty();
  }

  private void drain() {
    try {
      boolean more = true; // At the start, there may be due work from before.
      while (open) {
        if (!more) {
          awaitWork();
        }
        woken.drainPermits();
        if (running.size() > queue.workers / 2 || priority.holdsBack(queue)) {
          Thread.sleep(priority.holdsBack(queue) ? RemovalPriority.PAUSE : GATHER);
        }
        more = open && claim();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until it is woken, or until nobody has called {@link #notifyDue} for some time. */
  private void awaitWork() throws InterruptedException {
    checkedNanos = System.nanoTime();
    long left = POLL.toNanos();
    while (left > 0 && !woken.tryAcquire(left, TimeUnit.NANOSECONDS)) {
      left = POLL.toNanos() - (System.nanoTime() - checkedNanos);
    }
  }

  /** Begins as much due work as there are free workers; returns true if there may be more. */
  private boolean claim() {
    int free = (priority.holdsBack(queue) ? 1 : queue.workers) - running.size();
    if (free <= 0) {
      return false; // Called again when a worker finishes.
    }
    failures.values().removeIf(Failure::forgotten);
    boolean release = unreleased.getAndSet(false);
    try {
      List<String> busy = List.copyOf(running);
      List<String> excluded = Stream.concat(busy.stream(), postponed()).toList();
      Instant now = clock.instant();
      List<String> claimed =
          release
              ? claims.releaseAndClaim(queue, replica.name(), busy, excluded, free, now)
              : claims.claim(queue, replica.name(), excluded, free, now);
      running.addAll(claimed);
      claimed.forEach(item -> Thread.ofVirtual().start(() -> handle(item)));
      claimFailed = false;
      return claimed.size() == free;
    } catch (RuntimeException | Error e) {
      unreleased.set(true); // The claim may have succeeded although its answer was lost.
      if (!claimFailed) {
        LOG.warnf("%s: %s; retrying every few seconds", e.getMessage(), reason(e));
      }
      claimFailed = true;
      return false;
    }
  }

  private Stream<String> postponed() {
    return failures.entrySet().stream()
        .filter(failed -> failed.getValue().postponed())
        .map(Map.Entry::getKey);
  }

  private void handle(String item) {
    try {
      work.accept(item);
      failures.remove(item);
    } catch (RuntimeException | Error e) {
      failed(item, e);
    } finally {
      running.remove(item);
      unreleased.set(true);
      wake();
    }
  }

  private void failed(String item, Throwable why) {
    failed.increment();
    boolean ofDatabase = causes(why).anyMatch(SQLException.class::isInstance);
    int times = failures.getOrDefault(item, new Failure(0, 0)).times + 1;
    Duration pause = (ofDatabase ? BACKOFF_OF_DATABASE : BACKOFF).after(times);
    failures.put(item, new Failure(times, System.nanoTime() + pause.toNanos()));
    if (ofDatabase) {
      LOG.warnf("%s %s failed: %s; retrying", queue, item, reason(why));
    } else {
      LOG.errorf(why, "%s %s failed; retrying", queue, item);
    }
  }

  private static String reason(Throwable failure) {
    return causes(failure).reduce((_, deepest) -> deepest).orElse(failure).toString();
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(DEEPEST);
  }
}

package dev.hourkey.grant;

import dev.hourkey.support.Coroutine;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The order of all events and of the processes that run: it depends only on the seed. */
final class SimulatedTime {
  private static final long NOON = Instant.parse("2026-03-02T12:00:00Z").toEpochMilli();

  final SplittableRandom random;
  final Clock clock = new SimulatedClock();

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now = NOON;
  private long count;
  private @Nullable Work running;

  SimulatedTime(long seed) {
    random = new SplittableRandom(seed);
  }

  private record Event(long at, long order, Runnable work) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  /** Work that runs on a replica and may be abandoned in the middle. */
  static final class Work {
    final Replica on;
    final int life;
    private final Coroutine coroutine;

    Work(Replica on, Runnable work) {
      this.on = on;
      this.life = on.life;
      this.coroutine = new Coroutine(work);
    }
  }

  /** A replica: it can be killed, which ends what runs on it, and frozen. */
  static final class Replica {
    int life;
    boolean up = true;
    long frozenUntil;

    void kill() {
      up = false;
      life++;
    }
  }

  long now() {
    return now;
  }

  /** Millis since the beginning. */
  long elapsed() {
    return now - NOON;
  }

  Instant instant() {
    return Instant.ofEpochMilli(now);
  }

  void in(long millis, Runnable work) {
    events.add(new Event(now + millis, count++, work));
  }

  /** Lets everything happen until then. */
  void runUntil(long elapsed) {
    while (!events.isEmpty() && events.peek().at() <= NOON + elapsed) {
      Event next = events.remove();
      now = Math.max(now, next.at());
      next.work().run();
    }
    now = NOON + elapsed;
  }

  void start(Replica on, Runnable work) {
    resume(new Work(on, work));
  }

  /** Pauses the running work for this long; it may be killed or frozen meanwhile. */
  void pass(long millis) {
    Work work = running;
    if (work != null) {
      in(millis, () -> resume(work));
      Coroutine.pause();
    }
  }

  private void resume(Work work) {
    if (work.life != work.on.life) {
      return;
    }
    if (work.on.frozenUntil > now) {
      in(work.on.frozenUntil - now, () -> resume(work));
      return;
    }
    running = work;
    work.coroutine.step();
    running = null;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  long between(long least, long max) {
    return least + random.nextLong(max - least + 1);
  }

  private final class SimulatedClock extends Clock {
    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(now);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}

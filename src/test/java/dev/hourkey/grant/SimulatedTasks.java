package dev.hourkey.grant;

import dev.hourkey.grant.SimulatedTime.Replica;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * db-scheduler as it is known: at least once, on some replica, a little late. Where a replica is
 * killed in the middle, its lock is free and the task runs again elsewhere after seconds; one that
 * is frozen is missed after half a minute.
 */
final class SimulatedTasks implements GrantScheduler {
  private static final long DEAD_AFTER = 3_000;
  private static final long MISSED_AFTER = 10 * DEAD_AFTER;

  private final SimulatedTime time;
  private final List<Replica> replicas;
  private final Function<UUID, Optional<GrantService.Next>> work;
  private final Map<UUID, Task> tasks = new HashMap<>();

  /** How much later than due a task may begin. */
  long laziness;

  private static final class Task {
    long dueAt;
    int version;
    int failures;
    @Nullable Replica picked;
    long rungAt = Long.MAX_VALUE;
  }

  SimulatedTasks(
      SimulatedTime time,
      List<Replica> replicas,
      Function<UUID, Optional<GrantService.Next>> work) {
    this.time = time;
    this.replicas = replicas;
    this.work = work;
  }

  @Override
  public void schedule(UUID grant, Stage stage, Instant when) {
    schedule(grant, when.toEpochMilli());
  }

  private void schedule(UUID grant, long when) {
    Task task = tasks.computeIfAbsent(grant, _ -> new Task());
    if (task.picked != null) {
      task.rungAt = Math.min(task.rungAt, when);
    } else {
      due(grant, task, when);
    }
  }

  /** As the sweep does: a grant that is due and has no task, or a later one, gets one. */
  void find(UUID grant) {
    Task task = tasks.get(grant);
    if (task == null || (task.picked == null && task.dueAt > time.now())) {
      schedule(grant, time.now());
    }
  }

  void loseAll() {
    tasks.clear();
  }

  /** The same work once more, beside whatever is under way. */
  void doubled(UUID grant, Replica on) {
    time.start(on, () -> quietly(grant, _ -> {}));
  }

  private void due(UUID grant, Task task, long when) {
    task.dueAt = when;
    int version = ++task.version;
    long delay = Math.max(0, when - time.now()) + time.between(1, laziness);
    time.in(delay, () -> pick(grant, task, version));
  }

  private void pick(UUID grant, Task task, int version) {
    if (tasks.get(grant) != task || task.version != version || task.picked != null) {
      return;
    }
    List<Replica> able =
        replicas.stream().filter(one -> one.up && one.frozenUntil <= time.now()).toList();
    if (able.isEmpty()) {
      time.in(1_000, () -> pick(grant, task, version));
      return;
    }
    Replica replica = able.get(time.random.nextInt(able.size()));
    int life = replica.life;
    task.picked = replica;
    watch(grant, task, version, replica, life, DEAD_AFTER);
    time.start(replica, () -> quietly(grant, next -> finished(grant, task, version, next)));
  }

  /** Notices a replica that is dead or frozen, after the time that this takes. */
  private void watch(UUID grant, Task task, int version, Replica replica, int life, long watched) {
    time.in(
        DEAD_AFTER,
        () -> {
          if (tasks.get(grant) != task || task.version != version) {
            return;
          }
          boolean frozen = watched % MISSED_AFTER == 0 && replica.frozenUntil > time.now();
          if (replica.life != life || frozen) {
            task.picked = null;
            due(grant, task, time.now());
          } else {
            watch(grant, task, version, replica, life, watched + DEAD_AFTER);
          }
        });
  }

  private void quietly(UUID grant, Consumer<Optional<Instant>> then) {
    try {
      then.accept(work.apply(grant).map(GrantService.Next::at));
    } catch (SimulatedOutage e) {
      then.accept(Optional.of(time.instant().plusSeconds(2)));
    }
  }

  private void finished(UUID grant, Task task, int version, Optional<Instant> next) {
    if (tasks.get(grant) != task || task.version != version) {
      return; // It was believed dead, and another replica has the task.
    }
    task.picked = null;
    long rung = task.rungAt;
    task.rungAt = Long.MAX_VALUE;
    long at = Math.min(rung, next.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
    if (at == Long.MAX_VALUE) {
      tasks.remove(grant);
    } else {
      due(grant, task, at);
    }
  }

  /** The database did not answer. */
  static final class SimulatedOutage extends RuntimeException {
    SimulatedOutage() {
      super("no database", null, false, false);
    }
  }
}

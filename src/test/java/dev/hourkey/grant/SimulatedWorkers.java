package dev.hourkey.grant;

import dev.hourkey.grant.SimulatedTime.Replica;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The workers of all replicas: whatever is due is worked on at least once, on some replica, a
 * little late. Where a replica is killed in the middle, its lock is free and its claims are
 * released after seconds; one that is frozen is missed after half a minute.
 */
final class SimulatedWorkers implements GrantWorkers {
  private static final long DEAD_AFTER = 3_000;
  private static final long MISSED_AFTER = 10 * DEAD_AFTER;
  private static final long AFTER_FAILURE = 2_000;

  private final SimulatedTime time;
  private final SimulatedRows rows;
  private final List<Replica> replicas;
  private final Consumer<UUID> work;

  /** Who works on a grant. */
  private final Map<UUID, Claimed> claims = new HashMap<>();

  /** When a grant will next be looked for. */
  private final Map<UUID, Long> expected = new HashMap<>();

  /** How much later than due the work may begin. */
  long laziness;

  /** Whether the claims of dead and frozen replicas are released. */
  boolean releases = true;

  private record Claimed(Replica replica, int life) {}

  SimulatedWorkers(
      SimulatedTime time, SimulatedRows rows, List<Replica> replicas, Consumer<UUID> work) {
    this.time = time;
    this.rows = rows;
    this.replicas = replicas;
    this.work = work;
  }

  @Override
  public void wake(GrantQueue queue) {
    check();
  }

  /** As the workers do again and again: finds what is due, or will be. */
  void check() {
    rows.open().forEach(this::expect);
  }

  /** Every claim is lost, as it may be in a crash of the database. */
  void loseAll() {
    claims.clear();
    check();
  }

  /** The same work once more, beside whatever is under way. */
  void doubled(UUID grant, Replica on) {
    time.start(on, () -> quietly(grant, () -> {}));
  }

  private void expect(Grant grant) {
    Instant due = grant.attempts().nextCheckAt();
    if (due != null && !claims.containsKey(grant.id())) {
      long delay = Math.max(0, due.toEpochMilli() - time.now()) + time.between(1, laziness);
      expect(grant.id(), delay);
    }
  }

  private void expect(UUID grant, long delay) {
    long at = time.now() + delay;
    Long earlier = expected.get(grant);
    if (earlier == null || earlier <= time.now() || at < earlier) {
      expected.put(grant, at);
      time.in(delay, () -> claim(grant, at));
    }
  }

  private void claim(UUID id, long at) {
    if (!expected.remove(id, at) || claims.containsKey(id)) {
      return;
    }
    Grant grant = rows.grant(id);
    Instant due = grant.attempts().nextCheckAt();
    if (due == null || due.isAfter(time.instant())) {
      expect(grant);
      return;
    }
    List<Replica> able =
        replicas.stream().filter(one -> one.up && one.frozenUntil <= time.now()).toList();
    if (able.isEmpty()) {
      expect(id, 1_000);
      return;
    }
    Replica replica = able.get(time.random.nextInt(able.size()));
    Claimed claim = new Claimed(replica, replica.life);
    claims.put(id, claim);
    watch(id, claim, DEAD_AFTER);
    time.start(replica, () -> quietly(id, () -> released(id, claim)));
  }

  /** Notices a replica that is dead or frozen, after the time that this takes. */
  @SuppressWarnings("ReferenceEquality") // The same replica may have claimed it anew.
  private void watch(UUID grant, Claimed claim, long watched) {
    time.in(
        DEAD_AFTER,
        () -> {
          if (claims.get(grant) != claim || !releases) {
            return;
          }
          Replica replica = claim.replica();
          boolean frozen = watched % MISSED_AFTER == 0 && replica.frozenUntil > time.now();
          if (replica.life != claim.life() || frozen) {
            released(grant, claim);
          } else {
            watch(grant, claim, watched + DEAD_AFTER);
          }
        });
  }

  private void quietly(UUID grant, Runnable then) {
    try {
      work.accept(grant);
      then.run();
    } catch (SimulatedOutage e) {
      time.pass(AFTER_FAILURE);
      then.run();
    }
  }

  private void released(UUID grant, @Nullable Claimed claim) {
    if (claims.remove(grant, claim)) { // Or another replica has it by now.
      expect(rows.grant(grant));
    }
  }

  /** The database did not answer. */
  static final class SimulatedOutage extends RuntimeException {
    SimulatedOutage() {
      super("no database", null, false, false);
    }
  }
}

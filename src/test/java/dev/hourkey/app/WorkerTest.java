package dev.hourkey.app;

import static dev.hourkey.support.Patience.PATIENCE;
import static dev.hourkey.support.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.entra.EntraConfig;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class WorkerTest {
  @Inject DataSource database;
  @Inject EntraConfig entra;
  @Inject Config config;
  @Inject WorkClaims claims;

  private final RemovalPriority priority = new RemovalPriority(System::nanoTime);
  private final Queue<String> handled = new ConcurrentLinkedQueue<>();
  private final Counter failed = new SimpleMeterRegistry().counter("failed");
  private final AtomicInteger atWork = new AtomicInteger();
  private final AtomicInteger mostAtWork = new AtomicInteger();
  private final List<Worker> workers = new ArrayList<>();
  private volatile Duration ahead = Duration.ZERO;

  @BeforeEach
  void nothingIsDue() throws SQLException {
    Sql.empty(database, "notification, work_claim");
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Worker worker : workers) {
      assertThat(worker.stop(PATIENCE)).isTrue();
    }
  }

  @Test
  void due_work_is_done_at_the_next_check_without_a_wake_up() throws SQLException {
    worker(this::done);
    due(1);
    await().until(() -> handled.size() == 1);
    await().until(() -> count("work_claim") == 0);
  }

  @Test
  void a_worker_does_not_check_while_it_knows_that_nothing_is_due() throws SQLException {
    due(1);
    Worker worker = worker(this::done);
    await().until(() -> handled.size() == 1 && count("work_claim") == 0);
    due(1);
    await()
        .during(Duration.ofSeconds(4))
        .until(
            () -> {
              worker.notifyDue(false);
              return handled.size() == 1;
            });
    await().until(() -> handled.size() == 2);
  }

  /** Such a row is not due for anybody else, because it is claimed. */
  @Test
  void rows_whose_claim_was_not_answered_are_claimed_again() throws SQLException {
    AtomicInteger answers = new AtomicInteger();
    WorkClaims withoutAnswer =
        new WorkClaims(database) {
          @Override
          List<String> claim(
              WorkQueue queue, String replica, Collection<String> excluded, int max, Instant now) {
            List<String> claimed = super.claim(queue, replica, excluded, max, now);
            if (answers.incrementAndGet() == 1) {
              throw new IllegalStateException("the connection broke");
            }
            return claimed;
          }
        };
    due(1);
    Worker worker = worker(withoutAnswer, this::done);
    await()
        .until(
            () -> {
              worker.notifyDue(false);
              return handled.size() == 1;
            });
  }

  @Test
  void two_replicas_do_each_piece_of_work_once() throws SQLException {
    due(500);
    worker(this::done);
    worker(this::done);
    await().until(() -> count("notification where next_try_at is not null") == 0);
    assertThat(handled).hasSize(500).doesNotHaveDuplicates();
  }

  @Test
  void work_that_fails_is_repeated_until_it_does_not() throws SQLException {
    AtomicInteger tries = new AtomicInteger();
    due(1);
    worker(
        item -> {
          if (tries.incrementAndGet() < 3) {
            throw new IllegalStateException("it is a bad day");
          }
          done(item);
        });
    await().until(() -> handled.size() == 1);
    assertThat(tries).hasValue(3);
    assertThat(failed.count()).isEqualTo(2);
  }

  @Test
  void a_clock_that_is_set_back_stops_nothing() throws SQLException {
    ahead = Duration.ofHours(1);
    worker(this::done);
    due(1);
    await().until(() -> handled.size() == 1);
    ahead = Duration.ZERO;
    Sql.empty(database, "notification");
    due(1);
    await().until(() -> handled.size() == 2);
  }

  @Test
  void no_more_run_at_once_than_the_queue_has_workers() throws SQLException {
    Semaphore mayGo = new Semaphore(0);
    due(40);
    worker(held(mayGo));
    await().until(() -> atWork.get() == WorkQueue.NOTIFICATIONS.workers);
    mayGo.release(40);
    await().until(() -> handled.size() == 40);
    assertThat(mostAtWork).hasValue(WorkQueue.NOTIFICATIONS.workers);
  }

  @Test
  void during_many_removals_messages_are_sent_one_at_a_time_and_afterwards_at_once()
      throws SQLException {
    Semaphore mayGo = new Semaphore(0);
    manyRemovals();
    due(4);
    worker(held(mayGo));
    await().until(() -> atWork.get() == 1);
    manyRemovals();
    mayGo.release(1);
    await().until(() -> handled.size() == 1);
    assertThat(mostAtWork).hasValue(1);
    await().until(() -> atWork.get() == 3);
    mayGo.release(3);
    await().until(() -> handled.size() == 4);
  }

  /** As when another replica takes this one for dead, because it lost its lock for a moment. */
  @Test
  void work_whose_claim_was_lost_is_not_begun_twice_on_the_same_replica() throws Exception {
    Semaphore mayGo = new Semaphore(0);
    due(1);
    Worker worker = worker(held(mayGo));
    await().until(() -> atWork.get() == 1);
    Sql.empty(database, "work_claim");
    worker.wake();
    await().during(Duration.ofMillis(1500)).until(() -> mostAtWork.get() == 1);
    mayGo.release(2);
    await().until(() -> handled.size() == 1);
  }

  @Test
  void a_worker_that_stops_finishes_what_it_has_begun_and_begins_nothing() throws Exception {
    Semaphore mayGo = new Semaphore(0);
    due(1);
    Worker worker = worker(held(mayGo));
    await().until(() -> atWork.get() == 1);
    assertThat(worker.stop(Duration.ofMillis(50))).isFalse();
    due(2);
    mayGo.release(3);
    assertThat(worker.stop(PATIENCE)).isTrue();
    assertThat(handled).hasSize(1);
  }

  private void manyRemovals() {
    for (int i = 0; i < RemovalPriority.MANY; i++) {
      priority.removed();
    }
  }

  private Consumer<String> held(Semaphore mayGo) {
    return item -> {
      mostAtWork.accumulateAndGet(atWork.incrementAndGet(), Math::max);
      mayGo.acquireUninterruptibly();
      atWork.decrementAndGet();
      done(item);
    };
  }

  private void done(String item) {
    try {
      Sql.execute(
          database,
          "update notification set sent = wanted, next_try_at = null where key = '" + item + "'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    handled.add(item);
  }

  private Worker worker(Consumer<String> work) {
    return worker(claims, work);
  }

  private Worker worker(WorkClaims claims, Consumer<String> work) {
    Worker worker =
        new Worker(
            WorkQueue.NOTIFICATIONS,
            claims,
            new Replica(database, entra, config),
            priority,
            ((InstantSource) () -> Instant.now().plus(ahead)).withZone(ZoneOffset.UTC),
            failed,
            work);
    workers.add(worker);
    worker.start();
    return worker;
  }

  private void due(int number) throws SQLException {
    execute(
        """
        insert into notification (key, kind, subject, created_at, next_try_at)
        select 'GrantActive/' || gen_random_uuid(), 'GrantActive', gen_random_uuid(), now(),
          now() - interval '1 minute'
        from generate_series(1, %d)
        """
            .formatted(number));
  }

  private long count(String what) throws SQLException {
    return Sql.number(database, "select count(*) from " + what);
  }

  private void execute(String statement) throws SQLException {
    Sql.execute(database, statement);
  }
}

package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hourkey.grant.Reconciler;
import dev.hourkey.notification.Dispatcher;
import dev.hourkey.request.RequestService;
import dev.hourkey.request.SubmissionProcessor;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class TaskSchedulerTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Inject DataSource database;
  @Inject TaskTable tasks;
  @Inject Replica replica;
  @Inject TransactionSynchronizationRegistry transactions;
  @Inject Reconciler reconciler;
  @Inject SubmissionProcessor process;
  @Inject RequestService requests;
  @Inject Dispatcher dispatcher;
  @Inject MaintenanceJobs maintenance;

  private volatile Duration ahead = HOUR;
  private TaskScheduler work;

  @BeforeEach
  void workers() throws SQLException {
    execute("truncate scheduled_notifications");
    work =
        new TaskScheduler(
            database,
            tasks,
            replica,
            new Settable(),
            transactions,
            reconciler,
            process,
            requests,
            dispatcher,
            maintenance);
    work.start();
  }

  @AfterEach
  void rest() {
    work.stop();
  }

  @Test
  void a_clock_that_is_set_back_delays_work_only_until_the_next_sweep() throws Exception {
    task("first");
    await().atMost(Duration.ofSeconds(5)).until(() -> left() == 0);
    ahead = Duration.ZERO;
    task("second");
    await()
        .during(Duration.ofSeconds(2)) // Or this test is about nothing.
        .atMost(Duration.ofSeconds(4))
        .until(() -> left() == 1);
    work.wake();
    await().atMost(Duration.ofSeconds(5)).until(() -> left() == 0);
  }

  /** What a thousand transactions ring for, while the task is run and made anew all the time. */
  @Test
  void scheduling_the_same_task_at_once_aborts_no_transaction() throws Exception {
    Callable<Boolean> schedule =
        () ->
            QuarkusTransaction.requiringNew()
                .call(
                    () -> {
                      work.schedule("same", Instant.now());
                      return true;
                    });
    try (var threads = Executors.newFixedThreadPool(8)) {
      assertThat(threads.invokeAll(Collections.nCopies(1000, schedule)))
          .allSatisfy(one -> assertThat(one.get()).isTrue());
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> left() == 0);
  }

  @Test
  void a_rollback_schedules_nothing() throws Exception {
    QuarkusTransaction.begin();
    work.schedule("never", Instant.now());
    QuarkusTransaction.rollback();
    assertThat(left()).isZero();
  }

  private void task(String id) throws SQLException {
    execute(
        """
        insert into scheduled_notifications (task_name, task_instance, execution_time, picked, version)
        values ('notification', '%s', '%s', false, 1)
        """
            .formatted(id, Instant.now().minusSeconds(60)));
  }

  private int left() throws SQLException {
    return (int) Sql.number(database, "select count(*) from scheduled_notifications");
  }

  private void execute(String statement) throws SQLException {
    Sql.execute(database, statement);
  }

  private final class Settable extends Clock {
    @Override
    public Instant instant() {
      return Instant.now().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("zones appear only where people read them");
    }
  }
}

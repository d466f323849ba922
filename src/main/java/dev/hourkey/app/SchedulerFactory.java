package dev.hourkey.app;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.Task;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/** Creates db-scheduler's schedulers, all with the same settings. */
record SchedulerFactory(DataSource database, Replica replica, Clock clock) {
  Scheduler create(TaskQueue queue, int threads, Task<?>... work) {
    return Scheduler.create(database, work)
        .tableName(queue.table)
        .schedulerName(new SchedulerName.Fixed(replica.name()))
        .clock(clock::instant)
        .threads(threads)
        .executorService(Executors.newVirtualThreadPerTaskExecutor())
        .pollingInterval(Duration.ofSeconds(1))
        .pollUsingLockAndFetch(0.5, 1.0)
        // The heartbeat finds dead replicas whose lock is not free; see Replica.
        .heartbeatInterval(Duration.ofSeconds(5))
        .missedHeartbeatsLimit(4)
        .deleteUnresolvedAfter(Duration.ofDays(3650))
        .serializer(new NoTaskData())
        .shutdownMaxWait(Duration.ofSeconds(15))
        .build();
  }
}

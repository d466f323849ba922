package dev.hourkey.slack;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that answer Slack, which waits three seconds. They are platform threads, which the
 * operating system preempts. Virtual threads are not preempted, so while many of them compute, an
 * answer would be late. The threads are daemons, and inherit the class loader of the submitting
 * thread, because handlers need Quarkus's.
 */
final class AcknowledgementExecutor {
  private static final int MAX_THREADS = 200;

  private AcknowledgementExecutor() {}

  /** Refuses work when too many threads are busy, for example while the database hangs. */
  static ExecutorService executor(String name) {
    return new ThreadPoolExecutor(
        0,
        MAX_THREADS,
        1,
        TimeUnit.MINUTES,
        new SynchronousQueue<>(),
        Thread.ofPlatform().daemon().name(name + "-", 0).factory());
  }
}

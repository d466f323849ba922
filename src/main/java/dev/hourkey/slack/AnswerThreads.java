package dev.hourkey.slack;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The threads that answer Slack, which waits three seconds. They are platform threads: the system
 * divides the processors among these. A virtual thread begins only when another one has to wait for
 * something, so while many of them compute, an answer would be late. They do not keep the JVM
 * alive, and inherit the class loader of the thread that has the first work for them: handlers need
 * Quarkus's.
 */
final class AnswerThreads {
  private AnswerThreads() {}

  static ExecutorService executor(String name) {
    return Executors.newCachedThreadPool(
        Thread.ofPlatform().daemon().name(name + "-", 0).factory());
  }
}

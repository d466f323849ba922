package dev.hourkey.bench;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Sends at a fixed rate, whether or not answers come, and times each answer from the moment its
 * request was due: a server that stalls does not slow down the measurement.
 */
final class OpenLoop implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  Latencies run(int perSecond, Duration duration, Supplier<HttpRequest> next) throws Exception {
    List<HttpRequest> requests =
        Stream.generate(next).limit(perSecond * duration.toSeconds()).toList();
    long pause = Duration.ofSeconds(1).toNanos() / perSecond;
    long start = System.nanoTime();
    List<Future<Duration>> answers = new ArrayList<>();
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      for (HttpRequest request : requests) {
        long due = start + answers.size() * pause;
        LockSupport.parkNanos(due - System.nanoTime());
        answers.add(senders.submit(timed(request, due)));
      }
    }
    List<Duration> took = new ArrayList<>();
    for (Future<Duration> answer : answers) {
      took.add(answer.get());
    }
    return Latencies.of(took);
  }

  /** Sends one and waits for its answer. */
  void send(HttpRequest request) throws Exception {
    var _ = timed(request, System.nanoTime()).call();
  }

  private Callable<Duration> timed(HttpRequest request, long due) {
    return () -> {
      int status = http.send(request, BodyHandlers.discarding()).statusCode();
      Duration took = Duration.ofNanos(System.nanoTime() - due);
      if (status != 200) {
        throw new IllegalStateException("answered with " + status);
      }
      return took;
    };
  }

  @Override
  public void close() {
    http.close();
  }
}

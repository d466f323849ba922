package dev.hourkey.bench;

import dev.hourkey.support.AotCache;
import dev.hourkey.support.PackagedJar;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Hourkey as the image starts it, beside a plain Quarkus with Bolt that answers one command ({@code
 * src/hello}), with the same options of the JVM and an AOT cache of its own.
 */
@Tag("bench")
@EnabledOnOs(OS.LINUX)
class BesideHelloTest {
  private static final int STARTS = 5;
  private static final int PER_SECOND = 10;
  private static final int REQUESTS = 300;
  private static final Duration IDLE = Duration.ofSeconds(60);

  /** 150 cards in one channel, one a second, and what follows from them. */
  private static final Duration SETTLING = Duration.ofMinutes(5);

  private interface Application {
    /** Returns when it is ready. */
    PackagedJar start(String... javaOptions) throws Exception;

    Supplier<HttpRequest> requests(PackagedJar jar) throws Exception;
  }

  private record Hourkey(BenchmarkEnvironment environment) implements Application {
    @Override
    public PackagedJar start(String... javaOptions) throws Exception {
      return environment.start(javaOptions);
    }

    /** Commands, then clicks on Approve. */
    @Override
    public Supplier<HttpRequest> requests(PackagedJar jar) throws Exception {
      SlackRequests slack = environment.requests(jar);
      return Stream.concat(
                  Stream.generate(slack::command).limit(REQUESTS / 2),
                  environment.pendingRequests(REQUESTS / 2).stream().map(slack::approve))
              .iterator()
          ::next;
    }
  }

  private record Hello(BenchmarkEnvironment environment) implements Application {
    static final Path FOLDER = Path.of("target/hello/quarkus-app");

    @Override
    public PackagedJar start(String... javaOptions) throws Exception {
      Map<String, String> settings =
          Map.of(
              "SLACK_API_URL", environment.slack().url(),
              "SLACK_BOT_TOKEN", "xoxb-hello",
              "SLACK_SIGNING_SECRET", environment.sandbox().slack().signingSecret());
      PackagedJar hello =
          PackagedJar.start(FOLDER.resolve("quarkus-run.jar"), settings, javaOptions);
      while (hello.status(hello.at("slack/events")) != 200) {
        if (!hello.process().isAlive()) {
          throw new IOException(hello.log());
        }
        Thread.sleep(20);
      }
      return hello;
    }

    @Override
    public Supplier<HttpRequest> requests(PackagedJar jar) {
      return environment.requests(jar)::command;
    }

    /** Adds its AOT cache to these options. */
    String[] trained(String... javaOptions) throws Exception {
      Path cache = FOLDER.resolve("hello.aot");
      Files.deleteIfExists(cache);
      try (PackagedJar hello = start(AotCache.writing(cache, javaOptions));
          var load = new OpenLoop()) {
        load.run(PER_SECOND, Duration.ofSeconds(5), requests(hello));
        hello.stops(AotCache.ASSEMBLY);
      }
      return AotCache.with(cache, javaOptions);
    }
  }

  /**
   * What was measured.
   *
   * @param idle the share of a core that it computed while nobody did anything
   */
  private record Figures(double startMillis, double readyMegabytes, double megabytes, double idle) {
    static final String LINE =
        "%-8s start to ready %6.1f, resident when ready %5.1f, after 300 requests %5.1f, idle"
            + " %6.2f%n";

    void print(String what) {
      System.out.printf(LINE, what, startMillis, readyMegabytes, megabytes, 100 * idle);
    }

    void printBeside(Figures hello) {
      System.out.printf(
          LINE,
          "ratio",
          startMillis / hello.startMillis,
          readyMegabytes / hello.readyMegabytes,
          megabytes / hello.megabytes,
          idle / hello.idle);
    }
  }

  @Test
  void start_memory_and_idle_process() throws Exception {
    try (var environment = new BenchmarkEnvironment()) {
      var plain = new Hello(environment);
      System.out.println("         milliseconds, megabytes, percent of a core");
      Figures hello = measure(plain, plain.trained(PackagedJar.optionsWithoutCache()));
      hello.print("hello");
      Figures hourkey = measure(new Hourkey(environment), PackagedJar.optionsWithNewCache());
      hourkey.print("Hourkey");
      hourkey.printBeside(hello);
    }
  }

  private static Figures measure(Application application, String... javaOptions) throws Exception {
    List<Duration> starts = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      long began = System.nanoTime();
      try (PackagedJar _ = application.start(javaOptions)) {
        starts.add(Duration.ofNanos(System.nanoTime() - began));
      }
    }
    try (PackagedJar jar = application.start(javaOptions);
        var load = new OpenLoop()) {
      long ready = MemoryTest.residentMegabytes(jar);
      load.run(PER_SECOND, Duration.ofSeconds(REQUESTS / PER_SECOND), application.requests(jar));
      Thread.sleep(Duration.ofSeconds(2));
      long worked = MemoryTest.residentMegabytes(jar);
      Thread.sleep(SETTLING);
      Duration before = computed(jar);
      Thread.sleep(IDLE);
      double idle = (double) computed(jar).minus(before).toNanos() / IDLE.toNanos();
      return new Figures(Latencies.of(starts).millis(0.5), ready, worked, idle);
    }
  }

  /** The time that a process has computed, in the kernel as well. */
  private static Duration computed(PackagedJar jar) {
    return jar.process().info().totalCpuDuration().orElseThrow();
  }
}

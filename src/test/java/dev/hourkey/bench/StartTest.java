package dev.hourkey.bench;

import dev.hourkey.support.PackagedJar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long it takes from the start of the process to the first 200 of readiness. */
@Tag("bench")
class StartTest {
  private static final int STARTS = 9;
  private static final Path CACHE = Path.of("target/hourkey.aot").toAbsolutePath();

  @Test
  void on_a_database_that_is_migrated_already() throws Exception {
    try (var stage = new Stage()) {
      starts(stage, 1).print("start to ready, on an empty database");
      starts(stage, STARTS).print("start to ready");
      train(stage);
      starts(stage, STARTS, "-XX:AOTCache=" + CACHE).print("start to ready, AOT cache");
      starts(stage, STARTS, "-XX:AOTCache=" + CACHE, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
          .print("start to ready, AOT cache, C1, serial GC");
    }
  }

  private static Latencies starts(Stage stage, int times, String... javaOptions) throws Exception {
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      try (PackagedJar _ = stage.start(javaOptions)) {
        took.add(Duration.ofNanos(System.nanoTime() - start));
      }
    }
    return Latencies.of(took);
  }

  /** The JVM writes its cache at the end of a run that has this option. */
  private static void train(Stage stage) throws Exception {
    try (PackagedJar hourkey = stage.start("-XX:AOTCacheOutput=" + CACHE);
        var load = new OpenLoop()) {
      SlackRequests slack = stage.requests(hourkey);
      load.run(10, Duration.ofSeconds(5), slack::command);
    }
  }
}

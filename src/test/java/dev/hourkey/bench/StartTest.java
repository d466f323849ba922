package dev.hourkey.bench;

import dev.hourkey.support.PackagedJar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long it takes from the start of the process to the first 200 of readiness. */
@Tag("bench")
class StartTest {
  private static final int STARTS = 9;

  @Test
  void on_a_database_that_is_migrated_already() throws Exception {
    String[] image = PackagedJar.optionsWithoutCache();
    try (var environment = new BenchmarkEnvironment()) {
      starts(environment, 1, image).print("start to ready, on an empty database");
      starts(environment, STARTS).print("start to ready, plain java -jar");
      starts(environment, STARTS, image).print("start to ready, options of the image");
      starts(environment, STARTS, PackagedJar.optionsWithNewCache())
          .print("start to ready, as the image starts");
    }
  }

  private static Latencies starts(
      BenchmarkEnvironment environment, int times, String... javaOptions) throws Exception {
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      try (PackagedJar _ = environment.start(javaOptions)) {
        took.add(Duration.ofNanos(System.nanoTime() - start));
      }
    }
    return Latencies.of(took);
  }
}

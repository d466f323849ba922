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
    try (var stage = new Stage()) {
      starts(stage, 1, image).print("start to ready, on an empty database");
      starts(stage, STARTS).print("start to ready, plain java -jar");
      starts(stage, STARTS, image).print("start to ready, options of the image");
      starts(stage, STARTS, PackagedJar.optionsWithNewCache())
          .print("start to ready, as the image starts");
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
}

package dev.hourkey.bench;

import dev.hourkey.support.PackagedJar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the process keeps in memory once it has worked. */
@Tag("bench")
@EnabledOnOs(OS.LINUX)
class MemoryTest {
  private static final int REQUESTS = 300;
  private static final int PER_SECOND = 10;

  @ParameterizedTest
  @MethodSource("options")
  void resident_after_300_requests(String... options) throws Exception {
    try (var environment = new BenchmarkEnvironment();
        PackagedJar hourkey = environment.start(options);
        var load = new OpenLoop()) {
      SlackRequests slack = environment.requests(hourkey);
      Queue<UUID> pending = environment.pendingRequests(REQUESTS / 2);
      long idle = residentMegabytes(hourkey);
      Duration half = Duration.ofSeconds(REQUESTS / 2 / PER_SECOND);
      load.run(PER_SECOND, half, slack::command);
      load.run(PER_SECOND, half, () -> slack.approve(pending.remove()));
      Thread.sleep(Duration.ofSeconds(2));
      System.out.printf(
          "resident when ready %d MB, after %d requests %d MB   %s%n",
          idle, REQUESTS, residentMegabytes(hourkey), String.join(" ", options));
    }
  }

  static Stream<Arguments> options() throws Exception {
    String[] image = PackagedJar.optionsWithoutCache();
    return Stream.of(new String[0], image, PackagedJar.optionsWithNewCache())
        .map(it -> Arguments.of((Object) it));
  }

  static long residentMegabytes(PackagedJar hourkey) throws Exception {
    return megabytes(hourkey, "VmRSS");
  }

  /** What the kernel says of the process under this name. */
  static long megabytes(PackagedJar hourkey, String name) throws Exception {
    return Files.readString(Path.of("/proc/" + hourkey.process().pid() + "/status"))
            .lines()
            .filter(line -> line.startsWith(name + ":"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        / 1024;
  }
}

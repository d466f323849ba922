package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.hourkey.grant.Simulation.Mutation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promises, checked for every seed. A seed that breaks one is printed, with the smallest set of
 * events that breaks it. Kept in {@code src/test/resources/seeds} it is run for ever.
 */
class SimulationTest {
  private static final Path KEPT = Path.of("src/test/resources/seeds/kept.txt");
  private static final long SEEDS = Long.getLong("hourkey.simulation.seeds", 100_000);
  private static final long FIRST = Long.getLong("hourkey.simulation.first", 1);
  private static final Logger LOG = Logger.getLogger("dev.hourkey");

  @BeforeAll
  static void quiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void loud() {
    LOG.setLevel(null);
  }

  @Test
  void no_seed_breaks_a_promise() {
    Optional<Long> failing =
        LongStream.range(FIRST, FIRST + SEEDS)
            .parallel()
            .filter(seed -> !run(seed, Set.of(), Mutation.NONE).isEmpty())
            .boxed()
            .findFirst();
    failing.ifPresent(seed -> fail(report(seed)));
  }

  @ParameterizedTest
  @MethodSource("kept")
  void seeds_that_once_failed_pass(String line) {
    List<Long> numbers = Arrays.stream(line.split("[ :,]+")).map(Long::parseLong).toList();
    Set<Integer> dropped = numbers.stream().skip(1).map(Long::intValue).collect(Collectors.toSet());
    assertThat(run(numbers.getFirst(), dropped, Mutation.NONE)).isEmpty();
  }

  static Stream<String> kept() throws IOException {
    return Files.readAllLines(KEPT).stream()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void a_rule_that_is_broken_on_purpose_is_noticed(Mutation mutation) {
    // Sequential: an early seed usually notices, and running later ones would be wasted.
    Optional<Long> caught =
        LongStream.range(1, 60_000)
            .filter(seed -> !run(seed, Set.of(), mutation).isEmpty())
            .boxed()
            .findFirst();
    assertThat(caught).isPresent();
    System.out.printf(
        "%s is caught by seed %d: %s%n",
        mutation, caught.get(), run(caught.get(), Set.of(), mutation).getFirst());
  }

  @Test
  void the_documentation_lists_every_rule_that_is_broken_on_purpose() throws IOException {
    String page = Files.readString(Path.of("docs/testing.md"));
    assertThat(Mutation.values())
        .filteredOn(one -> one != Mutation.NONE)
        .allSatisfy(one -> assertThat(page).contains("(`" + one + "`) |"));
  }

  private static String report(long seed) {
    Set<Integer> dropped = shrunk(seed);
    String line =
        seed
            + (dropped.isEmpty() ? "" : ": ")
            + dropped.stream().map(String::valueOf).collect(Collectors.joining(","));
    return "seed "
        + seed
        + " breaks a promise: "
        + run(seed, dropped, Mutation.NONE)
        + "\nKeep this line in "
        + KEPT
        + ":\n"
        + line;
  }

  /** Leaves out, one by one, the events that the failure does not need. */
  private static Set<Integer> shrunk(long seed) {
    Simulation whole = new Simulation(seed, Set.of(), Mutation.NONE);
    List<String> _ = whole.run();
    Set<Integer> dropped = new TreeSet<>();
    for (int one = 0; one < whole.planned(); one++) {
      dropped.add(one);
      if (run(seed, dropped, Mutation.NONE).isEmpty()) {
        dropped.remove(one);
      }
    }
    return dropped;
  }

  private static List<String> run(long seed, Set<Integer> dropped, Mutation mutation) {
    return new Simulation(seed, dropped, mutation).run();
  }
}

package dev.hourkey.bench;

import static org.awaitility.Awaitility.await;

import dev.hourkey.chaos.Cluster;
import dev.hourkey.chaos.Storm;
import dev.hourkey.chaos.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How fast two replicas carry out ten thousand ends that fall on one instant. */
@Tag("bench")
class StormTest {
  private static final int GRANTS = Integer.getInteger("storm.grants", 10_000);

  /** What Graph lets one application write in a tenant (Microsoft, throttling limits). */
  private static final int QUOTA = 3_000;

  private static final Duration QUOTA_PER = Duration.ofSeconds(150);
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  @Test
  void a_storm_without_a_limit() throws Exception {
    try (var cluster = new Cluster()) {
      print("no limit", drained(cluster));
    }
  }

  @Test
  void a_storm_within_graphs_limit() throws Exception {
    try (var cluster = new Cluster()) {
      cluster.sandbox().entra().writeQuota(QUOTA, QUOTA_PER);
      Duration took = print("3,000 writes in 150 s", drained(cluster));
      double bound = Math.max(GRANTS - QUOTA, 0) * QUOTA_PER.toSeconds() / (double) QUOTA;
      System.out.printf(
          "%-24s no faster than %.0f s: %.1f %% of what is possible%n",
          "", bound, 100 * bound / (took.toMillis() / 1e3));
    }
  }

  /** Waits until AWS shows no membership of the storm and every grant has ended. */
  private static Drained drained(Cluster cluster) throws Exception {
    cluster.replicas(2);
    try (var watch = new Watch(cluster.sandbox())) {
      Storm storm = Storm.of(GRANTS, cluster);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> Instant.now().isAfter(storm.endsAt()) && storm.open() == 0);
      return new Drained(storm, watch, Instant.now());
    }
  }

  /** Returns how long it took to the last removal. */
  private static Duration print(String limit, Drained drained) {
    List<Duration> removals = drained.removals();
    Duration took = removals.getLast();
    System.out.printf(
        "%-24s n=%d  %.0f removals/s, the last after %.1f s, %d times 429%n",
        limit, GRANTS, GRANTS / (took.toMillis() / 1e3), took.toMillis() / 1e3, drained.refused());
    Latencies.of(removals).print("  from the end to the removal");
    Latencies.of(drained.arrivals()).print("  from the end to its arrival at Graph");
    System.out.printf(
        "%-24s AWS shows none after %.1f s, the last grant is over after %.1f s%n",
        "", drained.aws().toMillis() / 1e3, drained.over().toMillis() / 1e3);
    return took;
  }

  /** A storm that has passed, and when. */
  private record Drained(Storm storm, Watch watch, Instant overAt) {
    /** When Entra removed each, after the end; in order. */
    List<Duration> removals() {
      return after(watch.goneFromEntra());
    }

    /** When Graph was asked for each removal that it took, after the end. */
    List<Duration> arrivals() {
      return watch.requested().values().stream()
          .flatMap(Collection::stream)
          .filter(call -> call.status() == 204)
          .map(call -> Duration.between(storm.endsAt(), call.at()))
          .toList();
    }

    long refused() {
      return watch.requested().values().stream()
          .flatMap(Collection::stream)
          .filter(call -> call.status() == 429)
          .count();
    }

    Duration aws() {
      return after(watch.goneFromAws()).getLast();
    }

    Duration over() {
      return Duration.between(storm.endsAt(), overAt);
    }

    private List<Duration> after(Map<String, Instant> gone) {
      return gone.values().stream()
          .map(at -> Duration.between(storm.endsAt(), at))
          .sorted()
          .toList();
    }
  }
}

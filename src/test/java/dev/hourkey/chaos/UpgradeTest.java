package dev.hourkey.chaos;

import static dev.hourkey.sandbox.directory.DirectoryStandIn.ALWAYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.support.PackagedJar;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** An older version, whose {@code quarkus-run.jar} is named by {@code chaos.older}, is replaced. */
@Tag("chaos")
@EnabledIfSystemProperty(named = "chaos.older", matches = ".+")
class UpgradeTest {
  private static final int GRANTS = Integer.getInteger("chaos.grants", 1000);
  private static final Duration IN_TIME = Duration.ofSeconds(60 + GRANTS / 20);

  @Test
  void no_revocation_is_lost_when_an_older_version_is_replaced_in_the_middle() throws Exception {
    try (var cluster = new Cluster()) {
      PackagedJar older = cluster.replicaOf(Path.of(System.getProperty("chaos.older")));
      Storm first = begin(cluster);
      try (var watch = new Watch(cluster.sandbox())) {
        first.isUnderWay();
        cluster.replicas(2); // It migrates the tables while the older version runs.
        process(first, watch, "the tables are migrated");
      }
      Storm second = begin(cluster);
      try (var watch = new Watch(cluster.sandbox())) {
        second.isUnderWay();
        assertThat(older.stops(Duration.ofSeconds(20))).isTrue();
        process(second, watch, "the older version is stopped");
      }
    }
  }

  private static Storm begin(Cluster cluster) throws Exception {
    cluster.sandbox().entra().clearFaults();
    Storm storm = Storm.of(GRANTS, cluster);
    cluster.sandbox().entra().delay("DELETE *", ALWAYS, Chaos.GRAPH_TAKES);
    return storm;
  }

  private static void process(Storm storm, Watch watch, String what) throws Exception {
    Instant well = Instant.now();
    Chaos.passes(storm, IN_TIME.plusSeconds(60));
    StormResult result = StormResult.on(storm, watch, well);
    result.print(what);
    result.holds(IN_TIME);
  }
}

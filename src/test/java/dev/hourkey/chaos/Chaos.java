package dev.hourkey.chaos;

import static dev.hourkey.sandbox.directory.DirectoryStandIn.ALWAYS;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Storms on two replicas, with a fault in the middle. */
abstract class Chaos {
  /** About as fast as Graph; the storm then lasts long enough to cause a fault in the middle. */
  static final Duration GRAPH_TAKES = Duration.ofMillis(300);

  private static Cluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = new Cluster();
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  void survives(Fault fault, int grants) throws Exception {
    cluster.replicas(2);
    cluster.sandbox().entra().clearFaults();
    Storm storm = Storm.of(grants, cluster);
    cluster.sandbox().entra().delay("DELETE *", ALWAYS, GRAPH_TAKES);
    try (Watch watch = new Watch(cluster.sandbox())) {
      Instant well = fault.strike(cluster, storm);
      Duration inTime = Duration.ofSeconds(60 + grants / 20);
      passes(storm, inTime.plusSeconds(60));
      StormResult result = StormResult.on(storm, watch, well);
      result.print(fault.toString());
      result.holds(inTime);
    }
  }

  /** Waits until all grants have ended, but not for ever: the result says what is missing. */
  static void passes(Storm storm, Duration patience) {
    try {
      await()
          .atMost(patience)
          .pollDelay(Duration.ZERO)
          .ignoreExceptionsInstanceOf(SQLException.class) // It may be the one with the fault.
          .pollInterval(Duration.ofMillis(500))
          .until(() -> Instant.now().isAfter(storm.endsAt()) && storm.open() == 0);
    } catch (ConditionTimeoutException e) {
      System.out.println("Not everything has ended after " + patience.toSeconds() + " s.");
    }
  }
}

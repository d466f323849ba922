package dev.hourkey.chaos;

import static dev.hourkey.sandbox.directory.DirectoryStandIn.ALWAYS;

import dev.hourkey.support.PackagedJar;
import java.time.Duration;
import java.time.Instant;

/** The faults that are caused while grants end. */
enum Fault {
  NONE("nothing goes wrong") {
    @Override
    Instant strike(Cluster cluster, Storm storm) {
      return storm.endsAt();
    }
  },

  REPLICA_KILLED("one of two replicas is killed") {
    @Override
    Instant strike(Cluster cluster, Storm storm) throws Exception {
      storm.isUnderWay();
      cluster.replica(0).kill();
      return Instant.now(); // The other one is there all along.
    }
  },

  DATABASE_KILLED("PostgreSQL is killed and started again") {
    @Override
    Instant strike(Cluster cluster, Storm storm) throws Exception {
      storm.isUnderWay();
      cluster.postgres().kill();
      cluster.postgres().restart();
      return Instant.now();
    }
  },

  REPLICA_FROZEN("a replica freezes and wakes up as a zombie") {
    @Override
    Instant strike(Cluster cluster, Storm storm) throws Exception {
      storm.isUnderWay();
      PackagedJar zombie = cluster.replica(0);
      zombie.freeze();
      Instant frozen = Instant.now();
      Thread.sleep(LONGER_THAN_DEAD);
      zombie.thaw();
      return frozen; // The other one is there all along.
    }
  },

  TRAIL_HELD("a replica freezes with the audit trail in its hand") {
    @Override
    Instant strike(Cluster cluster, Storm storm) throws Exception {
      PackagedJar zombie = cluster.replica(0);
      storm.isUnderWay();
      try (var database = cluster.postgres().connect()) {
        zombie.freeze();
        for (int i = 0; i < TRIES && !Postgres.isHeld("audit_head", database); i++) {
          zombie.thaw();
          Thread.sleep(SHORTLY);
          zombie.freeze();
        }
      }
      Instant frozen = Instant.now();
      Thread.sleep(LONGER_THAN_PROMISED);
      zombie.thaw();
      return frozen; // The other one is there all along.
    }
  },

  DATABASE_FROZEN("PostgreSQL freezes for 20 s") {
    @Override
    Instant strike(Cluster cluster, Storm storm) throws Exception {
      storm.isUnderWay();
      cluster.postgres().freeze();
      Thread.sleep(Duration.ofSeconds(20));
      cluster.postgres().thaw();
      return Instant.now();
    }
  },

  GRAPH_THROTTLES("Graph answers 429 for 30 s") {
    @Override
    Instant strike(Cluster cluster, Storm storm) throws Exception {
      storm.isUnderWay();
      cluster.sandbox().entra().clearFaults();
      cluster.sandbox().entra().throttle("*", ALWAYS, Duration.ofSeconds(10));
      Thread.sleep(Duration.ofSeconds(30));
      cluster.sandbox().entra().clearFaults();
      return Instant.now();
    }
  },

  GRAPH_ANSWERS_HTML("Graph answers with pages of HTML for 20 s") {
    @Override
    Instant strike(Cluster cluster, Storm storm) throws Exception {
      storm.isUnderWay();
      cluster.sandbox().entra().clearFaults();
      cluster.sandbox().entra().fail("*", ALWAYS, 502);
      Thread.sleep(Duration.ofSeconds(20));
      cluster.sandbox().entra().clearFaults();
      return Instant.now();
    }
  },

  ANSWERS_LOST("the answers to every removal are lost at first") {
    @Override
    Instant strike(Cluster cluster, Storm storm) {
      cluster.sandbox().entra().clearFaults();
      cluster.sandbox().entra().loseAnswer("DELETE *", storm.ending().size());
      return storm.endsAt();
    }
  },

  ALL_DOWN("all replicas are down when the grants end") {
    @Override
    Instant strike(Cluster cluster, Storm storm) throws Exception {
      cluster.killAll();
      Thread.sleep(Duration.between(Instant.now(), storm.endsAt().plusSeconds(2)));
      cluster.replicas(2);
      return Instant.now();
    }
  },

  ALL_KILLED("all replicas are killed in the middle and started again") {
    @Override
    Instant strike(Cluster cluster, Storm storm) throws Exception {
      storm.isUnderWay();
      cluster.killAll();
      cluster.replicas(2);
      return Instant.now();
    }
  },

  CLAIMS_LOST("the table of claims is emptied") {
    @Override
    Instant strike(Cluster cluster, Storm storm) throws Exception {
      storm.isUnderWay();
      try (var database = cluster.postgres().connect();
          var sql = database.createStatement()) {
        sql.execute("truncate work_claim");
      }
      return Instant.now();
    }
  },

  REPLICA_STOPPED("one of two replicas is asked to stop") {
    @Override
    Instant strike(Cluster cluster, Storm storm) throws Exception {
      storm.isUnderWay();
      stop(cluster.replica(0));
      return storm.endsAt(); // Nothing has to recover.
    }
  },

  REPLICAS_REPLACED("every replica is replaced, one after the other") {
    @Override
    Instant strike(Cluster cluster, Storm storm) throws Exception {
      cluster.replicas(3);
      storm.isUnderWay();
      stop(cluster.replica(0));
      cluster.replicas(3);
      stop(cluster.replica(0));
      return storm.endsAt(); // Nothing has to recover.
    }
  };

  /**
   * After this long without a sign of life, another replica takes over what a frozen one was doing.
   */
  private static final Duration LONGER_THAN_DEAD = Duration.ofSeconds(35);

  /** A removal that waits for the frozen replica is late. */
  private static final Duration LONGER_THAN_PROMISED = Duration.ofSeconds(90);

  /** To catch a replica in the middle of a transaction. */
  private static final int TRIES = 300;

  private static final Duration SHORTLY = Duration.ofMillis(3);

  private static final Duration GRACE = Duration.ofSeconds(20);

  /** The exit code of a JVM after SIGTERM. */
  private static final int TERMINATED = 143;

  private final String says;

  Fault(String says) {
    this.says = says;
  }

  /** Causes the fault during the storm; returns when it was over. */
  abstract Instant strike(Cluster cluster, Storm storm) throws Exception;

  @Override
  public String toString() {
    return says;
  }

  private static void stop(PackagedJar replica) throws InterruptedException {
    if (!replica.stops(GRACE)) {
      throw new AssertionError("a replica that was asked to stop still runs after " + GRACE);
    }
    if (replica.process().exitValue() != TERMINATED) {
      throw new AssertionError("a replica stopped with " + replica.process().exitValue());
    }
  }
}

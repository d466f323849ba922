package dev.hourkey.doctor;

import dev.hourkey.text.Counted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks that the replicas have the same version and settings, and no more connections than
 * PostgreSQL allows. Pure.
 */
final class ReplicaChecks {
  /** How many connections a replica's pool has by default. Hourkey is tested with this number. */
  static final int TESTED_POOL = 26;

  /** Connections that must be left for an operator and for commands. */
  private static final int OF_OTHERS = 4;

  /** An update starts a replica before it stops another. */
  private static final int FEWEST_REPLICAS = 2;

  /** A rolling update, during which replicas differ, takes less time. */
  private static final Duration ROLLOUT = Duration.ofMinutes(15);

  private ReplicaChecks() {}

  /**
   * @param allowed how many connections PostgreSQL lets the role open
   * @param each how many a replica may open
   */
  static Finding connections(int allowed, int running, int each) {
    String tried = "Count the connections";
    int replicas = Math.max(FEWEST_REPLICAS, running);
    int needed = replicas * each + OF_OTHERS;
    if (allowed >= needed) {
      return each >= TESTED_POOL
          ? Finding.ok(Area.DATABASE, tried, "Up to " + allowed + ".")
          : Finding.note(
                  Area.DATABASE,
                  tried,
                  "quarkus.datasource.jdbc.max-size is %d, so work and clicks may wait for a connection."
                      .formatted(each),
                  "Remove the setting: Hourkey is tested with %d connections."
                      .formatted(TESTED_POOL))
              .see(DocumentationLinks.SESSION_OPTIONS);
    }
    String found =
        "PostgreSQL allows %d, but %d replicas may use %d each.".formatted(allowed, replicas, each);
    String advice =
        "Raise max_connections, or the limit of the role or database, to at least %d."
            .formatted(needed);
    return allowed >= Math.max(1, running) * each + OF_OTHERS
        ? Finding.note(Area.DATABASE, tried, found, advice)
        : Finding.wrong(Area.DATABASE, tried, found, advice);
  }

  static List<Finding> findings(ReplicaFacts replicas) {
    return replicas.running() == 0
        ? List.of()
        : Stream.concat(
                Stream.of(versions(replicas), settings(replicas)),
                chatConnections(replicas).stream())
            .toList();
  }

  private static Finding versions(ReplicaFacts replicas) {
    String tried = "Compare the versions of the replicas";
    return replicas.versions().size() < 2
        ? Finding.ok(
            Area.DATABASE, tried, "All have " + String.join(", ", replicas.versions()) + ".")
        : duringRollout(
                replicas,
                tried,
                "Some run " + String.join(" and some ", replicas.versions()) + ".",
                "Finish the update: restart the replicas that still run the other version.")
            .see(DocumentationLinks.UPGRADE);
  }

  private static Finding settings(ReplicaFacts replicas) {
    String tried = "Compare the settings of the replicas";
    return !replicas.differing().isEmpty()
        ? duringRollout(
            replicas,
            tried,
            "They differ in " + String.join(", ", replicas.differing()) + ".",
            "Give all replicas the same settings, and restart those that have others.")
        : !replicas.elsewhere().isEmpty()
            ? Finding.wrong(
                Area.DATABASE,
                tried,
                "Their values differ from doctor's for %s."
                    .formatted(String.join(", ", replicas.elsewhere())),
                "Run doctor with the settings of the service, or restart the replicas with"
                    + " yours: until then, doctor doesn't check the running configuration.")
            : Finding.ok(
                Area.DATABASE, tried, "They agree. Secrets and paths of files are not compared.");
  }

  /**
   * Compares connections with replicas, because Slack may send a request over another program's
   * connection.
   */
  private static Optional<Finding> chatConnections(ReplicaFacts replicas) {
    return replicas.chatConnections() == 0
        ? Optional.empty()
        : Optional.of(
            Finding.note(
                    Area.DATABASE,
                    "Compare the connections of Slack's app with the replicas",
                    ("Whenever a replica connected, Slack counted at least %s of another program, or"
                            + " one that had just broken.")
                        .formatted(Counted.of(replicas.chatConnections(), "connection")),
                    "If another installation uses the same Slack app, create a separate app for"
                        + " it: each request from Slack reaches only one of them.")
                .see(DocumentationLinks.CHAT));
  }

  private static Finding duringRollout(
      ReplicaFacts replicas, String tried, String found, String advice) {
    return replicas.sinceStart().compareTo(ROLLOUT) < 0
        ? Finding.note(
            Area.DATABASE,
            tried,
            found + " One of them started a moment ago.",
            "Wait until the update is over, and run doctor again.")
        : Finding.wrong(Area.DATABASE, tried, found, advice);
  }
}

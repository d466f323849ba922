package dev.hourkey.doctor;

import java.time.Duration;
import java.util.List;

/**
 * The replicas that have recently reported that they are alive.
 *
 * @param versions their versions of Hourkey, each once
 * @param differing the settings in which they differ from each other
 * @param elsewhere the settings whose values here differ from those on at least one replica
 * @param sinceStart how long ago the last replica started
 * @param chatConnections how many more connections the chat's app had than there were replicas.
 *     Each replica counts when it connects, and the lowest of these numbers is used, because a
 *     replica that was restarted or replaces its connection may count twice
 */
public record ReplicaFacts(
    int running,
    List<String> versions,
    List<String> differing,
    List<String> elsewhere,
    Duration sinceStart,
    int chatConnections) {
  /** No replica is running, or the table of replicas can't be read. */
  public static final ReplicaFacts NONE =
      new ReplicaFacts(0, List.of(), List.of(), List.of(), Duration.ZERO, 0);
}

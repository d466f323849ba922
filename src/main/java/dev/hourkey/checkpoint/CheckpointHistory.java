package dev.hourkey.checkpoint;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The signed checkpoints in the database, for people to read. */
@ApplicationScoped
public class CheckpointHistory {
  private final CheckpointTable table;
  private final CheckpointIncidents incidents;
  private final Set<CheckpointPlaceType> configured;

  CheckpointHistory(
      CheckpointTable table, CheckpointIncidents incidents, @All List<CheckpointPlace> places) {
    this.table = table;
    this.incidents = incidents;
    this.configured =
        places.stream()
            .filter(CheckpointPlace::configured)
            .map(CheckpointPlace::place)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(CheckpointPlaceType.class)));
  }

  /**
   * A name under which the trail is, or was, signed.
   *
   * @param keys the verifier keys of its last checkpoint, which an auditor needs
   */
  public record Log(String origin, Instant begunAt, String by, String because, List<String> keys) {}

  /**
   * A checkpoint.
   *
   * @param entries how many it covers
   * @param kept the places that confirmed that they have it
   */
  public record CheckpointSummary(
      long entries, String root, Instant at, Set<CheckpointPlaceType> kept) {
    public boolean keptAt(CheckpointPlaceType place) {
      return kept.contains(place);
    }
  }

  /** All logs, the current one first; none if nothing was ever signed. */
  public List<Log> logs() {
    return table.origins().stream()
        .map(
            one ->
                new Log(one.origin(), one.at(), one.by(), one.because(), table.keys(one.origin())))
        .toList();
  }

  /** The places that the settings name, in the order in which each gets a checkpoint. */
  public List<CheckpointPlaceType> places() {
    return List.copyOf(configured);
  }

  /** Why a place does not get checkpoints, or why nothing is signed. */
  public List<CheckpointIncidents.Problem> trouble() {
    return incidents.open();
  }

  /**
   * At most {@code limit} checkpoints of a log, the largest first. If a size is given, only smaller
   * ones.
   */
  public List<CheckpointSummary> page(String origin, Optional<Long> smallerThan, int limit) {
    return table.before(origin, smallerThan.orElse(Long.MAX_VALUE), limit).stream()
        .map(
            one ->
                new CheckpointSummary(
                    one.checkpoint().size(),
                    one.checkpoint().root().toString(),
                    one.madeAt(),
                    Set.copyOf(table.places(one.checkpoint()))))
        .toList();
  }
}

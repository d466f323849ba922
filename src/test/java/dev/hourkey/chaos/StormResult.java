package dev.hourkey.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.directory.Call;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The result of a storm.
 *
 * @param open grants that should have ended and have not
 * @param left memberships that should be gone and are there, in Entra or in AWS
 * @param early memberships that were gone before their time, on either side
 * @param gaps grants whose audit events are not exactly what happened to them
 * @param broken links of the audit chain that do not follow from the one before
 * @param repeated removals that were asked for once more, which is allowed
 * @param late how long after the end, or after the fault, Entra let each go; in order
 */
record StormResult(
    int grants,
    int open,
    List<String> left,
    List<String> early,
    List<String> gaps,
    int broken,
    long repeated,
    List<Duration> late) {

  /** Evaluates a storm whose fault was over at {@code well}. */
  static StormResult on(Storm storm, Watch watch, Instant well) throws SQLException {
    var record = new RecordedEvents(storm);
    Map<String, Instant> gone = watch.goneFromEntra();
    return new StormResult(
        storm.ending().size(),
        storm.open(),
        storm.ending().stream().filter(one -> storm.isInEntra(one) || storm.isInAws(one)).toList(),
        early(storm, gone, watch.goneFromAws()),
        record.gaps(),
        record.brokenLinks(),
        repeated(storm, watch.requested()),
        storm.ending().stream()
            .map(gone::get)
            .filter(Objects::nonNull)
            .map(at -> since(storm.endsAt(), well, at))
            .sorted()
            .toList());
  }

  /** One line of a table. */
  void print(String fault) {
    System.out.printf(
        "%-50s n=%-5d left %d, early %d, gaps %d, broken %d, open %d, repeated %d,"
            + " late p50 %.1f s, p99 %.1f s, max %.1f s%n",
        fault,
        grants,
        left.size(),
        early.size(),
        gaps.size(),
        broken,
        open,
        repeated,
        seconds(0.5),
        seconds(0.99),
        seconds(1));
  }

  /**
   * Asserts the promises: nothing lost, nothing too early, everything recorded, everything in time.
   */
  void holds(Duration inTime) {
    assertThat(left).as("memberships left").isEmpty();
    assertThat(early).as("memberships gone before their time").isEmpty();
    assertThat(gaps).as("grants with an incomplete record").isEmpty();
    assertThat(broken).as("broken links of the audit chain").isZero();
    assertThat(open).as("grants that have not ended").isZero();
    assertThat(late.getLast()).as("the latest removal").isLessThan(inTime);
  }

  private static List<String> early(
      Storm storm, Map<String, Instant> entra, Map<String, Instant> aws) {
    Stream<String> tooSoon =
        storm.ending().stream()
            .filter(
                one ->
                    Stream.of(entra.get(one), aws.get(Storm.inAws(one)))
                        .anyMatch(at -> at != null && at.isBefore(storm.endsAt())));
    Stream<String> atAll =
        Stream.concat(storm.going().stream(), storm.standing().stream())
            .filter(one -> entra.containsKey(one) || aws.containsKey(Storm.inAws(one)));
    return Stream.concat(tooSoon, atAll).toList();
  }

  private static long repeated(Storm storm, Map<String, List<Call>> requested) {
    return storm.ending().stream()
        .mapToLong(
            one -> requested.getOrDefault(one, List.of()).stream().filter(StormResult::met).count())
        .map(times -> Math.max(times - 1, 0))
        .sum();
  }

  /** Whether Graph looked into it, as it does not where it throttles or is down. */
  private static boolean met(Call removal) {
    return removal.status() == 204 || removal.status() == 404 || removal.status() == 0;
  }

  /** What was done before all was well again counts from the end. */
  private static Duration since(Instant end, Instant well, Instant at) {
    return Duration.between(well.isAfter(end) && !at.isBefore(well) ? well : end, at);
  }

  private double seconds(double share) {
    int rank = (int) Math.ceil(share * late.size());
    return late.isEmpty() ? Double.NaN : late.get(Math.max(rank, 1) - 1).toMillis() / 1e3;
  }
}

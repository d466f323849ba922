package dev.hourkey.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.Call;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What came of a storm.
 *
 * @param open grants that should have ended and have not
 * @param left memberships that should be gone and are there, in Entra or in AWS
 * @param early memberships that should be there and are gone, or were gone before their end
 * @param gaps grants whose record is not exactly what happened to them
 * @param broken links of the audit chain that do not follow from the one before
 * @param repeated removals that were asked for more than once, which is allowed
 * @param late how long after the end, or after the trouble, Entra took each removal, in order
 */
record Verdict(
    int grants,
    int open,
    List<String> left,
    List<String> early,
    List<String> gaps,
    int broken,
    int repeated,
    List<Duration> late) {

  /** Judges a storm in which all was well from then on. */
  static Verdict on(Storm storm, Watch watch, Instant well) throws SQLException {
    Map<String, List<Call>> asked =
        watch.removals().stream().collect(Collectors.groupingBy(Watch::person));
    Stream<String> staying = Stream.concat(storm.going().stream(), storm.standing().stream());
    var record = new Record(storm);
    return new Verdict(
        storm.ending().size(),
        storm.open(),
        storm.ending().stream().filter(one -> storm.isInEntra(one) || storm.isInAws(one)).toList(),
        Stream.concat(
                staying.filter(one -> !storm.isInEntra(one) || !storm.isInAws(one)),
                storm.ending().stream().filter(one -> before(storm.endsAt(), asked.get(one))))
            .toList(),
        record.gaps(),
        record.brokenLinks(),
        storm.ending().stream()
            .mapToInt(one -> asked.getOrDefault(one, List.of()).size() - 1)
            .filter(more -> more > 0)
            .sum(),
        storm.ending().stream()
            .flatMap(one -> done(asked.getOrDefault(one, List.of())))
            .map(at -> since(storm.endsAt(), well, at))
            .sorted()
            .toList());
  }

  /** One line of a table. */
  void print(String trouble) {
    System.out.printf(
        "%-52s n=%-5d open %d, left %d, early %d, gaps %d, broken %d, repeated %d, late p50 %.1f s, p99 %.1f s, max %.1f s%n",
        trouble,
        grants,
        open,
        left.size(),
        early.size(),
        gaps.size(),
        broken,
        repeated,
        seconds(0.5),
        seconds(0.99),
        seconds(1));
  }

  /** Claims what is promised: nothing lost, nothing too early, all on record, all in time. */
  void holds(Duration inTime) {
    assertThat(left).as("memberships left").isEmpty();
    assertThat(early).as("memberships gone too early").isEmpty();
    assertThat(open).as("grants that have not ended").isZero();
    assertThat(gaps).as("grants whose record is not whole").isEmpty();
    assertThat(broken).as("broken links of the audit chain").isZero();
    assertThat(late).as("removals that Entra took").hasSize(grants);
    assertThat(late.getLast()).as("the latest removal").isLessThan(inTime);
  }

  private static boolean before(Instant end, List<Call> removals) {
    return removals != null && removals.stream().anyMatch(call -> call.at().isBefore(end));
  }

  private static Stream<Instant> done(List<Call> removals) {
    return removals.stream()
        .filter(call -> call.status() == 204 || call.status() == 0)
        .map(Call::at)
        .limit(1);
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

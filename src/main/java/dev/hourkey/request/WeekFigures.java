package dev.hourkey.request;

import static java.util.Comparator.comparingLong;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The figures of a week, for operators. Pure.
 *
 * @param decided how many requests of the week ended in each way; no entry means none
 * @param toDecision from the request to the decision of a person
 * @param toActive from the approval, or a later start, until AWS showed the access
 * @param toGone from when access was to end until neither Entra nor AWS showed it
 * @param lateEnds how many of these were late enough for an alarm
 * @param mostRequested the names of entitlements with how often they were requested
 * @param reviewsWaiting break-glass reviews that are to be done now
 * @param unused the names of entitlements that nobody has used in the last 90 days
 * @param entitlements how many entitlements there are
 */
public record WeekFigures(
    Map<Decided, Long> decided,
    Optional<Percentiles> toDecision,
    Optional<Percentiles> toActive,
    Optional<Percentiles> toGone,
    long lateEnds,
    List<Map.Entry<String, Long>> mostRequested,
    BreakGlassReviews.Waiting reviewsWaiting,
    List<String> unused,
    int entitlements) {
  private static final int MAX_REQUESTED = 5;

  /** How a request ended. */
  public enum Decided {
    BY_APPROVERS,
    BY_POLICY,
    BREAK_GLASS,
    DENIED,
    CANCELLED,
    EXPIRED,
    PENDING
  }

  /**
   * A request of the week.
   *
   * @param after how long the decision took; empty while it is pending
   */
  record WeekRequest(String entitlement, Decided decided, Optional<Duration> after) {
    /** Whether people decided it; only then is there a time to the decision. */
    boolean byPeople() {
      return decided == Decided.BY_APPROVERS || decided == Decided.DENIED;
    }
  }

  /** A grant that ended in the week; {@code late} if it was late enough for an alarm. */
  record Ended(Duration toGone, boolean late) {}

  /**
   * Half of the durations are at most {@code p50}, and 95 % are at most {@code p95} (nearest rank).
   */
  public record Percentiles(Duration p50, Duration p95) {
    static Optional<Percentiles> of(Stream<Duration> durations) {
      List<Duration> sorted = durations.sorted().toList();
      return sorted.isEmpty()
          ? Optional.empty()
          : Optional.of(new Percentiles(rank(sorted, 50), rank(sorted, 95)));
    }

    private static Duration rank(List<Duration> sorted, int percent) {
      return sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1));
    }
  }

  static WeekFigures of(
      List<WeekRequest> asked,
      List<Duration> active,
      List<Ended> ended,
      BreakGlassReviews.Waiting reviews,
      List<String> unused,
      int entitlements) {
    return new WeekFigures(
        asked.stream()
            .collect(
                groupingBy(WeekRequest::decided, () -> new EnumMap<>(Decided.class), counting())),
        Percentiles.of(
            asked.stream().filter(WeekRequest::byPeople).flatMap(one -> one.after().stream())),
        Percentiles.of(active.stream()),
        Percentiles.of(ended.stream().map(Ended::toGone)),
        ended.stream().filter(Ended::late).count(),
        most(asked.stream().map(WeekRequest::entitlement)),
        reviews,
        unused,
        entitlements);
  }

  private static List<Map.Entry<String, Long>> most(Stream<String> names) {
    return names.collect(groupingBy(Function.identity(), counting())).entrySet().stream()
        .sorted(
            comparingLong((Map.Entry<String, Long> one) -> -one.getValue())
                .thenComparing(Map.Entry::getKey))
        .limit(MAX_REQUESTED)
        .collect(Collectors.toUnmodifiableList());
  }

  /** How many requests ended in this way. */
  public long count(Decided way) {
    return decided.getOrDefault(way, 0L);
  }

  /** How many requests there were. */
  public long requests() {
    return decided.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether nothing happened. */
  public boolean isEmpty() {
    return requests() == 0 && toActive.isEmpty() && toGone.isEmpty();
  }
}

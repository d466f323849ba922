package dev.hourkey.console;

import dev.hourkey.request.WeekFigures.Percentiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Bars for each week, in the units of the drawing. A table beneath has the numbers.
 *
 * @param max the value of the highest bar
 * @param key the meaning of the bars
 */
record BarChart(String title, String max, String key, List<Bar> bars) {
  static final int WIDTH = 600;
  static final int HEIGHT = 120;

  /** The heights of both bars, and where they begin. */
  record Bar(int x, int width, int low, int lowTop, int high, int highTop) {}

  /** Draws two bars for each week: the median and, behind it, the 95th percentile. */
  static BarChart of(String title, List<Optional<Percentiles>> weeks) {
    Duration max =
        weeks.stream()
            .flatMap(Optional::stream)
            .map(Percentiles::p95)
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    return new BarChart(
        title,
        TimeText.words(max),
        "Blue: median. Gray: 95th percentile.",
        bars(
            weeks.stream()
                .map(
                    week ->
                        new Heights(
                            week.map(one -> height(one.p50(), max)).orElse(0),
                            week.map(one -> height(one.p95(), max)).orElse(0)))
                .toList()));
  }

  /** Even a duration of zero gets a visible bar. */
  private static int height(Duration took, Duration max) {
    return max.isZero() ? 1 : Math.max(1, height(took.toSeconds(), max.toSeconds()));
  }

  /**
   * One bar for each week, and none for a week without any.
   *
   * @param max the value at full height, at least the largest number
   */
  static BarChart ofCounts(String title, String key, long max, List<Long> weeks) {
    return new BarChart(
        title,
        "" + weeks.stream().mapToLong(Long::longValue).max().orElse(0),
        key,
        bars(weeks.stream().map(count -> new Heights(height(count, max), 0)).toList()));
  }

  private static int height(long count, long max) {
    return (int) (count * HEIGHT / Math.max(1, Math.max(count, max)));
  }

  private record Heights(int low, int high) {}

  private static List<Bar> bars(List<Heights> weeks) {
    int step = WIDTH / Math.max(1, weeks.size());
    return IntStream.range(0, weeks.size())
        .mapToObj(week -> bar(week * step, step * 2 / 3, weeks.get(week)))
        .toList();
  }

  private static Bar bar(int x, int width, Heights of) {
    return new Bar(x, width, of.low(), HEIGHT - of.low(), of.high(), HEIGHT - of.high());
  }

  public int width() {
    return WIDTH;
  }

  public int height() {
    return HEIGHT;
  }
}

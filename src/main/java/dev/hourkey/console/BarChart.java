package dev.hourkey.console;

import dev.hourkey.request.WeekFigures.Percentiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Two bars for each week, in the units of the drawing: the median and the 95th percentile. A table
 * beside it has the numbers.
 *
 * @param most what the highest bar stands for
 */
record BarChart(String title, String most, List<Bar> bars) {
  static final int WIDTH = 600;
  static final int HEIGHT = 120;

  /** The heights of both bars, and where they begin. */
  record Bar(int x, int width, int low, int lowTop, int high, int highTop) {}

  static BarChart of(String title, List<Optional<Percentiles>> weeks) {
    Duration most =
        weeks.stream()
            .flatMap(Optional::stream)
            .map(Percentiles::p95)
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    int step = WIDTH / Math.max(1, weeks.size());
    return new BarChart(
        title,
        Words.words(most),
        IntStream.range(0, weeks.size())
            .mapToObj(week -> bar(week * step, step * 2 / 3, weeks.get(week), most))
            .toList());
  }

  private static Bar bar(int x, int width, Optional<Percentiles> took, Duration most) {
    int low = took.map(one -> height(one.p50(), most)).orElse(0);
    int high = took.map(one -> height(one.p95(), most)).orElse(0);
    return new Bar(x, width, low, HEIGHT - low, high, HEIGHT - high);
  }

  /** Even a duration of zero gets a visible bar. */
  private static int height(Duration took, Duration most) {
    return most.isZero() ? 1 : (int) Math.max(1, took.toSeconds() * HEIGHT / most.toSeconds());
  }

  public int width() {
    return WIDTH;
  }

  public int height() {
    return HEIGHT;
  }
}

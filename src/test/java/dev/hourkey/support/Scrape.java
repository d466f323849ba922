package dev.hourkey.support;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Prometheus reads at {@code /q/metrics}, and the few forms of PromQL that Hourkey's alerts
 * use. An expression of any other form is refused, so that no alert passes unread.
 */
public final class Scrape {
  private static final Pattern LINE = Pattern.compile("(\\w+(?:\\{.*})?) (\\S+)");
  private static final Pattern ABSENT = Pattern.compile("absent\\((\\w+)\\)");
  private static final Pattern PLAIN = Pattern.compile("(\\w+(?:\\{[^}]*})?) (>|!=|==) (\\S+)");
  private static final Pattern ABSOLUTE = Pattern.compile("abs\\((\\w+)\\) (>) (\\S+)");
  private static final Pattern AGE = Pattern.compile("time\\(\\) - (\\w+) (>) (\\S+)");
  private static final Pattern UNTIL = Pattern.compile("(\\w+) - time\\(\\) (<) (\\S+)");
  private static final Pattern INCREASE = Pattern.compile("increase\\((\\w+)\\[10m]\\) (>) (\\S+)");
  private static final Pattern QUANTILE =
      Pattern.compile(
          "histogram_quantile\\((\\S+), sum by \\(le\\) \\(rate\\((\\w+)_bucket\\[1h]\\)\\)\\) (>)"
              + " (\\S+)");
  private static final Pattern LE = Pattern.compile("\\w+_bucket\\{.*le=\"([^\"]+)\".*}");

  private final Map<String, Double> series = new TreeMap<>();

  public Scrape(String text) {
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(line -> series.put(line.group(1), number(line.group(2))));
  }

  /**
   * The same with buckets and counters as they grew since then, as rate() and increase() see it.
   */
  public Scrape since(Scrape earlier) {
    earlier.series.forEach(
        (name, value) ->
            series.computeIfPresent(
                name,
                (_, now) -> name.matches("\\w+(_bucket|_total)(\\{.*)?") ? now - value : now));
    return this;
  }

  /** Whether the condition of an alert holds, regardless of for how long it has. */
  public boolean fires(String expression, Instant now) {
    return Stream.of(expression.split(" or ")).anyMatch(part -> holds(part.strip(), now));
  }

  private boolean holds(String part, Instant now) {
    Matcher absent = ABSENT.matcher(part);
    if (absent.matches()) {
      return named(absent.group(1)).isEmpty();
    }
    Matcher quantile = QUANTILE.matcher(part);
    if (quantile.matches()) {
      double q = number(quantile.group(1));
      double value = quantile(q, quantile.group(2));
      return compare(value, quantile.group(3), number(quantile.group(4)));
    }
    Matcher age = AGE.matcher(part);
    if (age.matches()) {
      return any(age, value -> now.getEpochSecond() - value);
    }
    Matcher until = UNTIL.matcher(part);
    if (until.matches()) {
      return any(until, value -> value - now.getEpochSecond());
    }
    Matcher absolute = ABSOLUTE.matcher(part);
    if (absolute.matches()) {
      return any(absolute, Math::abs);
    }
    Matcher increase = INCREASE.matcher(part);
    if (increase.matches()) {
      return any(increase, value -> value);
    }
    Matcher plain = PLAIN.matcher(part);
    if (plain.matches()) {
      return any(plain, value -> value);
    }
    throw new IllegalArgumentException("not a form of PromQL that is known here: " + part);
  }

  private boolean any(Matcher comparison, DoubleUnaryOperator change) {
    List<Double> values = named(comparison.group(1));
    if (values.isEmpty()) {
      throw new IllegalArgumentException("there is no metric " + comparison.group(1));
    }
    return values.stream()
        .map(change::applyAsDouble)
        .anyMatch(value -> compare(value, comparison.group(2), number(comparison.group(3))));
  }

  private List<Double> named(String selector) {
    String name = selector.replaceAll("\\{.*", "");
    List<String> labels =
        selector.equals(name)
            ? List.of()
            : List.of(selector.substring(name.length() + 1, selector.length() - 1).split(","));
    return series.entrySet().stream()
        .filter(one -> one.getKey().replaceAll("\\{.*", "").equals(name))
        .filter(one -> labels.stream().allMatch(label -> one.getKey().contains(label)))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** As Prometheus does it: never more than the end of the last bucket but the infinite one. */
  private double quantile(double q, String histogram) {
    List<Bucket> buckets =
        series.entrySet().stream()
            .filter(one -> one.getKey().startsWith(histogram + "_bucket{"))
            .map(one -> new Bucket(end(one.getKey()), one.getValue()))
            .sorted(Comparator.comparingDouble(Bucket::end))
            .toList();
    if (buckets.isEmpty()) {
      throw new IllegalArgumentException("there is no histogram " + histogram);
    }
    double rank = q * buckets.getLast().count();
    double begin = 0;
    double below = 0;
    for (Bucket bucket : buckets) {
      if (Double.isInfinite(bucket.end())) {
        break;
      }
      if (bucket.count() >= rank && bucket.count() > below) {
        return begin + (bucket.end() - begin) * (rank - below) / (bucket.count() - below);
      }
      begin = bucket.end();
      below = bucket.count();
    }
    return buckets.getLast().count() == 0 ? Double.NaN : begin;
  }

  private record Bucket(double end, double count) {}

  private static double end(String series) {
    Matcher le = LE.matcher(series);
    if (!le.matches()) {
      throw new IllegalArgumentException("a bucket without an end: " + series);
    }
    return number(le.group(1));
  }

  /** All comparisons with NaN are false except this one, in Prometheus as in Java. */
  private static boolean compare(double value, String operator, double threshold) {
    return switch (operator) {
      case ">" -> value > threshold;
      case "<" -> value < threshold;
      case "!=" -> value != threshold;
      case "==" -> value == threshold;
      default -> throw new IllegalArgumentException(operator);
    };
  }

  private static double number(String text) {
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }
}

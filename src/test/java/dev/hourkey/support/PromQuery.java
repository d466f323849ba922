package dev.hourkey.support;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a query of Prometheus asks for: each metric, with the text of the labels that it must have.
 */
public final class PromQuery {
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:hourkey|jvm|process)_\\w+)(?:\\{([^}]*)})?");
  private static final Pattern GROUPED = Pattern.compile("by \\(([^)]*)\\)");

  /** Prometheus adds it when it reads the metrics. */
  private static final String ADDED = "instance";

  private PromQuery() {}

  public static Map<String, List<String>> of(String query) {
    List<String> grouped =
        GROUPED
            .matcher(query)
            .results()
            .flatMap(found -> Stream.of(found.group(1).split(",\\s*")))
            .filter(label -> !label.equals(ADDED))
            .map(label -> label + "=\"")
            .toList();
    Map<String, List<String>> metrics = new HashMap<>();
    METRIC
        .matcher(query)
        .results()
        .forEach(
            found -> {
              List<String> labels = new ArrayList<>(grouped);
              Stream.ofNullable(found.group(2))
                  .flatMap(matchers -> Stream.of(matchers.split(",")))
                  .forEach(labels::add);
              metrics.put(found.group(1), labels);
            });
    if (metrics.isEmpty()) {
      throw new IllegalArgumentException("it asks for no metric that is known here: " + query);
    }
    return metrics;
  }
}

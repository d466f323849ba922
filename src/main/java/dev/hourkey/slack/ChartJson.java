package dev.hourkey.slack;

import static dev.hourkey.slack.BlockJson.map;

import java.util.List;
import java.util.Map;

/** Charts in Slack's JSON format. */
final class ChartJson {
  private ChartJson() {}

  /** One series of bars, which has the name of the chart. */
  static Map<String, Object> of(String title, Map<String, Long> bars) {
    List<Map<String, Object>> data =
        bars.entrySet().stream()
            .map(bar -> map("label", bar.getKey(), "value", bar.getValue()))
            .toList();
    return map(
        "type",
        "data_visualization",
        "title",
        title,
        "chart",
        map(
            "type",
            "bar",
            "series",
            List.of(map("name", title, "data", data)),
            "axis_config",
            map("categories", List.copyOf(bars.keySet()))));
  }
}

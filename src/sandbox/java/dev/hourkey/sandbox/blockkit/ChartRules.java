package dev.hourkey.sandbox.blockkit;

import static dev.hourkey.sandbox.blockkit.Rule.ANYTHING;
import static dev.hourkey.sandbox.blockkit.Rule.byType;
import static dev.hourkey.sandbox.blockkit.Rule.is;
import static dev.hourkey.sandbox.blockkit.Rule.list;
import static dev.hourkey.sandbox.blockkit.Rule.object;
import static dev.hourkey.sandbox.blockkit.Rule.string;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Slack's limits for charts; where its libraries differ, the narrower one. */
final class ChartRules {
  private static final Rule LABEL = string(1, 20);
  private static final Rule VALUE = is(JsonNode::isNumber, "must provide a number");
  private static final Rule POSITIVE = is(value -> value.asDouble() > 0, "must be positive");

  private static final Rule PIE =
      object(
          Map.of(
              "type",
              ANYTHING,
              "segments",
              list(1, 6, object(Map.of("label", LABEL, "value", VALUE.and(POSITIVE)), "label"))),
          "segments");

  private static final Rule SERIES =
      object(
              Map.of(
                  "type",
                  ANYTHING,
                  "series",
                  list(
                      1,
                      6,
                      object(
                          Map.of(
                              "name",
                              LABEL,
                              "data",
                              list(
                                  1,
                                  20,
                                  object(
                                      Map.of("label", LABEL, "value", VALUE), "label", "value"))),
                          "name",
                          "data")),
                  "axis_config",
                  object(
                      Map.of(
                          "categories", list(1, 20, LABEL),
                          "x_label", string(1, 50),
                          "y_label", string(1, 50)),
                      "categories")),
              "series",
              "axis_config")
          .and(is(ChartRules::labelled, "labels must match the categories of the axis"))
          .and(is(ChartRules::distinct, "names of series must be unique"));

  static final Rule CHART =
      byType(Map.of("pie", PIE, "bar", SERIES, "line", SERIES, "area", SERIES));

  private ChartRules() {}

  private static boolean labelled(JsonNode chart) {
    List<String> categories = texts(chart.at("/axis_config/categories"));
    return chart
        .path("series")
        .valueStream()
        .allMatch(
            series ->
                categories.equals(
                    series
                        .path("data")
                        .valueStream()
                        .map(point -> point.path("label").asText())
                        .toList()));
  }

  private static boolean distinct(JsonNode chart) {
    List<String> names =
        chart.path("series").valueStream().map(series -> series.path("name").asText()).toList();
    return names.stream().distinct().count() == names.size();
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }
}

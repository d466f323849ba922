package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.support.MarkdownPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * The rules in {@code deploy/prometheus} and their days. {@code promtool} evaluates the rules on
 * these days (see CONTRIBUTING.md); this makes sure that no alert is without a day or without
 * advice.
 */
class AlertRulesTest {
  private static final Pattern ALERT = Pattern.compile("alertname=\"(\\w+)\"");
  private static final String RUNBOOK =
      "https://github.com/hourkey/hourkey/blob/main/docs/runbook.md#";

  @Test
  void every_alert_has_a_day_on_which_it_fires_and_clears_again() throws IOException {
    Set<String> playedOut = new TreeSet<>();
    for (JsonNode day : read("alerts.test.yaml").path("tests")) {
      List<Set<String>> moments =
          day.path("promql_expr_test").valueStream().map(AlertRulesTest::firing).toList();
      moments.stream().flatMap(Set::stream).forEach(playedOut::add);
      assertThat(moments.getLast()).as(day.path("name").asText()).isEmpty();
    }
    assertThat(playedOut).isEqualTo(new TreeSet<>(rules().stream().map(this::name).toList()));
  }

  /** Where a recording has ended there is nothing to fire on, which would look like the end. */
  @Test
  void no_alert_clears_only_because_its_recording_ends() throws IOException {
    for (JsonNode day : read("alerts.test.yaml").path("tests")) {
      long last =
          day.path("promql_expr_test")
              .valueStream()
              .mapToLong(moment -> minutes(moment.path("eval_time").asText()))
              .max()
              .orElseThrow();
      for (JsonNode series : day.path("input_series")) {
        assertThat(samples(series.path("values").asText()))
            .as("%s: %s", day.path("name").asText(), series.path("series").asText())
            .isGreaterThan(last);
      }
    }
  }

  private static long minutes(String time) {
    assertThat(time).matches("\\d+m");
    return Long.parseLong(time.replace("m", ""));
  }

  /** {@code 1x9} is a value and nine more, and {@code _x20} are twenty that are missing. */
  private static long samples(String values) {
    return Stream.of(values.split(" ", -1))
        .mapToLong(
            part -> {
              String[] repeated = part.split("x", -1);
              long more = repeated.length > 1 ? Long.parseLong(repeated[1]) : 0;
              return part.startsWith("_x") ? more : 1 + more;
            })
        .sum();
  }

  @Test
  void every_alert_says_how_bad_it_is_and_links_to_a_section_of_the_runbook() throws IOException {
    Set<String> sections = MarkdownPage.of("docs/runbook.md").anchors();
    Predicate<String> isSection =
        link -> link.startsWith(RUNBOOK) && sections.contains(link.substring(RUNBOOK.length()));
    for (JsonNode rule : rules()) {
      assertThat(rule.at("/labels/severity").asText()).as(name(rule)).isIn("critical", "warning");
      assertThat(rule.at("/annotations/summary").asText()).as(name(rule)).isNotBlank();
      assertThat(rule.at("/annotations/runbook_url").asText()).as(name(rule)).matches(isSection);
    }
  }

  private String name(JsonNode rule) {
    return rule.path("alert").asText();
  }

  private static List<JsonNode> rules() throws IOException {
    return read("alerts.yaml").path("groups").path(0).path("rules").valueStream().toList();
  }

  private static Set<String> firing(JsonNode moment) {
    Set<String> firing = new TreeSet<>();
    ALERT
        .matcher(moment.path("exp_samples").toString().replace("\\\"", "\""))
        .results()
        .forEach(found -> firing.add(found.group(1)));
    return firing;
  }

  private static JsonNode read(String file) throws IOException {
    Object yaml = new Yaml().load(Files.readString(Path.of("deploy/prometheus", file)));
    return new ObjectMapper().valueToTree(yaml);
  }
}

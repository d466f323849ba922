package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.support.MarkdownPage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each alarm in Slack links to its section of the runbook, and each section says what to do. */
class RunbookLinksTest {
  private static final MarkdownPage RUNBOOK = MarkdownPage.of("docs/runbook.md");
  private static final Pattern LINK = Pattern.compile("docs/runbook\\.md#([\\w-]+)");

  private static final Map<String, Map<String, Object>> DRAWN =
      new Drawings(new Examples(UnaryOperator.identity())).all();

  @Test
  void each_section_says_what_the_alarm_means_what_to_do_and_when_it_ends() {
    for (RunbookLinks section : RunbookLinks.values()) {
      assertThat(RUNBOOK.section(section.anchor()))
          .as(section.anchor())
          .contains("**Means.**", "**Do.**", "**Ends");
    }
  }

  @Test
  void every_alarm_that_operators_can_get_links_to_its_section() {
    Set<String> linked = new TreeSet<>();
    for (String kind : List.of("operator-grants", "operator-services", "operator-drift")) {
      drawn(kind)
          .forEach(
              (state, alarm) -> {
                assertThat(links(alarm)).as(state).hasSize(1);
                linked.addAll(links(alarm));
              });
    }
    drawn("break-glass").values().forEach(message -> linked.addAll(links(message)));
    assertThat(linked)
        .isEqualTo(
            Stream.of(RunbookLinks.values())
                .map(RunbookLinks::anchor)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static Map<String, Object> drawn(String kind) {
    return DRAWN.getOrDefault(kind, Map.of());
  }

  private static List<String> links(Object message) {
    return LINK.matcher(GoldenFiles.json(message).toString())
        .results()
        .map(found -> found.group(1))
        .toList();
  }
}

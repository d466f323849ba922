package dev.hourkey.slack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every card, form and message, in every state: its words, and that Slack would accept it. */
class MessagesTest {
  private static final Drawings ORDINARY = new Drawings(new Examples(UnaryOperator.identity()));

  private static final Map<String, Map<String, Object>> DRAWN = ORDINARY.all();

  /** As long as possible, with everything that is markup in Slack. */
  private static final Drawings HOSTILE =
      new Drawings(
          new Examples(text -> "<!channel> *" + text + "* `&` <@U0ANA> \u202e" + "x ".repeat(250)));

  private static final Map<String, Map<String, Object>> DRAWN_HOSTILE = HOSTILE.all();

  static Stream<String> kinds() {
    return DRAWN.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void it_is_drawn_as_in_its_golden_file(String kind) throws IOException {
    GoldenFiles.check(kind, DRAWN.getOrDefault(kind, Map.of()));
  }

  @Test
  void only_messages_of_a_discussion_promise_that_a_reply_is_read() {
    DRAWN.forEach(
        (kind, drawings) ->
            drawings.forEach(
                (state, drawing) ->
                    assertThat(GoldenFiles.json(drawing).toString().contains("in this thread"))
                        .as("%s: %s", kind, state)
                        .isEqualTo(
                            kind.equals("discussion") && !state.equals("to the approvers"))));
  }

  @Test
  void no_golden_file_is_left_over() throws IOException {
    assertThat(GoldenFiles.names()).containsExactlyInAnyOrderElementsOf(kinds().toList());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void slack_would_take_it(String kind) {
    taken(DRAWN.getOrDefault(kind, Map.of()));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void slack_would_take_it_and_foreign_text_is_no_markup_whatever_people_write(String kind) {
    taken(DRAWN_HOSTILE.getOrDefault(kind, Map.of()));
    DRAWN_HOSTILE
        .getOrDefault(kind, Map.of())
        .forEach((state, drawing) -> assertNoForeignMarkup(state, drawing));
  }

  @Test
  void slack_would_take_the_largest() {
    taken(ORDINARY.extremes());
    taken(HOSTILE.extremes());
  }

  @Test
  void the_sandbox_page_draws_every_emoji() throws IOException {
    String page = new String(resource("sandbox/page/mrkdwn.js"), UTF_8);
    Pattern emoji = Pattern.compile("(?<![a-z]):([a-z_]{3,}):(?= )");
    assertThat(DRAWN.values().toString())
        .satisfies(
            drawn ->
                assertThat(emoji.matcher(drawn).results().map(one -> one.group(1)).distinct())
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(page).contains(name + ": '")));
  }

  private static byte[] resource(String name) throws IOException {
    try (var in = MessagesTest.class.getClassLoader().getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  @Test
  void the_fullest_home_fits_into_a_view() {
    for (Drawings drawings : List.of(ORDINARY, HOSTILE)) {
      HomeTab fullest = new HomeDrawings(drawings.of()).fullest();
      assertThat(fullest.blocks()).hasSizeLessThanOrEqualTo(100);
      assertThat(fullest.json().getBytes(UTF_8)).hasSizeLessThan(250_000);
    }
  }

  private static void taken(Map<String, Object> drawings) {
    Map<String, Object> problems = new LinkedHashMap<>();
    drawings.forEach((state, drawing) -> problems.put(state, GoldenFiles.problems(drawing)));
    assertThat(problems.values()).as("%s", problems).allMatch(found -> found.equals(List.of()));
  }

  private static void assertNoForeignMarkup(String state, Object drawing) {
    if (drawing instanceof String answer) {
      assertThat(answer).as(state).doesNotContain("<!channel>");
    }
    for (JsonNode object : GoldenFiles.json(drawing).findParents("type")) {
      if (object.path("type").asText().equals("mrkdwn")) {
        assertThat(object.path("text").asText()).as(state).doesNotContain("<!channel>", "\u202e");
      }
    }
  }
}

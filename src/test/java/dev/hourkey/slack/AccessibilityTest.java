package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What people get of a message who hear it, see no colours or read it on a small screen. */
class AccessibilityTest {
  private static final Map<String, Object> DRAWN = new LinkedHashMap<>();

  static {
    new Drawings(new Examples(UnaryOperator.identity()))
        .all()
        .forEach(
            (kind, states) ->
                states.forEach((state, drawing) -> DRAWN.put(kind + ", " + state, drawing)));
  }

  private static final Pattern MARKUP = Pattern.compile("<[@#!h][^>]*>|:[a-z_]+:|\\*\\S[^*]*\\*|`");

  /** A sign that is all of a line. */
  private static final Pattern SIGN_ALONE =
      Pattern.compile(
          "(?m)^[^\\p{L}\\p{N}\\n]*(\\p{IsEmoji_Presentation}|⚠️|:[a-z_]+:)[^\\p{L}\\p{N}\\n]*$");

  @Test
  void the_text_of_every_message_is_a_sentence_without_markup() {
    assertThat(
            faults(
                drawing ->
                    drawing instanceof SlackMessage message
                            && !message.text().equals("…")
                            && (message.text().length() < 15
                                || MARKUP.matcher(message.text()).find())
                        ? List.of("'" + message.text() + "'")
                        : List.of()))
        .isEmpty();
  }

  @Test
  void buttons_that_look_the_same_say_what_they_are_for() {
    assertThat(
            faults(
                drawing -> {
                  List<JsonNode> buttons = json(drawing).findParents("action_id");
                  List<String> texts =
                      buttons.stream().map(one -> one.at("/text/text").asText()).toList();
                  return buttons.stream()
                      .filter(one -> one.path("type").asText().equals("button"))
                      .filter(one -> !one.has("accessibility_label"))
                      .map(one -> one.at("/text/text").asText())
                      .filter(text -> texts.indexOf(text) < texts.lastIndexOf(text))
                      .toList();
                }))
        .isEmpty();
  }

  @Test
  void no_symbol_replaces_a_word() {
    assertThat(
            faults(
                drawing ->
                    texts(json(drawing)).filter(text -> SIGN_ALONE.matcher(text).find()).toList()))
        .isEmpty();
  }

  @Test
  void a_message_begins_with_what_matters() {
    assertThat(
            faults(
                drawing -> {
                  String first = json(drawing).path("blocks").path(0).path("type").asText();
                  return drawing instanceof SlackMessage && first.matches("context|actions")
                      ? List.of(first)
                      : List.of();
                }))
        .isEmpty();
  }

  private static Stream<String> texts(JsonNode json) {
    Stream<String> own =
        json.path("text").isTextual() ? Stream.of(json.path("text").asText()) : Stream.of();
    return Stream.concat(own, json.valueStream().flatMap(AccessibilityTest::texts));
  }

  private static JsonNode json(Object drawing) {
    return GoldenFiles.json(drawing);
  }

  private static List<String> faults(Function<Object, List<String>> found) {
    List<String> faults = new ArrayList<>();
    DRAWN.forEach(
        (at, drawing) -> found.apply(drawing).forEach(fault -> faults.add(at + ": " + fault)));
    return faults;
  }
}

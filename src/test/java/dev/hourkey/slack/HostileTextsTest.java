package dev.hourkey.slack;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.support.NastyText;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Texts that people could write to break a message, in the place of every name, title, reason and
 * comment, in every message, form, Home and answer.
 */
class HostileTextsTest {
  /** Shorter ones fit into every place, so nothing of a message is cut for them. */
  private static final int SHORT = 60;

  /** How many short ones share a text, which is a matter of time. */
  private static final int TOGETHER = 3;

  /** Parts of the emoji of the corpus, except for its emoji of one part. */
  private static final Pattern EMOJI =
      Pattern.compile(
          "[\\u200D\\u20E3\\uFE0F\\x{1F1E6}-\\x{1F1FF}\\x{1F3FB}-\\x{1F3FF}\\x{E0020}-\\x{E007F}]");

  private static final List<NastyText> TEXTS = NastyText.all();
  private static final Pattern WHOLE =
      Pattern.compile(
          TEXTS.stream()
              .flatMap(one -> one.whole().stream())
              .sorted(Comparator.comparingInt(String::length).reversed())
              .map(Pattern::quote)
              .collect(joining("|")));

  private static final Set<String> PHRASES = new LinkedHashSet<>();
  private static final Map<String, Drawn> ORDINARY = drawn(HostileTextsTest::remembered);

  /** The texts of a drawing that Slack parses, and all that people read. */
  private record Drawn(
      Object drawing,
      List<String> active,
      List<String> read,
      List<String> labels,
      Set<String> links) {}

  static Stream<List<NastyText>> groups() {
    List<NastyText> shorts = texts(true);
    return IntStream.iterate(0, i -> i < shorts.size(), i -> i + TOGETHER)
        .mapToObj(i -> shorts.subList(i, Math.min(shorts.size(), i + TOGETHER)));
  }

  private static List<NastyText> texts(boolean isShort) {
    return TEXTS.stream().filter(one -> one.text().length() <= SHORT == isShort).toList();
  }

  @Test
  void there_are_more_than_a_hundred_texts_and_each_has_a_name() {
    assertThat(TEXTS).hasSizeGreaterThan(100);
    assertThat(TEXTS.stream().map(NastyText::name)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("groups")
  void hostile_texts_stay_text_wherever_they_are_shown(List<NastyText> group) {
    List<String> faults = new ArrayList<>();
    String first = group.getFirst().text();
    String others = group.stream().skip(1).map(one -> " " + one.text()).collect(joining());
    drawn(ordinary -> first + " " + ordinary + others)
        .forEach(
            (at, drawn) -> {
              faults.addAll(unsafe(at, drawn));
              faults.addAll(unlike(at, drawn));
              faults.addAll(lost(group, at, drawn));
            });
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void each_hostile_text_can_be_somebodys_whole_input(int round) {
    List<String> faults = new ArrayList<>();
    List<NastyText> visible =
        texts(true).stream().filter(one -> !SlackText.clean(one.text()).isEmpty()).toList();
    drawn(inTurn(visible, round))
        .forEach(
            (at, drawn) -> {
              faults.addAll(unsafe(at, drawn));
              faults.addAll(unlike(at, drawn));
            });
    assertThat(faults).isEmpty();
  }

  @Test
  void a_message_whose_names_are_invisible_is_still_sent() {
    List<String> faults = new ArrayList<>();
    drawn(_ -> "\u2060").forEach((at, drawn) -> faults.addAll(unsafe(at, drawn)));
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void long_texts_are_cut_between_characters_and_outside_of_markup(int round) {
    List<String> faults = new ArrayList<>();
    drawn(inTurn(texts(false), round))
        .forEach(
            (at, drawn) -> {
              faults.addAll(unsafe(at, drawn));
              Stream.concat(drawn.read().stream(), drawn.labels().stream())
                  .filter(HostileTextsTest::hasHalfAnEmoji)
                  .forEach(text -> faults.add(at + ": half an emoji in " + shown(text)));
            });
    assertThat(faults).isEmpty();
  }

  /** Each place has another one, and all of it is of that one. */
  private static UnaryOperator<String> inTurn(List<NastyText> texts, int round) {
    Iterator<NastyText> next =
        Stream.iterate(round * 7, i -> i + 1).map(i -> texts.get(i % texts.size())).iterator();
    return _ -> next.next().text();
  }

  /** What of a drawing could harm. */
  private static List<String> unsafe(String at, Drawn drawn) {
    List<String> faults = new ArrayList<>();
    Drawn ordinary = ORDINARY.getOrDefault(at, drawn);
    List<String> problems = GoldenFiles.problems(drawn.drawing());
    if (!problems.isEmpty()) {
      faults.add(at + ": Slack refuses it: " + problems);
    }
    if (!ordinary.active().containsAll(drawn.active())) {
      faults.add(at + ": markup " + drawn.active() + " instead of " + ordinary.active());
    }
    if (!hosts(ordinary.links()).containsAll(hosts(drawn.links()))) {
      faults.add(at + ": links to " + drawn.links());
    }
    Stream.concat(drawn.read().stream(), drawn.labels().stream())
        .filter(text -> NastyText.FORBIDDEN.matcher(text).find())
        .forEach(text -> faults.add(at + ": an invisible character in " + shown(text)));
    if (drawn.drawing() instanceof SlackMessage message
        && (message.text().isBlank() || message.fallback().length() > 4000)) {
      faults.add(at + ": " + message.fallback().length() + " characters for notifications");
    }
    return faults;
  }

  /** Whether there is other markup than with ordinary texts. */
  private static List<String> unlike(String at, Drawn drawn) {
    List<String> ordinary = ORDINARY.getOrDefault(at, drawn).active();
    return drawn.active().equals(ordinary)
        ? List.of()
        : List.of(at + ": markup " + drawn.active() + " instead of " + ordinary);
  }

  /** What people read of a message with ordinary texts, and can no longer read. */
  private static List<String> lost(List<NastyText> group, String at, Drawn drawn) {
    String before = String.join("\n", ORDINARY.getOrDefault(at, drawn).read());
    String after = String.join("\n", drawn.read());
    List<String> phrases = PHRASES.stream().filter(before::contains).toList();
    Stream<String> says =
        phrases.isEmpty() ? Stream.of() : group.stream().flatMap(one -> one.says().stream());
    return Stream.concat(phrases.stream(), says)
        .filter(phrase -> !after.contains(phrase))
        .map(phrase -> at + ": '" + phrase + "' is lost in " + shown(after))
        .toList();
  }

  private static Set<String> hosts(Set<String> links) {
    Set<String> hosts = new HashSet<>();
    links.forEach(link -> hosts.add(URI.create(link).getScheme() + URI.create(link).getHost()));
    return hosts;
  }

  private static boolean hasHalfAnEmoji(String text) {
    return EMOJI.matcher(WHOLE.matcher(text).replaceAll("")).find();
  }

  private static String shown(String text) {
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }

  private static Map<String, Drawn> drawn(UnaryOperator<String> foreign) {
    Map<String, Drawn> drawn = new LinkedHashMap<>();
    new Drawings(new Examples(foreign))
        .all()
        .forEach(
            (kind, states) ->
                states.forEach((state, drawing) -> drawn.put(kind + ", " + state, drawn(drawing))));
    return drawn;
  }

  private static Drawn drawn(Object drawing) {
    Drawn drawn =
        new Drawn(
            drawing, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new HashSet<>());
    switch (drawing) {
      case SlackMessage message -> {
        // Notifications show no formats.
        Mrkdwn fallback = Mrkdwn.of(message.fallback());
        drawn.read().add(fallback.visible());
        fallback.active().stream()
            .filter(active -> active.startsWith("<") || active.startsWith("not escaped"))
            .forEach(drawn.active()::add);
        read(GoldenFiles.json(message).path("blocks"), drawn);
      }
      case String answer -> read(answer, drawn);
      default -> read(GoldenFiles.json(drawing), drawn);
    }
    return drawn;
  }

  private static void read(JsonNode json, Drawn into) {
    String type = json.path("type").asText();
    if (type.equals("mrkdwn")) {
      read(json.path("text").asText(), into);
      if (!json.path("verbatim").asBoolean()) {
        into.active().add("not verbatim");
      }
      return;
    }
    json.properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              switch (field.getKey()) {
                case "text", "initial_value" -> {
                  if (value.isTextual()) {
                    into.read().add(value.asText());
                  } else {
                    read(value, into);
                  }
                }
                case "accessibility_label" -> into.labels().add(value.asText());
                case "url" -> into.links().add(value.asText());
                default -> read(value, into);
              }
            });
    if (json.isArray()) {
      json.forEach(one -> read(one, into));
    }
  }

  private static void read(String mrkdwn, Drawn into) {
    Mrkdwn read = Mrkdwn.of(mrkdwn);
    into.read().add(read.visible());
    for (String active : read.active()) {
      if (active.startsWith("<http")) {
        into.links().add(active.substring(1, active.length() - 1));
      } else {
        into.active().add(active);
      }
    }
  }

  private static String remembered(String phrase) {
    if (phrase.length() > 4 && phrase.length() < 30) {
      PHRASES.add(phrase);
    }
    return phrase;
  }
}

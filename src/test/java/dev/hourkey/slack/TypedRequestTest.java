package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.hourkey.catalog.Durations;
import dev.hourkey.catalog.SpellingSuggestion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedRequestTest {
  private static final TypedRequest.Vocabulary KNOWN =
      new TypedRequest.Vocabulary(
          Set.of("prod-readonly", "logs", "incident"),
          Map.of("production read only", "prod-readonly", "logs", "logs"));

  /** Text, ids, unknown, duration, justification, whether it is complete. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\u0000',
      value = {
        "prod-readonly 1h INC-42 disk full ¦ prod-readonly ¦ ¦ 1h ¦ INC-42 disk full ¦ true",
        "prod-readonly 90m INC-42 ¦ prod-readonly ¦ ¦ 90m ¦ INC-42 ¦ true",
        "prod-readonly 1h30m INC-42 ¦ prod-readonly ¦ ¦ 90m ¦ INC-42 ¦ true",
        "prod-readonly 1h 30m INC-42 ¦ prod-readonly ¦ ¦ 90m ¦ INC-42 ¦ true",
        "prod-readonly 1.5h INC-42 ¦ prod-readonly ¦ ¦ 90m ¦ INC-42 ¦ true",
        "prod-readonly 2 hours INC-42 ¦ prod-readonly ¦ ¦ 2h ¦ INC-42 ¦ true",
        "prod-readonly 1 hour 30 minutes INC-42 ¦ prod-readonly ¦ ¦ 90m ¦ INC-42 ¦ true",
        "PROD-READONLY 1H INC-42 ¦ prod-readonly ¦ ¦ 1h ¦ INC-42 ¦ true",
        "“prod-readonly” 1h “INC-42 disk full” ¦ prod-readonly ¦ ¦ 1h ¦ INC-42 disk full ¦ true",
        "prod-readonly, 1h, \"INC-42: it's full\" ¦ prod-readonly ¦ ¦ 1h ¦ INC-42: it's full ¦"
            + " true",
        "prod–readonly 1h 3 disks are full ¦ prod-readonly ¦ ¦ 1h ¦ 3 disks are full ¦ true",
        "prod-readonly 1h a &amp; b &lt; c ¦ prod-readonly ¦ ¦ 1h ¦ a & b < c ¦ true",
        "prod-readonly 1h ask <@U0ANA|ana> in <#C1|ops> ¦ prod-readonly ¦ ¦ 1h ¦ ask @ana in #ops ¦"
            + " true",
        "prod-readonly 1h see <https://x.example/1|x> ¦ prod-readonly ¦ ¦ 1h ¦ see"
            + " https://x.example/1 ¦ true",
        "prod-readonly,logs 1h INC-42 ¦ prod-readonly logs ¦ ¦ 1h ¦ INC-42 ¦ true",
        "prod-readonly, logs 1h INC-42 ¦ prod-readonly logs ¦ ¦ 1h ¦ INC-42 ¦ true",
        "prod-readonly logs 1h INC-42 ¦ prod-readonly logs ¦ ¦ 1h ¦ INC-42 ¦ true",
        "logs logs 1h INC-42 ¦ logs ¦ ¦ 1h ¦ INC-42 ¦ true",
        "incident 1h INC-42 ¦ incident ¦ ¦ 1h ¦ INC-42 ¦ true",
        // Without all parts, or with a doubt.
        "prod-readonly ¦ prod-readonly ¦ ¦ ¦ ¦ false",
        "prod-readonly 1h ¦ prod-readonly ¦ ¦ 1h ¦ ¦ false",
        "prod-readonly INC-42 disk full ¦ prod-readonly ¦ ¦ ¦ INC-42 disk full ¦ false",
        "prod-readonly logs are full ¦ prod-readonly ¦ ¦ ¦ logs are full ¦ false",
        "prod-readonly full for 2h now ¦ prod-readonly ¦ ¦ ¦ full for 2h now ¦ false",
        "prod-readonly 0h INC-42 ¦ prod-readonly ¦ ¦ ¦ 0h INC-42 ¦ false",
        "prod-readonly,lgos 1h INC-42 ¦ prod-readonly ¦ lgos ¦ 1h ¦ INC-42 ¦ false",
        "prod-raedonly 1h INC-42 ¦ ¦ prod-raedonly ¦ 1h ¦ INC-42 ¦ false",
        "prod-raedonly disk full ¦ ¦ prod-raedonly ¦ ¦ disk full ¦ false",
        "1h prod-readonly INC-42 ¦ ¦ 1h ¦ ¦ prod-readonly INC-42 ¦ false",
        // A name only suggests an entitlement.
        "Production, read only ¦ prod-readonly ¦ ¦ ¦ ¦ false",
        "Production, read only 1h INC-42 ¦ prod-readonly ¦ ¦ 1h ¦ INC-42 ¦ false",
        "Production 1h INC-42 ¦ ¦ Production ¦ 1h ¦ INC-42 ¦ false",
      })
  void each_part_is_parsed_or_kept(
      String text,
      String ids,
      String unknown,
      String duration,
      String justification,
      boolean complete) {
    TypedRequest typed = TypedRequest.of(text, KNOWN);
    assertThat(String.join(" ", typed.ids())).isEqualTo(orEmpty(ids));
    assertThat(typed.unknown().orElse("")).isEqualTo(orEmpty(unknown));
    assertThat(typed.duration().map(Durations::text).orElse("")).isEqualTo(orEmpty(duration));
    assertThat(typed.justification()).isEqualTo(orEmpty(justification));
    assertThat(typed.complete()).isEqualTo(complete);
  }

  @Test
  void empty_text_is_no_request() {
    assertThat(TypedRequest.of("  ", KNOWN)).isEqualTo(TypedRequest.NOTHING);
    assertThat(TypedRequest.NOTHING.complete()).isFalse();
  }

  @Test
  void a_very_long_text_takes_no_longer_for_each_of_its_words() {
    String text = "zz " + "a ".repeat(20_000);
    assertTimeout(
        Duration.ofSeconds(5), () -> assertThat(TypedRequest.of(text, KNOWN).ids()).isEmpty());
    assertThat(TypedRequest.of("logs " + "1h".repeat(100_000), KNOWN).duration()).isEmpty();
    assertTimeout(
        Duration.ofSeconds(5),
        () -> assertThat(SpellingSuggestion.near("a".repeat(1_000_000), KNOWN.ids(), 3)).isEmpty());
  }

  @Test
  void control_and_direction_characters_are_dropped() {
    assertThat(TypedRequest.of("logs 1h INC-42\u202e disk\u0000 full", KNOWN))
        .isEqualTo(
            new TypedRequest(
                List.of("logs"),
                true,
                Optional.empty(),
                Optional.of(Duration.ofHours(1)),
                "INC-42 disk full"));
  }

  private static String orEmpty(@Nullable String text) {
    return Optional.ofNullable(text).orElse("");
  }
}

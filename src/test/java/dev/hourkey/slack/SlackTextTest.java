package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlackTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"<!channel>", "<@U0ANA>", "<https://evil.example|console>", "<!date^1^{time}|x>"})
  void foreign_text_never_becomes_a_mention_or_a_link(String foreign) {
    assertThat(SlackText.escape(foreign)).doesNotContain("<").doesNotContain(">").contains("&lt;");
  }

  @Test
  void foreign_text_never_becomes_bold_or_code_and_names_stay_as_they_are() {
    assertThat(SlackText.escape("*x* `y` _z_ ~v~"))
        .isEqualTo("\u2217x\u2217 \u02cby\u02cb \u02cdz\u02cd \u223cv\u223c");
    assertThat(SlackText.escape("AWS_Power_User")).isEqualTo("AWS_Power_User");
  }

  @Test
  void foreign_text_has_no_lines_of_its_own_and_is_no_quotation() {
    assertThat(SlackText.escape("disk full \n approved by Bruno"))
        .isEqualTo("disk full approved by Bruno");
    assertThat(SlackText.escape("> quoted")).isEqualTo("\uff1e quoted");
  }

  @Test
  void notification_text_contains_no_mention_and_is_short_enough_for_an_update() {
    assertThat(SlackText.fallback("<!channel> & *x*")).isEqualTo("&lt;!channel&gt; &amp; *x*");
    assertThat(SlackText.fallback("<".repeat(3000))).hasSizeLessThanOrEqualTo(3000).endsWith(";…");
  }

  @Test
  void control_and_direction_characters_are_gone() {
    assertThat(SlackText.clean("a\u202eb\u0007c\u2066d\r\ne")).isEqualTo("ab cd \ne");
  }

  @Test
  void characters_that_the_database_refuses_are_dropped_and_others_stay() {
    assertThat(SlackText.clean("a\u0000b\ud83dc")).isEqualTo("a bc");
    assertThat(SlackText.clean("fire \ud83d\udd25, caf\u00e9"))
        .isEqualTo("fire \ud83d\udd25, caf\u00e9");
    assertThat(SlackText.clean("\u200b\u2060\n ")).isEmpty();
  }

  @Test
  void a_text_is_cut_with_a_mark() {
    assertThat(SlackText.cut("abcdef", 4)).isEqualTo("abc…");
    assertThat(SlackText.cut("abcd", 4)).isEqualTo("abcd");
  }

  @Test
  void a_moment_is_shown_in_the_readers_own_time_with_utc_to_fall_back_on() {
    assertThat(SlackText.time(Instant.parse("2026-03-02T12:00:00Z")))
        .isEqualTo("<!date^1772452800^{date_short_pretty} {time}|2 Mar 2026 12:00 UTC>");
  }

  @Test
  void markup_is_not_cut_within_a_mention_a_date_or_an_escaped_character() {
    assertThat(SlackText.cutMarkup("by <@U0ANA> now", 8)).isEqualTo("by …");
    assertThat(SlackText.cutMarkup("a &amp; b", 6)).isEqualTo("a …");
    assertThat(SlackText.cutMarkup("a &amp; b c", 9)).isEqualTo("a &amp; …");
    assertThat(SlackText.cutMarkup("<@U0ANA>", 8)).isEqualTo("<@U0ANA>");
  }
}

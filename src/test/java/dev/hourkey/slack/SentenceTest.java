package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SentenceTest {
  private static final Sentence SENTENCE =
      Sentence.of(
          ":bell: *{}* of {} ends {}, after {}. Run `{}`.",
          "Logs <!channel> & *all*",
          new PersonMention("Ana Lima", Optional.of("U0ANA")),
          Instant.parse("2026-03-02T12:00:00Z"),
          Duration.ofMinutes(90),
          "x {} $1");

  @Test
  void a_block_has_markup_mentions_and_dates_and_data_is_escaped() {
    assertThat(SENTENCE.mrkdwn())
        .isEqualTo(
            ":bell: *Logs &lt;!channel&gt; &amp; \u2217all\u2217* of <@U0ANA> ends"
                + " <!date^1772452800^{date_short_pretty} {time}|2 Mar 2026 12:00 UTC>, after 1"
                + " hour 30 minutes. Run `x {} $1`.");
  }

  @Test
  void plain_text_has_names_and_no_markup() {
    assertThat(SENTENCE.plain())
        .isEqualTo(
            "Logs <!channel> & *all* of Ana Lima ends 2 Mar 2026 12:00 UTC, after 1 hour 30"
                + " minutes. Run x {} $1.");
  }

  @Test
  void sentences_are_put_together_with_their_data() {
    Sentence both = Sentence.of("{}", "a").then(" and *{}*", "b");
    assertThat(Sentence.joined(", ", List.of(both, Sentence.of("c"))).mrkdwn())
        .isEqualTo("a and *b*, c");
    assertThat(Sentence.joined(", ", List.of())).isEqualTo(Sentence.NOTHING);
  }

  @Test
  void a_literal_sentence_keeps_only_its_commands_as_code() {
    assertThat(Sentence.literal("Run `/aws-access list` or `hourkey relink` on `<y>` *z*").mrkdwn())
        .isEqualTo(
            "Run `/aws-access list` or `hourkey relink` on \u02cb&lt;y&gt;\u02cb \u2217z\u2217");
  }

  @Test
  void the_number_of_placeholders_must_match_the_data() {
    assertThatThrownBy(() -> Sentence.of("{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 pieces of data for: {}");
    assertThatThrownBy(() -> Sentence.of("x", "y")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Sentence.of("{}", new Object()).plain())
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package dev.hourkey.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
  private static final String FAMILY =
      "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66";
  private static final String SHAKING_HEAD = "\ud83d\ude42\u200d\u2194\ufe0f";
  private static final String DARK_SKINNED_NURSE = "\ud83d\udc69\ud83c\udfff\u200d\u2695\ufe0f";
  private static final String FLAG_OF_ENGLAND =
      "\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc65\udb40\udc6e\udb40\udc67\udb40\udc7f";
  private static final String I_WANT_IN_PERSIAN =
      "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645";
  private static final String KSHA_IN_HINDI = "\u0915\u094d\u200d\u0937";

  @ParameterizedTest
  @ValueSource(
      strings = {
        FAMILY,
        SHAKING_HEAD,
        DARK_SKINNED_NURSE,
        FLAG_OF_ENGLAND,
        I_WANT_IN_PERSIAN,
        KSHA_IN_HINDI,
        "\u2764\ufe0f",
        "1\ufe0f\u20e3",
        "caf\u00e9 cafe\u0301",
        "\ud83c\uddeb\ud83c\uddee",
        "\ud55c\uad6d\uc5b4",
        "\u05e9\u05dc\u05d5\u05dd"
      })
  void invisible_characters_that_shape_visible_ones_are_kept(String text) {
    assertThat(PlainText.clean("fix " + text + " now")).isEqualTo("fix " + text + " now");
  }

  @ParameterizedTest
  @CsvSource({"FAMILY,1", "NURSE,1", "FLAG,1", "fix it,6", "'fix    it',6", "'',0"})
  void characters_are_counted_as_people_count(String text, int characters) {
    String shown =
        switch (text) {
          case "FAMILY" -> FAMILY;
          case "NURSE" -> DARK_SKINNED_NURSE;
          case "FLAG" -> FLAG_OF_ENGLAND;
          default -> text;
        };
    assertThat(PlainText.characters(shown)).isEqualTo(characters);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00a0\u00a0\u202f\u2007\u3000", // no-break and wide spaces
        "\u3164\uffa0\u115f\u1160", // Hangul fillers
        "\u2800\u2800", // blank braille
        "\u00ad\u00ad", // soft hyphens
        "\udb40\udc41\udb40\udc42\udb40\udc01", // tags
        "\u200b\u200c\u200d\u2060\u2061\u2064\ufeff", // zero width
        "\u034f\u17b4\u180e\u180b\ufe0f\udb40\udd00", // joiners, vowels, selectors
        "\u202e\u2066\u061c\u200e", // directions
        "\ufff9\ufffa\ufffb", // annotations
        "\ud83d", // half a character
        "\u0000\u0007\u001b\u0085\u2028\u2029"
      })
  void text_of_only_invisible_characters_is_empty(String invisible) {
    assertThat(PlainText.clean(invisible)).isEmpty();
    assertThat(PlainText.characters(invisible + invisible)).isZero();
    assertThat(PlainText.clean("a" + invisible + "b")).matches("a *b");
  }

  @Test
  void a_text_cannot_be_hidden_in_tags_behind_a_flag() {
    String hidden = "\udb40\udc41".repeat(20);
    assertThat(PlainText.clean("\ud83c\udff4" + hidden + "\udb40\udc7f")).isEqualTo("\ud83c\udff4");
  }

  @Test
  void a_cut_falls_between_characters() {
    assertThat(PlainText.cut("ab" + FAMILY + "c", 8)).isEqualTo("ab…");
    assertThat(PlainText.cut("\ud83d\udd25\ud83d\udd25", 3)).isEqualTo("\ud83d\udd25…");
    assertThat(PlainText.cut("cafe\u0301s", 5)).isEqualTo("caf…");
    assertThat(PlainText.cut("abcdef", 4)).isEqualTo("abc…");
    assertThat(PlainText.cut("abcd", 4)).isEqualTo("abcd");
    assertThat(PlainText.cut(FAMILY, 4)).isEqualTo("…");
  }
}

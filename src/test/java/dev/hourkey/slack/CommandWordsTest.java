package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandWordsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "prod-readonly",
        "PROD-READONLY",
        "Prod-ReadOnly.",
        "`prod-readonly`",
        "“prod-readonly”",
        "‘prod-readonly’,",
        "«prod-readonly»",
        "„prod-readonly“",
        "(prod-readonly)",
        "*prod-readonly*",
        "prod–readonly",
        "prod\u2011readonly",
        "\u200bprod-readonly\u2060",
        "'prod-readonly'!",
      })
  void decoration_and_case_do_not_count(String typed) {
    assertThat(CommandWords.id(typed)).isEqualTo("prod-readonly");
  }

  @Test
  void characters_inside_a_word_stay() {
    assertThat(CommandWords.id("ana.lima@example.com")).isEqualTo("ana.lima@example.com");
    assertThat(CommandWords.id("...")).isEmpty();
  }
}

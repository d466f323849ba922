package dev.hourkey.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＠x", "-"})
  void text_that_a_spreadsheet_would_run_gets_an_apostrophe(String text) {
    assertThat(Csv.row(text))
        .satisfiesAnyOf(
            row -> assertThat(row).startsWith("'"), row -> assertThat(row).startsWith("\"'"));
  }

  /** Excel in German splits this file at semicolons, and its quotes are within a row then. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          INC-1;=HYPERLINK(1)   | INC-1;'=HYPERLINK(1)
          INC-1; =1             | INC-1;' =1
          a;b; @x;-1            | a;b;' @x;'-1
          ;=1                   | ;'=1
          =1;=2                 | '=1;'=2
          x;"=1                 | "x;'""=1"
          ReadOnly in 1; Admin  | ReadOnly in 1; Admin
          a-b; c=d              | a-b; c=d
          """)
  void each_part_that_a_spreadsheet_may_split_off_is_guarded_too(String text, String row) {
    assertThat(Csv.row(text)).isEqualTo(row + "\r\n");
  }

  @Test
  void a_part_after_a_tab_or_a_line_break_is_guarded_too() {
    assertThat(Csv.row("x\t=1")).isEqualTo("\"x\t'=1\"\r\n");
    assertThat(Csv.row("x\r\n =1\n+2")).isEqualTo("\"x\r\n' =1\n'+2\"\r\n");
    assertThat(Csv.row("\t=1")).isEqualTo("\"'\t'=1\"\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a=1", "INC-42: disk full", "ana@example.com", "2026-03-02T12:00:00Z", ""})
  void other_text_stays_as_it_is(String text) {
    assertThat(Csv.row(text)).isEqualTo(text + "\r\n");
  }

  @Test
  void a_negative_number_stays_a_number() {
    assertThat(Csv.row(-3L, 4)).isEqualTo("-3,4\r\n");
  }

  @Test
  void commas_quotes_and_line_breaks_stay_within_their_cell() {
    assertThat(Csv.row("a,b", "say \"no\"", "two\nlines", null, "x"))
        .isEqualTo("\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",,x\r\n");
  }

  @Test
  void a_formula_within_quotes_is_guarded_too() {
    assertThat(Csv.row("=HYPERLINK(\"http://x\",\"y\")"))
        .isEqualTo("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"\r\n");
  }
}

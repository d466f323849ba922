package dev.hourkey.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

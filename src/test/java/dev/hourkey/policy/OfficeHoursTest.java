package dev.hourkey.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OfficeHoursTest {
  /**
   * 2 March 2026 is a Monday. Clocks: Helsinki 29 March and 25 October, New York 8 March and 1
   * November.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # A working day in winter, when Helsinki is two hours ahead of UTC.
          Mon-Fri 08:00-18:00 Europe/Helsinki | 2026-03-02T05:59:59Z | false
          Mon-Fri 08:00-18:00 Europe/Helsinki | 2026-03-02T06:00:00Z | true
          Mon-Fri 08:00-18:00 Europe/Helsinki | 2026-03-02T15:59:59Z | true
          Mon-Fri 08:00-18:00 Europe/Helsinki | 2026-03-02T16:00:00Z | false
          Mon-Fri 08:00-18:00 Europe/Helsinki | 2026-03-07T10:00:00Z | false
          # And in summer, three hours ahead.
          Mon-Fri 08:00-18:00 Europe/Helsinki | 2026-03-30T04:59:59Z | false
          Mon-Fri 08:00-18:00 Europe/Helsinki | 2026-03-30T05:00:00Z | true
          Mon-Fri 08:00-18:00 Europe/Helsinki | 2026-03-30T15:00:00Z | false
          Mon-Fri 08:00-18:00 Europe/Helsinki | 2026-10-26T05:59:59Z | false
          Mon-Fri 08:00-18:00 Europe/Helsinki | 2026-10-26T06:00:00Z | true
          # Helsinki, 29 March: 02:59:59 is followed by 04:00:00.
          Sun 03:00-04:00 Europe/Helsinki     | 2026-03-29T00:59:59Z | false
          Sun 03:00-04:00 Europe/Helsinki     | 2026-03-29T01:00:00Z | false
          Sun 03:30-05:00 Europe/Helsinki     | 2026-03-29T00:59:59Z | false
          Sun 03:30-05:00 Europe/Helsinki     | 2026-03-29T01:00:00Z | true
          Sun 01:00-03:30 Europe/Helsinki     | 2026-03-29T00:59:59Z | true
          Sun 01:00-03:30 Europe/Helsinki     | 2026-03-29T01:00:00Z | false
          # Helsinki, 25 October: 03:00 to 04:00 happens twice, from 00:00Z and from 01:00Z.
          Sun 03:00-04:00 Europe/Helsinki     | 2026-10-24T23:59:59Z | false
          Sun 03:00-04:00 Europe/Helsinki     | 2026-10-25T00:00:00Z | true
          Sun 03:00-04:00 Europe/Helsinki     | 2026-10-25T01:59:59Z | true
          Sun 03:00-04:00 Europe/Helsinki     | 2026-10-25T02:00:00Z | false
          Sun 03:00-03:30 Europe/Helsinki     | 2026-10-25T00:29:59Z | true
          Sun 03:00-03:30 Europe/Helsinki     | 2026-10-25T00:30:00Z | false
          Sun 03:00-03:30 Europe/Helsinki     | 2026-10-25T01:15:00Z | true
          Sun 03:00-03:30 Europe/Helsinki     | 2026-10-25T01:30:00Z | false
          # New York, 8 March: 01:59:59 is followed by 03:00:00. 1 November: 01:00 happens twice.
          Sun 02:00-03:00 America/New_York    | 2026-03-08T07:00:00Z | false
          Sun 02:30-04:00 America/New_York    | 2026-03-08T06:59:59Z | false
          Sun 02:30-04:00 America/New_York    | 2026-03-08T07:00:00Z | true
          Mon-Fri 09:00-17:00 America/New_York | 2026-03-06T13:59:59Z | false
          Mon-Fri 09:00-17:00 America/New_York | 2026-03-06T14:00:00Z | true
          Mon-Fri 09:00-17:00 America/New_York | 2026-03-09T12:59:59Z | false
          Mon-Fri 09:00-17:00 America/New_York | 2026-03-09T13:00:00Z | true
          Sun 01:00-02:00 America/New_York    | 2026-11-01T05:00:00Z | true
          Sun 01:00-02:00 America/New_York    | 2026-11-01T06:59:59Z | true
          Sun 01:00-02:00 America/New_York    | 2026-11-01T07:00:00Z | false
          # Past midnight: the day is the one on which the span begins.
          Fri 22:00-06:00 UTC                 | 2026-03-06T21:59:59Z | false
          Fri 22:00-06:00 UTC                 | 2026-03-06T22:00:00Z | true
          Fri 22:00-06:00 UTC                 | 2026-03-07T05:59:59Z | true
          Fri 22:00-06:00 UTC                 | 2026-03-07T06:00:00Z | false
          Fri 22:00-06:00 UTC                 | 2026-03-06T05:00:00Z | false
          Sun 22:00-06:00 UTC                 | 2026-03-09T05:59:59Z | true
          Fri 22:00-00:00 UTC                 | 2026-03-06T23:59:59Z | true
          Fri 22:00-00:00 UTC                 | 2026-03-07T00:00:00Z | false
          # Past midnight on the night in which clocks go forward, and on the one in which they go back.
          Sat 22:00-06:00 Europe/Helsinki     | 2026-03-28T20:00:00Z | true
          Sat 22:00-06:00 Europe/Helsinki     | 2026-03-29T02:59:59Z | true
          Sat 22:00-06:00 Europe/Helsinki     | 2026-03-29T03:00:00Z | false
          Sat 22:00-06:00 Europe/Helsinki     | 2026-10-25T03:59:59Z | true
          Sat 22:00-06:00 Europe/Helsinki     | 2026-10-25T04:00:00Z | false
          # The end of a day, and whole days.
          Sat 00:00-24:00 UTC                 | 2026-03-06T23:59:59Z | false
          Sat 00:00-24:00 UTC                 | 2026-03-07T00:00:00Z | true
          Sat 00:00-24:00 UTC                 | 2026-03-07T23:59:59Z | true
          Sat 00:00-24:00 UTC                 | 2026-03-08T00:00:00Z | false
          Mon 18:00-24:00 UTC                 | 2026-03-02T23:59:59Z | true
          # Ranges of days that pass Sunday.
          Fri-Mon 10:00-11:00 UTC             | 2026-03-05T10:30:00Z | false
          Fri-Mon 10:00-11:00 UTC             | 2026-03-06T10:30:00Z | true
          Fri-Mon 10:00-11:00 UTC             | 2026-03-08T10:30:00Z | true
          Fri-Mon 10:00-11:00 UTC             | 2026-03-09T10:30:00Z | true
          Fri-Mon 10:00-11:00 UTC             | 2026-03-10T10:30:00Z | false
          Mon-Sun 10:00-11:00 UTC             | 2026-03-10T10:30:00Z | true
          Tue-Mon 10:00-11:00 UTC             | 2026-03-09T10:30:00Z | true
          # A day in one zone is another one in another zone.
          Tue 08:00-10:00 Asia/Tokyo          | 2026-03-02T23:30:00Z | true
          Mon 18:00-20:00 America/New_York    | 2026-03-02T23:30:00Z | true
          # Several.
          Mon-Fri 08:00-12:00 UTC, Sat 10:00-11:00 Europe/Helsinki | 2026-03-07T08:30:00Z | true
          Mon-Fri 08:00-12:00 UTC,Sat 10:00-11:00 Europe/Helsinki  | 2026-03-07T09:30:00Z | false
          """)
  void the_wall_clock_of_the_zone_decides(String text, Instant now, boolean inside) {
    assertThat(read(text).contains(now)).isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                     | '' must be days, hours and a zone, like Mon-Fri 08:00-18:00 Europe/Helsinki; several are separated by commas
          Mon-Fri 08:00-18:00                    | 'Mon-Fri 08:00-18:00' must be days, hours and a zone, like Mon-Fri 08:00-18:00 Europe/Helsinki; several are separated by commas
          Mon-Fri 8-18 UTC                       | in 'Mon-Fri 8-18 UTC', '8' must be a time from 00:00 to 24:00, with two digits each
          Mon-Fri 08:00-25:00 UTC                | in 'Mon-Fri 08:00-25:00 UTC', '25:00' must be a time from 00:00 to 24:00, with two digits each
          Mon-Fri 08:00-24:30 UTC                | in 'Mon-Fri 08:00-24:30 UTC', '24:30' must be a time from 00:00 to 24:00, with two digits each
          Mon-Fri 24:00-06:00 UTC                | in 'Mon-Fri 24:00-06:00 UTC', 24:00 is the end of a day: write 00:00 for the start of the next one
          Mon-Fri 08:00-08:00 UTC                | in 'Mon-Fri 08:00-08:00 UTC', 08:00-08:00 is empty: write 00:00-24:00 for a whole day
          Monday 08:00-18:00 UTC                 | in 'Monday 08:00-18:00 UTC', 'Monday' must be one of Mon, Tue, Wed, Thu, Fri, Sat, Sun
          mon-fri 08:00-18:00 UTC                | in 'mon-fri 08:00-18:00 UTC', 'mon' must be one of Mon, Tue, Wed, Thu, Fri, Sat, Sun
          Mon-Fri 08:00-18:00 Helsinki           | in 'Mon-Fri 08:00-18:00 Helsinki', 'Helsinki' must be a zone like Europe/Helsinki, or UTC; did you mean 'Europe/Helsinki'?
          Mon-Fri 08:00-18:00 europe/helsinki    | in 'Mon-Fri 08:00-18:00 europe/helsinki', 'europe/helsinki' must be a zone like Europe/Helsinki, or UTC; did you mean 'Europe/Helsinki'?
          Mon-Fri 08:00-18:00 EET                | in 'Mon-Fri 08:00-18:00 EET', 'EET' must be a zone like Europe/Helsinki, or UTC
          Mon-Fri 08:00-18:00 +02:00             | 'Mon-Fri 08:00-18:00 +02:00' must be days, hours and a zone, like Mon-Fri 08:00-18:00 Europe/Helsinki; several are separated by commas
          Mon 08:00-18:00 UTC,                   | '' must be days, hours and a zone, like Mon-Fri 08:00-18:00 Europe/Helsinki; several are separated by commas
          """)
  void unreadable_hours_are_refused_with_a_sentence(String text, String problem) {
    var problems = new ArrayList<String>();
    assertThat(OfficeHours.parse(text, problems::add)).isEmpty();
    assertThat(problems.getFirst()).isEqualTo(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Mond-Frid 8:00-18:60 EST", "Mon 08:00-18:00 UTC; Tue 08:00-18:00 UTC"})
  void every_mistake_is_reported_and_nothing_is_read(String text) {
    var problems = new ArrayList<String>();
    assertThat(OfficeHours.parse(text, problems::add)).isEmpty();
    assertThat(problems).hasSize(text.contains(";") ? 1 : 5);
  }

  private static OfficeHours read(String text) {
    List<String> problems = new ArrayList<>();
    var hours = OfficeHours.parse(text, problems::add);
    assertThat(problems).isEmpty();
    return hours.orElseThrow();
  }
}

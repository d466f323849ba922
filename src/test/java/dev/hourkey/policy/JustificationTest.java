package dev.hourkey.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JustificationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INC-42: disk full | true",
        "the disk, see OPS-7 | true",
        "UTF-8 breaks INC-42 | true",
        "the disk is full | false",
        "ABC-1: disk full | false",
        "inc-42: disk full | false",
        "INC-0: disk full | false",
        "XINC-42X: disk full | false",
      })
  void a_ticket_must_be_of_one_of_the_projects(String text, boolean names) {
    var rule = new Justification(0, Optional.empty(), Optional.empty(), Set.of("OPS", "INC"));
    assertThat(rule.refusal(text)).as("without the ticket").isEmpty();
    assertThat(rule.refusalWithTicket(text))
        .isEqualTo(
            names
                ? Optional.empty()
                : Optional.of(new Refusal.TicketNotNamed(List.of("INC", "OPS"))));
    assertThat(rule.refusalWithTicket("")).contains(new Refusal.JustificationTooShort(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(\\w+\\s?){3,40}",
        "(a+)+b",
        "(a|aa)+b",
        "(.*a){20}b",
        "((\\w+\\s?){3,40}){1,20}",
        "(\\w*\\W*)*!{5}"
      })
  void no_pattern_and_no_reason_take_long(String pattern) {
    assertThat(JustificationPattern.problem(pattern)).isEmpty();
    var rule = new Justification(0, Optional.of(pattern), Optional.empty());
    String reason = "a".repeat(Justification.MAX_LENGTH - 1) + "?";
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(rule.refusal(reason)).isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?=.*INC-)[A-Z]+",
        "(INC|OPS)-\\1",
        "[A-Z]++",
        "(?>INC)",
        "[a-z&&[^aeiou]]+",
        "\\p{Alpha}+",
        "(INC",
        "INC)",
        "a{1001}",
        "((a{1000}){1000}){1000}",
        "(((a{30}){30}){30}){30}",
        "\\Q[\\E((a{1000}){1000}){1000}",
        "[[]((a{1000}){1000}){1000}",
      })
  void patterns_that_re2_lacks_or_that_need_too_much_memory_are_refused(String pattern) {
    assertThat(JustificationPattern.problem(pattern)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[A-Z]+-[0-9]+.*",
        "[A-Z]{2,10}-[0-9]{1,6}: .{10,400}",
        ".{1,500} .{1,500}",
        "(?i)inc-\\d+\\b.*",
        "\\p{L}+ \\x{1F600}",
        "\\QINC-\\E\\d{1,5}"
      })
  void ordinary_patterns_are_taken(String pattern) {
    assertThat(JustificationPattern.problem(pattern)).isEmpty();
  }

  @Test
  void the_whole_reason_must_match_over_all_its_lines() {
    var rule = new Justification(0, Optional.of("INC-[0-9]+: .*"), Optional.of("INC-42: disk"));
    assertThat(rule.refusal("INC-42: disk\nis full")).isEmpty();
    assertThat(rule.refusal("see INC-42: disk"))
        .hasValue(new Refusal.JustificationMismatch("INC-42: disk"));
  }

  @ParameterizedTest
  @CsvSource({"10,'abc def hi',true", "10,'abc    def',false", "0,'',false", "0,x,true"})
  void a_reason_is_long_enough_by_what_is_seen(int minimum, String why, boolean enough) {
    var rule = new Justification(minimum, Optional.empty(), Optional.empty());
    assertThat(rule.refusal(why).isEmpty()).isEqualTo(enough);
    assertThat(rule.refusal("\u3164".repeat(40))).isPresent();
  }
}

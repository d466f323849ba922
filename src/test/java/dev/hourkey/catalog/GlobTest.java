package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aws-*-readonly   | aws-prod-readonly   | true",
        "aws-*-readonly   | aws--readonly       | true",
        "aws-*-readonly   | aws-readonly        | false",
        "aws-*-readonly   | aws-prod-readonly-2 | false",
        "aws-*-readonly   | my-aws-x-readonly   | false",
        "*                | anything            | true",
        "*                | ''                  | true",
        "a?c              | abc                 | true",
        "a?c              | ac                  | false",
        "a*b*c            | a-b-b-c             | true",
        "a*b*c            | a-b-d               | false",
        "Workloads/Dev/*  | Workloads/Dev/Team  | true",
        "Workloads/Dev/*  | Workloads/Dev/A/B   | true",
        "Workloads/Dev/*  | Workloads/Dev       | false",
        "Workloads/Dev/*  | Workloads/Devil     | false",
        "a.c              | abc                 | false",
        "Prod             | prod                | false",
      })
  void a_pattern_matches_the_whole_text(String pattern, String text, boolean matches) {
    assertThat(Glob.matches(pattern, text)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*      | a      | true",
        "a*     | a*b    | true",
        "a*     | ab     | true",
        "a*b    | a*     | false",
        "a?     | a*     | false",
        "a?     | a?     | true",
        "ab     | a?     | false",
      })
  void a_pattern_covers_another_one_only_if_it_matches_all_that_the_other_does(
      String pattern, String other, boolean covers) {
    assertThat(Glob.cover(List.of(pattern), List.of(other))).isEqualTo(covers);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aws-.*        | aws-*",
        "^aws-[a-z]+$  | ",
        "aws-**        | aws-*",
        "{prod,dev}-ro | ",
        "^aws$         | aws",
      })
  void patterns_in_other_syntaxes_are_refused(String pattern, String meant) {
    assertThat(Glob.problem(pattern)).isPresent();
    assertThat(Glob.suggestion(pattern).orElse(null)).isEqualTo(meant);
  }
}

package dev.hourkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainCommandTest {
  private static final String FILE =
      """
      version: 1
      channels: { approvals: aws-approvals }
      defaults:
        durations: [30m, 1h]
      entitlements:
        - id: prod
          group: aws-prod
          eligible: [group:engineering, person:chloe@example.com]
          excluded: [group:contractors]
          approvers: [group:sre-leads]
          approvals: 2
      """;

  @TempDir Path folder;

  @Test
  void who_may_request_reads_why_and_what_is_still_missing() throws IOException {
    CommandOutput output = explain("ana@example.com", "prod", "--groups", "Engineering,other");
    assertThat(output.exit()).isZero();
    assertThat(output.out())
        .isEqualTo(
            """
            ana@example.com may request prod for 30m: then it needs 2 approvals
            decided by line 8, eligible
              satisfied   line 8, eligible: engineering
              unsatisfied line 8, eligible: chloe@example.com
              satisfied   line 9, excluded: not contractors
              satisfied   line 4, durations: is offered for this long
              unknown     line 6, justification: is accepted
              stage 1: 2 approvals by sre-leads
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | ana@example.com --groups other | you're not eligible for this access",
        "1 | ana@example.com --groups engineering,contractors | decided by line 9, excluded",
        "1 | ana@example.com --groups engineering --duration 8h | decided by line 4, durations",
        "1 | ana@example.com --groups engineering --justification no | decided by line 6, justification",
        "3 | ana@example.com | it is unknown whether the person is in engineering, contractors",
        "3 | chloe@example.com | it is unknown whether the person is in",
        "0 | chloe@example.com --groups other --duration 1h --at 2026-03-02T08:40:00Z | may request prod for 1h",
      })
  void the_exit_code_says_whether_they_may(int exit, String arguments, String words)
      throws IOException {
    String[] split = arguments.split(" ");
    CommandOutput output = explain(split[0], "prod", Arrays.copyOfRange(split, 1, split.length));
    assertThat(output.out()).contains(words);
    assertThat(output.exit()).isEqualTo(exit);
  }

  @Test
  void json_has_each_condition_with_its_line() throws IOException {
    JsonNode json =
        new ObjectMapper()
            .readTree(explain("ana@example.com", "prod", "--groups", "x", "--json").out());
    assertThat(json.at("/answer").asText()).isEqualTo("may_not");
    assertThat(json.at("/line").asInt()).isEqualTo(8);
    assertThat(json.at("/checks/0/truth").asText()).isEqualTo("unsatisfied");
    assertThat(json.at("/checks/2/key").asText()).isEqualTo("excluded");
    assertThat(json.at("/stages/0/approvals").asInt()).isEqualTo(2);
  }

  @Test
  void an_unknown_entitlement_and_a_file_with_mistakes_are_named() throws IOException {
    assertThat(explain("ana@example.com", "dev").exit()).isEqualTo(1);
    assertThat(explain("ana@example.com", "dev").err()).contains("'dev' can't be requested");
    Path broken = Files.writeString(folder.resolve("broken.yaml"), FILE.replace("group:", "grp:"));
    CommandOutput output = CommandOutput.of("explain", broken.toString(), "ana", "prod");
    assertThat(output.exit()).isEqualTo(2);
    assertThat(output.err()).contains("line 7: 'grp' is not known here");
    assertThat(explain("ana", "prod", "--duration", "90").exit()).isEqualTo(2);
  }

  private CommandOutput explain(String person, String entitlement, String... options)
      throws IOException {
    Path file = Files.writeString(folder.resolve("policy.yaml"), FILE);
    return CommandOutput.of(
        Stream.concat(
                Stream.of("explain", file.toString(), person, entitlement), Arrays.stream(options))
            .toArray(String[]::new));
  }
}

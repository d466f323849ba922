package dev.hourkey.catalog;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that look right and are not: each is refused in a sentence with its line. */
class PolicyTrapsTest {
  private static final String GOOD =
      """
      version: 1
      channels:
        approvals: aws-approvals
        operations: aws-ops
      entitlements:
        - id: prod-readonly
          name: Production
          group: aws-prod-readonly
          permission_set: ReadOnlyAccess
          eligible: [group:engineering]
          approvers: [group:sre-leads]
          channel: prod-approvals
          justification: { pattern: "INC-[0-9]+.*", example: "INC-42: disk full" }
      """;

  @TempDir Path folder;

  @Test
  void the_file_without_the_mistakes_is_valid() {
    assertThat(problems(GOOD)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "approvals: aws-approvals",
        "operations: aws-ops",
        "name: Production",
        "group: aws-prod-readonly",
        "permission_set: ReadOnlyAccess",
        "channel: prod-approvals",
      })
  void an_empty_value_is_refused_everywhere(String entry) {
    String key = entry.substring(0, entry.indexOf(':'));
    long line = GOOD.substring(0, GOOD.indexOf(entry)).lines().count();
    for (String nothing :
        List.of("#aws", "", "~", "null", "\"\"", "\" \"", "\"\\u200b\"", "\"\\u3164\\u00ad\"")) {
      assertThat(problems(GOOD.replace(entry, key + ": " + nothing)))
          .as(nothing)
          .anySatisfy(
              one -> assertThat(one).startsWith("line " + line + ": '" + key + "' is empty"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"group:", "group: ", "group:\u200b", "person:", "~", "", "\u00ad"})
  void an_empty_principal_is_refused(String nothing) {
    for (String key : List.of("eligible: [group:engineering]", "approvers: [group:sre-leads]")) {
      String item = nothing.equals("~") ? nothing : '"' + nothing + '"';
      String slip = GOOD.replace(key, key.substring(0, key.indexOf('[')) + "[" + item + "]");
      assertThat(problems(slip)).anySatisfy(one -> assertThat(one).startsWith("line 1"));
    }
  }

  @Test
  void a_principal_that_became_a_mapping_is_reported_with_a_suggestion() {
    assertThat(problems(GOOD.replace("group:engineering", "group: engineering")))
        .containsExactly(
            "line 10: an item of 'eligible' must be a single value, like group:engineering without the space");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AWS-Approvals", "aws approvals", "\"@bruno\"", "\"<#C0123456789>\""})
  void an_impossible_channel_name_is_refused(String channel) {
    assertThat(problems(GOOD.replace("approvals: aws-approvals", "approvals: " + channel)))
        .first()
        .asString()
        .startsWith("line 3: 'approvals' must be the name of a channel");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"#aws-approvals\"", "C0123456789", "aws_approvals-2", "genehmigungen-ü"})
  void names_and_ids_of_channels_are_taken(String channel) {
    assertThat(problems(GOOD.replace("approvals: aws-approvals", "approvals: " + channel)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "approvers: [person:ana@example.com]",
        "approvers: [manager]",
        "approvers: [\"person:ana@example.com\", \"person: Ana@Example.com\"]",
      })
  void two_approvals_of_one_person_are_refused(String approvers) {
    assertThat(
            problems(
                GOOD.replace("approvers: [group:sre-leads]", approvers + "\n    approvals: 2")))
        .containsExactly(
            "line 11: 'prod-readonly' needs 2 approvals by different people, but 'approvers' can only be 1: name a group or more people");
  }

  @Test
  void enough_people_or_a_group_are_accepted() {
    for (String approvers :
        List.of(
            "[person:ana@example.com, person:bruno@example.com]",
            "[person:ana@example.com, manager]",
            "[person:ana@example.com, group:sre-leads]",
            "[anyone]")) {
      assertThat(problems(GOOD.replace("[group:sre-leads]", approvers + "\n    approvals: 2")))
          .isEmpty();
    }
  }

  @Test
  void the_only_one_who_may_request_is_not_the_only_one_who_may_approve() {
    String one =
        GOOD.replace("[group:engineering]", "[person:ana@example.com]")
            .replace("[group:sre-leads]", "[\"person:Ana@example.com\"]");
    assertThat(problems(one))
        .singleElement()
        .asString()
        .startsWith("line 11: 'prod-readonly' could never be approved");
    String two =
        GOOD.replace("[group:engineering]", "[person:ana@example.com, person:bruno@example.com]")
            .replace(
                "[group:sre-leads]",
                "[person:ana@example.com, person:bruno@example.com]\n    approvals: 2");
    assertThat(problems(two)).singleElement().asString().contains("could never be approved");

    assertThat(problems(one + "    self_approval: true\n")).isEmpty();
    assertThat(problems(one.replace("[person:ana@example.com]", "[anyone]"))).isEmpty();
    assertThat(problems(two.replace("approvals: 2", "approvals: 1"))).isEmpty();
  }

  @Test
  void an_id_that_is_a_command_is_refused() throws IOException {
    for (String command : EntitlementChecks.COMMANDS) {
      assertThat(problems(GOOD.replace("id: prod-readonly", "id: " + command)))
          .containsExactly(
              "line 6: '%s' cannot be an id, because `/aws-access %s` is a command"
                  .formatted(command, command));
    }
    Set<String> commands =
        Pattern.compile("case \"([a-z]+)\"")
            .matcher(
                Files.readString(Path.of("src/main/java/dev/hourkey/slack/SlashCommands.java")))
            .results()
            .map(found -> found.group(1))
            .collect(toSet());
    assertThat(commands).isNotEmpty().isSubsetOf(EntitlementChecks.COMMANDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"disk is full on db-1", "INC-42", "see INC-42: disk full"})
  void an_example_that_would_be_refused_is_refused(String example) {
    assertThat(problems(GOOD.replace("INC-42: disk full", example)))
        .singleElement()
        .asString()
        .startsWith("line 13: the 'example' '" + example + "' would be refused itself");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(?=INC).*", "(a)\\\\1", "((a{1000}){1000}){1000}", "[a-z&&b]+"})
  void a_pattern_that_re2_cannot_express_is_refused(String pattern) {
    assertThat(problems(GOOD.replace("INC-[0-9]+.*", pattern)))
        .first()
        .asString()
        .startsWith("line 13: 'pattern' ");
  }

  @Test
  void a_permission_set_has_a_name_that_aws_allows() {
    assertThat(problems(GOOD.replace("ReadOnlyAccess", "Read Only")))
        .containsExactly(
            "line 9: 'permission_set' must be a name of 1 to 32 letters, digits and +=,.@_-, not 'Read Only'");
  }

  @Test
  void any_number_of_entitlements_may_share_an_anchor() {
    String file =
        """
        version: 1
        channels: { approvals: aws-approvals }
        entitlements:
          - { id: e0, group: g0, eligible: &everybody [group:all], approvers: &leads [group:leads], justification: &why { min_length: 20 } }
        """
            + IntStream.rangeClosed(1, 300)
                .mapToObj(
                    "  - { id: e%1$d, group: g%1$d, eligible: *everybody, approvers: *leads, justification: *why }\n"
                        ::formatted)
                .collect(joining());
    PolicyFile read = PolicyFile.parse(file);
    assertThat(read.problems()).isEmpty();
    assertThat(read.specs())
        .hasSize(301)
        .allSatisfy(
            spec -> {
              assertThat(spec.stages().getFirst().approvers()).containsExactly("group:leads");
              assertThat(spec.justification().minLength()).isEqualTo(20);
            });
  }

  @Test
  void aliases_that_multiply_are_refused_at_once() {
    StringBuilder bomb = new StringBuilder("version: 1\nx0: &x0 [a, a]\n");
    for (int level = 1; level < 60; level++) {
      bomb.append("x%1$d: &x%1$d [*x%2$d, *x%2$d]\n".formatted(level, level - 1));
    }
    bomb.append("entitlements: *x59\n");
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () ->
            assertThat(problems(bomb.toString()))
                .containsExactly(
                    "line 18: with its aliases expanded, this has more than 200000 values"));
    String wide =
        "version: 1\nx: &x ["
            + "a,".repeat(1000)
            + "a]\nentitlements: ["
            + "*x,".repeat(1000)
            + "*x]\n";
    assertThat(problems(wide))
        .containsExactly("line 3: with its aliases expanded, this has more than 200000 values");
    assertThat(problems("version: 1\nentitlements: &x [*x]\n"))
        .containsExactly("line 2: this anchor contains itself");
  }

  @Test
  void deeply_chained_anchors_do_not_overflow_the_stack() {
    String chain =
        "version: 1\nx0: &x0 [a]\n"
            + IntStream.rangeClosed(1, 20_000)
                .mapToObj(level -> "x%1$d: &x%1$d [*x%2$d]\n".formatted(level, level - 1))
                .collect(joining());
    assertThat(problems(chain)).isNotEmpty();
  }

  @Test
  void an_endless_file_is_refused() throws IOException {
    Path large = folder.resolve("policy.yaml");
    Files.writeString(large, GOOD + "#".repeat(1_000_001));
    assertThat(PolicyFile.read(large).problems().getFirst().sentence())
        .endsWith("is larger than 1 MB");
  }

  private static List<String> problems(String yaml) {
    return PolicyFile.parse(yaml).problems().stream().map(CatalogProblem::sentence).toList();
  }
}

package dev.hourkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
          escalate: { after: 30m, to: [group:sre-directors] }
      """;

  private static final String WITH_OVERRIDES =
      """
      version: 1
      channels: { approvals: aws-approvals }
      on_call: { platform: { pagerduty: PSCHED1 }, web: { jsm: s1 } }
      tickets: { jira: { projects: [OPS] } }
      entitlements:
        - id: prod
          group: aws-prod
          eligible: [group:engineering]
          approvers: [group:sre-leads]
          approvals: 2
          durations: [1h, 2h]
          overrides:
            - { when: 'requester.on_call("platform") && duration <= duration("1h")', approvals: 0 }
            - { when: '!in_hours("Mon-Fri 08:00-18:00 Europe/Helsinki")', approvers: [on_call:platform] }
        - { id: logs, group: aws-logs, approvals: 0 }
      """;

  private static final String WITH_LIMITS =
      FILE.replace(
          "    approvals: 2\n",
          "    approvals: 2\n    limits: { total: 2h, within: 7d, cool_down: 30m }\n");

  @TempDir Path folder;

  @Test
  void entitlements_of_rules_are_unknown_unless_the_directories_are_queried() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("rules.yaml"),
            FILE + "rules:\n  - { match: { group: 'x-*' }, id: '{group}', approvals: 0 }\n");
    CommandOutput unknown = CommandOutput.of("explain", file.toString(), "ana@example.com", "x-1");
    assertThat(unknown.exit()).isEqualTo(3);
    assertThat(unknown.err()).contains("Only Entra and AWS know whether a rule makes it");
    assertThat(
            CommandOutput.of("explain", file.toString(), "chloe@example.com", "prod", "--groups=")
                .exit())
        .as("what is written is known")
        .isZero();
    assertThat(CommandOutput.of("check", file.toString()).out())
        .contains("1 entitlement and 1 rule, no problems");
  }

  @ParameterizedTest
  @CsvSource({
    "ana@example.com, 'engineering,sre', satisfied",
    "ana@example.com, engineering, unsatisfied",
    "ana@example.com, 'sre,contractors', unsatisfied"
  })
  void break_glass_is_a_line_of_its_own(String person, String groups, String result)
      throws IOException {
    String file =
        FILE.replace(
            "    approvals: 2\n",
            """
                approvals: 2
                break_glass: { eligible: [group:sre], review_by: [group:security] }
            """);
    String line =
        "%-11s line 12, break_glass: may have it at once for at most 1h, reviewed by security"
            .formatted(result);
    assertThat(explainWith(file, person, "prod", "--groups", groups).out()).contains(line);
    assertThat(explainWith(file, person, "prod", "--groups", groups, "--json").out())
        .contains("\"break_glass\" : {", "\"result\" : \"" + result + "\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | | unknown     line 12, limits: at most 2 hours in 7 days",
        "0 | | unknown     line 12, limits: a pause of 30 minutes after the last one",
        "0 | --used 0 | satisfied   line 12, limits: a pause of 30 minutes after the last one",
        "0 | --used 90m --last-ended 30m | satisfied   line 12, limits: at most 2 hours in 7 days",
        "1 | --used 91m | decided by line 12, limits",
        "1 | --used 91m | one person may have this access for 2 hours in 7 days, and 29 minutes of"
            + " that is left",
        "1 | --last-ended 29m --at 2026-03-02T08:40:00Z | the next one can start from"
            + " 2026-03-02T08:41:00Z",
        "1 | --last-ended 0 | unsatisfied line 12, limits: a pause of 30 minutes after the last"
            + " one",
      })
  void limits_are_evaluated_as_far_as_it_is_known_what_was_used(
      int exit, @Nullable String options, String words) throws IOException {
    String[] all = ("--groups engineering" + (options == null ? "" : " " + options)).split(" ");
    CommandOutput output = explainWith(WITH_LIMITS, "ana@example.com", "prod", all);
    assertThat(output.out()).contains(words);
    assertThat(output.exit()).isEqualTo(exit);
  }

  @ParameterizedTest(name = "{1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | --start 2026-03-04T08:00:00Z | ana@example.com may request prod for 30m from"
            + " 2026-03-04T08:00:00Z: then it needs 2 approvals",
        "0 | --start 2026-03-04T08:00:00Z | satisfied   line 6, start_ahead: starts at most 3 days"
            + " ahead",
        "1 | --start 2026-03-05T08:41:00Z | this access may start at most 3 days ahead",
        "1 | --start 2026-03-05T08:41:00Z | decided by line 6, start_ahead",
        "0 | --start 2026-03-01T08:00:00Z | may request prod",
        "1 | --last-ended 0 | there is a pause of 30 minutes between grants of this access",
        "0 | --last-ended 0 --start 2026-03-02T09:10:00Z | satisfied   line 7, limits: a pause",
        "1 | --last-ended 0 --start 2026-03-02T09:09:00Z | decided by line 7, limits",
        "1 | --used 2h | decided by line 7, limits",
        "0 | --used 2h --start 2026-03-04T08:00:00Z | satisfied   line 7, limits: at most 2 hours"
            + " in 1 day",
      })
  void a_later_start_is_evaluated_with_the_limits_at_that_time(
      int exit, String options, String words) throws IOException {
    String file =
        FILE.replace(
            "- id: prod",
            """
            - start_ahead: 3d
                limits: { total: 2h, within: 1d, cool_down: 30m }
                id: prod\
            """);
    CommandOutput output =
        explainWith(
            file,
            "ana@example.com",
            "prod",
            ("--groups engineering --at 2026-03-02T08:40:00Z " + options).split(" "));
    assertThat(output.out()).contains(words);
    assertThat(output.exit()).isEqualTo(exit);
  }

  @ParameterizedTest(name = "{1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | --by lea@example.com --by-groups team-leads | lea@example.com may request prod on"
            + " behalf of ana@example.com for 30m: then it needs 2 approvals",
        "0 | --by lea@example.com --by-groups team-leads | satisfied   line 6, on_behalf_of:"
            + " team-leads",
        "0 | --by Head@example.com --by-groups= | satisfied   line 6, on_behalf_of:"
            + " head@example.com",
        "1 | --by lea@example.com --by-groups engineering | you can't request this access for"
            + " others",
        "1 | --by lea@example.com --by-groups engineering | decided by line 6, on_behalf_of",
        "3 | --by lea@example.com | it is unknown whether the person who requests it for them is in"
            + " team-leads",
        "0 | --by Ana@example.com | ana@example.com may request prod for 30m",
        "1 | --by lea@example.com --by-groups team-leads --groups contractors | you're excluded",
      })
  void the_sender_of_a_request_for_somebody_else_is_evaluated_too(
      int exit, String options, String words) throws IOException {
    String file =
        FILE.replace(
            "- id: prod",
            "- on_behalf_of: [group:team-leads, person:head@example.com]\n    id: prod");
    String groups = options.contains("--groups") ? "" : " --groups engineering";
    CommandOutput output =
        explainWith(file, "ana@example.com", "prod", (options + groups).split(" "));
    assertThat(output.out()).contains(words);
    assertThat(output.exit()).isEqualTo(exit);
    assertThat(output.err()).isEmpty();
  }

  @ParameterizedTest(name = "{1} {2}: {0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "3 | ana@example.com | - | it is unknown whether the person is"
            + " 0f8fad5b-d9cb-469f-a165-70867728950e",
        "0 | 0F8FAD5B-d9cb-469f-a165-70867728950e | - | may request prod for 30m",
        "1 | 0f8fad5b-d9cb-469f-a165-000000000000 | - | you're not eligible",
        "0 | chloe@example.com | - | may request prod for 30m",
        "1 | ana@example.com | --duration=9h | is offered for this long",
        "3 | chloe@example.com | --by=lea@example.com | whether the person who requests it for them"
            + " is 0f8fad5b-d9cb-469f-a165-70867728950e",
      })
  void an_object_id_is_unknown_if_only_an_address_is_given(
      int exit, String person, @Nullable String option, String words) throws IOException {
    String id = "person:0f8fad5b-d9cb-469f-a165-70867728950e";
    String file =
        FILE.replace("group:engineering", id)
            .replace("- id: prod", "- on_behalf_of: [" + id + "]\n    id: prod");
    CommandOutput output =
        option == null
            ? explainWith(file, person, "prod", "--groups=")
            : explainWith(file, person, "prod", "--groups=", "--by-groups=", option);
    assertThat(output.out()).contains(words);
    assertThat(output.exit()).isEqualTo(exit);
  }

  @Test
  void somebody_whose_object_id_may_be_excluded_may_not_be_told_that_they_may() throws IOException {
    String file = FILE.replace("group:contractors", "person:0f8fad5b-d9cb-469f-a165-70867728950e");
    assertThat(explainWith(file, "chloe@example.com", "prod", "--groups=").exit()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"--start=2099-03-02T08:40:00Z", "--by=lea@example.com"})
  void break_glass_is_neither_for_later_nor_for_others(String option) throws IOException {
    String file =
        FILE.replace(
            "- id: prod",
            "- break_glass: { eligible: [group:sre], review_by: [group:security] }\n    id: prod");
    assertThat(explainWith(file, "ana", "prod", "--groups=sre").out())
        .contains("satisfied   line 6, break_glass");
    assertThat(explainWith(file, "ana", "prod", "--groups=sre", option).out())
        .contains("unsatisfied line 6, break_glass");
  }

  @Test
  void the_answer_says_why_somebody_may_request_and_what_is_unknown() throws IOException {
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
              stage 1: 2 approvals by sre-leads, after 30m without an approval also by sre-directors
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | ana@example.com --groups other | you're not eligible for this access",
        "1 | ana@example.com --groups engineering,contractors | decided by line 9, excluded",
        "1 | ana@example.com --groups engineering --duration 8h | decided by line 4, durations",
        "1 | ana@example.com --groups engineering --justification no | decided by line 6,"
            + " justification",
        "3 | ana@example.com | it is unknown whether the person is in engineering, contractors",
        "3 | chloe@example.com | it is unknown whether the person is in",
        "0 | chloe@example.com --groups other --duration 1h --at 2026-03-02T08:40:00Z | may request"
            + " prod for 1h",
      })
  void the_exit_code_says_whether_they_may(int exit, String arguments, String words)
      throws IOException {
    String[] split = arguments.split(" ", -1);
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
    assertThat(json.at("/checks/0/result").asText()).isEqualTo("unsatisfied");
    assertThat(json.at("/checks/2/key").asText()).isEqualTo("excluded");
    assertThat(json.at("/stages/0/approvals").asInt()).isEqualTo(2);
  }

  @ParameterizedTest(name = "{1}: {2}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "0; ana --groups engineering --on-call platform --at 2026-03-02T10:00:00Z; no approval is"
            + " needed",
        "0; ana --groups engineering --on-call platform --at 2026-03-02T10:00:00Z; by the override"
            + " in line 13: requester.on_call(\"platform\") && duration <= duration(\"1h\")",
        "0; ana --groups engineering --on-call platform --duration 2h --at 2026-03-02T10:00:00Z;"
            + " then it needs 2 approvals",
        "0; ana --groups engineering --on-call web --at 2026-03-02T10:00:00Z; 2 approvals by"
            + " sre-leads",
        "0; ana --groups engineering --on-call= --at 2026-03-02T10:00:00Z; 2 approvals by"
            + " sre-leads",
        "0; ana --groups engineering --on-call web --on-call platform --at 2026-03-02T10:00:00Z; no"
            + " approval is needed",
        "0; ana --groups engineering --on-call web --at 2026-03-02T20:00:00Z; 2 approvals by the"
            + " people on call for platform",
        "0; ana --groups engineering --duration 2h --at 2026-03-02T20:00:00Z; unsatisfied line 13,"
            + " overrides: requester.on_call",
        "0; ana --groups engineering --duration 2h --at 2026-03-02T20:00:00Z; satisfied   line 14,"
            + " overrides: !in_hours",
        "3; ana --groups engineering --at 2026-03-02T10:00:00Z; It is unknown whether ana may"
            + " request prod for 1h: Hourkey can't tell which rules apply: it is unknown whether"
            + " the person is on call for platform",
        "3; ana --groups engineering --at 2026-03-02T10:00:00Z; unknown     line 13, overrides:"
            + " requester.on_call",
        "3; ana --on-call platform --at 2026-03-02T10:00:00Z; it is unknown whether the person is"
            + " in engineering",
        "0; ana --groups engineering --on-call platform --at 2026-03-02T10:00:00Z; satisfied   line"
            + " 8, eligible: engineering",
      })
  void the_override_that_applies_is_named(int exit, String arguments, String words)
      throws IOException {
    String[] split = arguments.split(" ", -1);
    CommandOutput output =
        explainWith(WITH_OVERRIDES, split[0], "prod", Arrays.copyOfRange(split, 1, split.length));
    assertThat(output.err()).isEmpty();
    assertThat(output.out()).contains(words);
    assertThat(output.exit()).isEqualTo(exit);
  }

  @ParameterizedTest(name = "{1}: {2}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "0; --on-call platform --slack-groups=; may request",
        "1; --on-call platform --slack-groups contractors; you're excluded",
        "1; --on-call platform --slack-groups @contractors; you're excluded",
        "1; --on-call= --slack-groups=; you're not eligible",
        "1; --slack-groups contractors; you're excluded",
        "3; --on-call platform; it is unknown whether the person is in @contractors",
        "3; --slack-groups=; it is unknown whether the person is on call for platform",
        "1; --on-call=; you're not eligible",
      })
  void on_call_and_slack_groups_are_unknown_unless_they_are_given(
      int exit, String arguments, String words) throws IOException {
    String file =
        WITH_OVERRIDES
            .substring(0, WITH_OVERRIDES.indexOf("    overrides:"))
            .replace(
                "[group:engineering]",
                "[on_call:platform]\n    excluded: [slack_group:contractors]");
    CommandOutput output = explainWith(file, "ana", "prod", arguments.split(" ", -1));
    assertThat(output.out()).contains(words);
    assertThat(output.exit()).isEqualTo(exit);
  }

  @ParameterizedTest(name = "{0} with {1}: {2}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "requester.is_guest; --guest true; 0",
        "requester.is_guest; --guest false; 0",
        "requester.is_guest; --json; 3",
        "size(requester.open_grants) > 0; --open-grants logs; 0",
        "size(requester.open_grants) > 0; --json; 3",
        "requester.id == '1'; --json; 0",
        "permission_set == 'Admin'; --json; 0",
        "ticket.open; --json; 3",
        "'sre' in requester.groups; --json; 0",
      })
  void facts_of_a_condition_are_unknown_unless_they_are_given(
      String condition, String arguments, int exit) throws IOException {
    String file =
        WITH_OVERRIDES
            .replace("in_hours(\"Mon-Fri 08:00-18:00 Europe/Helsinki\")", "(%s)")
            .formatted(condition)
            .replace("'!(" + condition + ")'", "\"" + condition + "\"")
            .replace("eligible:", "permission_set: Admin\n    eligible:");
    String[] given =
        Stream.concat(
                Stream.of("--groups", "engineering", "--on-call="),
                Arrays.stream(arguments.split(" ", -1)))
            .toArray(String[]::new);
    CommandOutput output = explainWith(file, "ana", "prod", given);
    assertThat(output.err()).isEmpty();
    assertThat(output.exit()).as(output.out()).isEqualTo(exit);
  }

  @Test
  void json_has_the_override_and_each_condition_until_it() throws IOException {
    JsonNode json =
        new ObjectMapper()
            .readTree(
                explainWith(
                        WITH_OVERRIDES,
                        "ana",
                        "prod",
                        "--groups=engineering",
                        "--on-call=",
                        "--at=2026-03-02T20:00:00Z",
                        "--json")
                    .out());
    assertThat(json.at("/override/line").asInt()).isEqualTo(14);
    assertThat(json.at("/override/when").asText()).startsWith("!in_hours");
    assertThat(json.at("/overrides/0/result").asText()).isEqualTo("unsatisfied");
    assertThat(json.at("/overrides/1/result").asText()).isEqualTo("satisfied");
    assertThat(json.at("/stages/0/approvers").asText())
        .isEqualTo("the people on call for platform");
  }

  @Test
  void a_key_that_an_override_replaces_has_its_line() throws IOException {
    String file = WITH_OVERRIDES.replace("approvals: 0 }", "approvals: 0, eligible: [] }");
    assertThat(explainWith(file, "ana", "prod", "--groups=engineering", "--on-call=platform").out())
        .contains("decided by line 13, eligible", "unsatisfied line 13, eligible: nobody is named");
  }

  @Test
  void an_unknown_entitlement_and_a_file_with_mistakes_are_named() throws IOException {
    assertThat(explain("ana@example.com", "dev").exit()).isEqualTo(1);
    assertThat(explain("ana@example.com", "dev").err())
        .contains("there is no entitlement 'dev' that can be requested");
    Path broken = Files.writeString(folder.resolve("broken.yaml"), FILE.replace("group:", "grp:"));
    CommandOutput output = CommandOutput.of("explain", broken.toString(), "ana", "prod");
    assertThat(output.exit()).isEqualTo(2);
    assertThat(output.err()).contains("line 7: 'grp' is not known here");
    assertThat(explain("ana", "prod", "--duration", "90").exit()).isEqualTo(2);
  }

  @Test
  void a_misspelt_key_gets_a_suggestion() throws IOException {
    assertThat(explain("ana", "prd", "--groups=engineering").err())
        .contains("there is no entitlement 'prd' that can be requested; did you mean 'prod'?");
    assertThat(
            explainWith(
                    WITH_OVERRIDES,
                    "ana",
                    "prod",
                    "--groups=Enginering,sales",
                    "--on-call=platfrom")
                .err())
        .contains("warning: the file names no group 'Enginering'; did you mean 'engineering'?")
        .contains("warning: 'on_call' has no 'platfrom'; did you mean 'platform'?")
        .doesNotContain("sales");
    assertThat(explain("ana", "prod", "--by=lea", "--by-groups=Enginering").err())
        .contains("warning: the file names no group 'Enginering'; did you mean 'engineering'?");
    assertThat(explain("ana", "prod", "--groups=Engineering").err()).isEmpty();
    assertThat(explain("ana", "prod", "--at=tomorrow").exit()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "engineering, 1", // The other one of the bundle is for somebody else.
    "'engineering,dba', 0",
    "other, 1",
  })
  void a_bundle_has_one_answer_for_each_of_its_entitlements(String groups, int exit)
      throws IOException {
    String file =
        FILE
            + """
              - { id: db, group: aws-db, eligible: ['group:dba'], approvals: 0 }
            bundles: [{ id: incident, entitlements: [prod, db] }]
            """;
    CommandOutput output = explainWith(file, "ana@example.com", "incident", "--groups", groups);
    assertThat(output.out()).contains("request prod for 30m", "request db for 30m");
    assertThat(output.exit()).isEqualTo(exit);
  }

  @Test
  void a_bundle_is_unknown_while_one_of_it_is_unknown() throws IOException {
    String file = FILE + "bundles: [{ id: incident, entitlements: [prod] }]\n";
    assertThat(explainWith(file, "ana@example.com", "incident").exit()).isEqualTo(3);
  }

  private CommandOutput explain(String person, String entitlement, String... options)
      throws IOException {
    return explainWith(FILE, person, entitlement, options);
  }

  private CommandOutput explainWith(
      String text, String person, String entitlement, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("policy.yaml"), text);
    return CommandOutput.of(
        Stream.concat(
                Stream.of("explain", file.toString(), person, entitlement), Arrays.stream(options))
            .toArray(String[]::new));
  }
}

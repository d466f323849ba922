package dev.hourkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

class TestCommandTest {
  private static final String FILE =
      """
      version: 1
      channels: { approvals: aws-approvals }
      entitlements:
        - id: prod
          group: aws-prod
          eligible: [group:engineering]
          excluded: [group:contractors]
          stages:
            - { approvers: [manager] }
            - { approvers: [group:sre-leads], approvals: 2, escalate: { after: 30m, to: [group:sre-directors] } }
        - { id: logs, group: aws-logs, eligible: [anyone], approvals: 0 }
      """;

  private static final String CASES =
      """
      cases:
        - name: Engineers may, with three approvals
          person: ana@example.com
          groups: [engineering]
          entitlement: prod
          duration: 1h
          at: 2026-03-02T08:40:00Z
          justification: "INC-42: disk full"
          expect: { requestable: true, approvals: 3, who: [manager, "group:SRE-leads"], escalate_to: ["group:sre-directors"] }
        - name: Contractors <may> not
          person: carl@example.com
          groups: [engineering, contractors]
          entitlement: prod
          expect: { refused: excluded }
        - { person: dana@example.com, groups: [], entitlement: logs, expect: { approvals: 0 } }
      """;

  @TempDir Path folder;

  @Test
  void a_misspelt_key_gets_a_suggestion() throws IOException {
    CommandOutput output =
        test(
            CASES
                .replace("groups: [engineering]", "groups: [enginering]")
                .replace("entitlement: logs", "entitlement: log"));
    assertThat(output.err())
        .contains(
            "line 2: warning: the file names no group 'enginering'; did you mean 'engineering'?");
    assertThat(output.out())
        .contains("there is no entitlement 'log' that can be requested; did you mean 'logs'?");
  }

  @Test
  void files_that_can_not_be_read_or_written_are_named_without_a_stack_trace() throws IOException {
    Path file = Files.writeString(folder.resolve("policy.yaml"), FILE);
    Path cases = Files.writeString(folder.resolve("cases.yaml"), CASES);
    String nowhere = folder.resolve("no/such/folder/report.xml").toString();
    CommandOutput output =
        CommandOutput.of("test", file.toString(), cases.toString(), "--junit", nowhere);
    assertThat(output.exit()).isEqualTo(1);
    assertThat(output.err())
        .contains("There is no file or folder for " + nowhere)
        .doesNotContain("at ");
    output = CommandOutput.of("test", file.toString(), folder.resolve("none.yaml").toString());
    assertThat(output.exit()).isEqualTo(2);
    assertThat(output.err()).contains("there is no file");
  }

  @Test
  void cases_that_are_as_expected_exit_with_0() throws IOException {
    CommandOutput output = test(CASES);
    assertThat(output.err()).isEmpty();
    assertThat(output.out())
        .isEqualTo(
            """
            passed  Engineers may, with three approvals
            passed  Contractors <may> not
            passed  dana@example.com, logs
            3 cases, 0 failed
            """);
    assertThat(output.exit()).isZero();
  }

  @Test
  void a_case_can_say_how_much_was_used() throws IOException {
    String file =
        FILE.replace(
            "approvals: 0 }", "approvals: 0, limits: { total: 2h, within: 1d, cool_down: 1h } }");
    String one = "  - { person: ana@example.com, entitlement: logs, duration: 1h, %s }\n";
    CommandOutput output =
        testOf(
            file,
            "cases:\n"
                + one.formatted("name: A, used: 1h, last_ended: 2h, expect: { requestable: true }")
                + one.formatted(
                    "name: B, used: 90m, expect: { refused: 30 minutes of that is left }")
                + one.formatted("name: C, last_ended: 59m, expect: { refused: a pause of 1 hour }")
                + one.formatted("name: D, used: 0, expect: { refused: pause }"));
    assertThat(output.out())
        .contains("passed  A\n", "passed  B\n", "passed  C\n", "FAILED  D\n", "4 cases, 1 failed");
    assertThat(
            testOf(FILE, "cases:\n" + one.formatted("used: some, expect: { approvals: 0 }")).err())
        .contains("'used' must be 0 or a duration like 45s, 30m, 8h or 2d, not 'some'");
  }

  @ParameterizedTest(name = "{0}, expect {1}: {2}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "start: 2026-03-04T12:00:00Z; requestable: true; passed",
        "start: 2026-03-06T12:00:00Z; refused: at most 3 days ahead; passed",
        "start: 2026-03-06T12:00:00Z; requestable: true; at most 3 days ahead",
        "by: { person: lea@example.com, groups: [team-leads] }; approvals: 2; passed",
        "by: { person: lea@example.com, groups: [], on_call: [platform] }; approvals: 2; passed",
        "by: { person: lea@example.com, groups: [], on_call: [] }; refused: for others; passed",
        "by: { person: lea@example.com, groups: [] }; refused: for others; whether the person is on"
            + " call for platform",
        "by: { person: lea@example.com, on_call: [] }; requestable: true; requests it for them is"
            + " in team-leads",
      })
  void a_case_can_say_when_it_starts_and_who_requests_it(
      String given, String expected, String result) throws IOException {
    assertCase(
        "start_ahead: 3d\n    on_behalf_of: [group:team-leads, on_call:platform]\n",
        "at: 2026-03-02T12:00:00Z, " + given,
        expected,
        result);
  }

  @Test
  void break_glass_may_be_expected_or_not() throws IOException {
    String file =
        FILE.replace(
            "    stages:\n",
            "    break_glass: { eligible: [group:sre], review_by: [manager] }\n    stages:\n");
    String one =
        "- { person: a, entitlement: prod, groups: [%s], name: %s, expect: { break_glass: %s } }\n";
    CommandOutput output =
        testOf(
            file,
            "cases:\n"
                + one.formatted("sre", "A", "true")
                + one.formatted("engineering", "B", "false")
                + one.formatted("sre", "C", "false")
                + one.formatted("'sre, contractors'", "D", "true"));
    assertThat(output.out())
        .contains("passed  A\n", "passed  B\n", "FAILED  C\n", "FAILED  D\n")
        .contains("they may have it at once by break-glass")
        .contains("they may not have it at once by break-glass");
  }

  @Test
  void a_case_that_is_not_as_expected_is_named_with_its_line() throws IOException {
    CommandOutput output =
        test(
            CASES
                .replace("approvals: 3", "approvals: 1")
                .replace("[\"group:sre-directors\"]", "[]")
                .replace("refused: excluded", "requestable: true")
                .replace("groups: []", "groups: []\n    slack_guest: true")
                .replace(
                    "- { person: dana@example.com, groups: []\n",
                    "- person: dana@example.com\n    groups: []\n")
                .replace(
                    ", entitlement: logs, expect: { approvals: 0 } }",
                    "\n    entitlement: logs\n    expect: { approvals: 0 }"));
    assertThat(output.exit()).isEqualTo(1);
    assertThat(output.out())
        .contains("FAILED  Engineers may", "line 2: expected 1 approval: 3")
        .contains("line 2: expected an escalation to []: [group:sre-directors]")
        .contains("line 10: they may not request it: you're excluded from this access")
        .contains("guests of this workspace", "3 cases, 3 failed");
  }

  @Test
  void a_case_that_depends_on_omitted_groups_is_unknown_and_fails() throws IOException {
    CommandOutput output = test(CASES.replace("    groups: [engineering]\n", ""));
    assertThat(output.exit()).isEqualTo(1);
    assertThat(output.out()).contains("it is unknown whether the person is in engineering");
  }

  @Test
  void an_entitlement_that_does_not_exist_may_be_expected_to_be_refused() throws IOException {
    String gone = "cases: [{ person: a, groups: [], entitlement: gone, expect: { %s } }]";
    assertThat(test(gone.formatted("requestable: false")).exit()).isZero();
    assertThat(test(gone.formatted("requestable: true")).out())
        .contains("there is no entitlement 'gone'");
  }

  @Test
  void mistakes_in_the_cases_are_listed_with_their_lines() throws IOException {
    CommandOutput output =
        test(
            CASES
                .replace("duration: 1h", "duration: 1h30m")
                .replace("at: 2026-03-02T08:40:00Z", "at: tomorrow")
                .replace("{ refused: excluded }", "{}")
                .replace("groups: []", "group: [], start: 9, by: { who: lea@example.com }"));
    assertThat(output.exit()).isEqualTo(2);
    assertThat(output.err())
        .contains("line 6: 'duration' must be a duration like 45s, 30m, 8h or 2d, not '1h30m'; did")
        .contains("line 7: 'at' must be a time like 2026-03-02T08:40:00Z, not 'tomorrow'")
        .contains("line 14: 'expect' must have one of")
        .contains("line 15: 'group' is not known here; did you mean 'groups'?")
        .contains("line 15: 'start' must be a time like 2026-03-02T08:40:00Z, not '9'")
        .contains("line 15: 'who' is not known here", "line 15: 'person' is missing");
    assertThat(test("- a").err()).contains("line 1: 'key: value' lines are expected here");
    assertThat(CommandOutput.of("test", policy().toString(), "no/such/file").exit()).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0}, expect {1}: {2}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "on_call: [platform], at: 2026-03-02T10:00:00Z; approvals: 0; passed",
        "on_call: [platform], at: 2026-03-02T22:00:00Z; approvals: 0; passed",
        "on_call: [platform], at: 2026-03-02T10:00:00Z, duration: 2h; approvals: 2, who:"
            + " ['group:sre-leads']; passed",
        "on_call: [platform], at: 2026-03-02T22:00:00Z, duration: 2h; approvals: 2, who:"
            + " ['on_call:platform']; passed",
        "on_call: [], at: 2026-03-02T10:00:00Z; approvals: 2, who: ['group:sre-leads']; passed",
        "on_call: [], at: 2026-03-02T22:00:00Z; approvals: 2, who: ['on_call:platform']; passed",
        "on_call: [], at: 2026-03-07T10:00:00Z; approvals: 2, who: ['on_call:platform']; passed",
        "on_call: [], at: 2026-03-02T22:00:00Z; approvals: 2, who: ['group:sre-leads']; expected"
            + " the approvers [group:sre-leads]: [on_call:platform]",
        "at: 2026-03-02T10:00:00Z; approvals: 2; it is unknown whether the person is on call for"
            + " platform",
        "at: 2026-03-02T10:00:00Z; requestable: false; it is unknown whether the person is on call"
            + " for platform",
        "at: 2026-03-02T10:00:00Z, duration: 2h; approvals: 2; passed",
      })
  void the_documented_overrides_apply_in_and_out_of_hours(
      String given, String expected, String result) throws IOException {
    assertCase(
        """
        overrides:
              - { when: 'requester.on_call("platform") && duration <= duration("1h")', approvals: 0 }
              - { when: '!in_hours("Mon-Fri 08:00-18:00 Europe/Helsinki")', approvers: [on_call:platform] }
        """,
        given,
        expected,
        result);
  }

  @ParameterizedTest(name = "{0} with {1}: {2}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "requester.is_guest; guest: true; 0",
        "requester.is_guest; guest: false; 2",
        "requester.is_guest; ; unknown",
        "'\"logs\" in requester.open_grants'; open_grants: [logs]; 0",
        "'\"logs\" in requester.open_grants'; open_grants: []; 2",
        "'\"logs\" in requester.open_grants'; ; unknown",
        "'size(requester.open_grants) > 0'; open_grants: [prod]; 2",
        "ticket.open; `ticket: { exists: true, project: OPS, open: true }`; 0",
        "ticket.open; `ticket: { exists: true, project: OPS, open: false }`; 2",
        "ticket.exists; ticket: { exists: false }; 2",
        "ticket.exists; ; unknown",
        "'ticket.project == \"OPS\"'; `ticket: { exists: true, project: INC, open: true }`; 2",
        "'\"sre\" in requester.groups'; `groups: [engineering, sre]`; 0",
        "'requester.on_call(\"web\")'; `on_call: [platform, web]`; 0",
        "'requester.on_call(\"web\")'; ; unknown",
      })
  void a_condition_is_evaluated_against_what_the_case_says(
      String condition, @Nullable String given, String approvals) throws IOException {
    boolean unknown = approvals.equals("unknown");
    assertCase(
        "overrides: [{ when: " + condition + ", approvals: 0 }]\n",
        given == null ? "slack_guest: false" : given,
        "approvals: " + (unknown ? "0" : approvals),
        unknown ? "Hourkey can't tell which rules apply: " : "passed");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "`ticket: { exists: true, project: OPS, open: true }`; requestable: true; passed",
        "`ticket: { exists: true, project: OPS, open: false }`; refused: an open ticket of OPS;"
            + " passed",
        "`ticket: { exists: true, project: INC, open: true }`; refused: an open ticket of OPS;"
            + " passed",
        "ticket: { exists: false }; refused: an open ticket of OPS; passed",
        "slack_guest: false; requestable: true; it is unknown whether the reason names an open"
            + " ticket of OPS",
      })
  void a_ticket_that_the_reason_must_name_is_unknown_unless_the_case_has_it(
      String given, String expected, String result) throws IOException {
    assertCase(
        "justification: { ticket: jira }\n",
        given + ", justification: 'OPS-42: disk full'",
        expected,
        result);
  }

  @Test
  void a_case_of_what_a_rule_may_make_fails_because_it_is_unknown() throws IOException {
    CommandOutput output =
        testOf(
            FILE + "rules:\n  - { match: { group: 'x-*' }, id: '{group}', approvals: 0 }\n",
            "cases: [{ person: ana@example.com, entitlement: x-1, expect: { requestable: false }"
                + " }]");
    assertThat(output.exit()).isEqualTo(1);
    assertThat(output.out()).contains("it is unknown whether one of the 'rules' makes 'x-1'");
  }

  @Test
  void a_ticket_without_its_state_is_a_mistake() throws IOException {
    CommandOutput output =
        test(CASES.replace("groups: []", "groups: [], ticket: { exists: true }"));
    assertThat(output.exit()).isEqualTo(2);
    assertThat(output.err()).contains("'project' is missing", "'open' is missing");
  }

  /** One case of somebody in engineering, against an entitlement with these keys. */
  private void assertCase(String keys, String given, String expected, String result)
      throws IOException {
    String text =
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
            %s\
        """
                .formatted(keys)
            + "\n  - { id: logs, group: aws-logs, approvals: 0 }\n";
    String groups = given.startsWith("groups:") ? "" : "groups: [engineering], ";
    Path file = Files.writeString(folder.resolve("policy.yaml"), text);
    Path cases =
        Files.writeString(
            folder.resolve("cases.yaml"),
            "cases: [{ person: ana@example.com, entitlement: prod, %s%s, expect: { %s } }]"
                .formatted(groups, given, expected));
    CommandOutput output = CommandOutput.of("test", file.toString(), cases.toString());
    assertThat(output.err()).isEmpty();
    assertThat(output.out()).contains(result);
    assertThat(output.exit()).isEqualTo(result.equals("passed") ? 0 : 1);
  }

  @Test
  void the_report_is_junit_xml() throws Exception {
    Path report = folder.resolve("report.xml");
    CommandOutput _ =
        test(CASES.replace("approvals: 3", "approvals: 1"), "--junit", report.toString());
    Element suite =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getDocumentElement();
    assertThat(suite.getTagName()).isEqualTo("testsuite");
    assertThat(suite.getAttribute("tests")).isEqualTo("3");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(((Element) suite.getElementsByTagName("testcase").item(1)).getAttribute("name"))
        .isEqualTo("Contractors <may> not");
    assertThat(((Element) suite.getElementsByTagName("failure").item(0)).getAttribute("message"))
        .isEqualTo("expected 1 approval: 3");
  }

  private Path policy() throws IOException {
    return Files.writeString(folder.resolve("policy.yaml"), FILE);
  }

  private CommandOutput test(String cases, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("cases.yaml"), cases);
    String[] arguments = new String[options.length + 3];
    arguments[0] = "test";
    arguments[1] = policy().toString();
    arguments[2] = file.toString();
    System.arraycopy(options, 0, arguments, 3, options.length);
    return CommandOutput.of(arguments);
  }

  private CommandOutput testOf(String policy, String cases) throws IOException {
    return CommandOutput.of(
        "test",
        Files.writeString(folder.resolve("limits.yaml"), policy).toString(),
        Files.writeString(folder.resolve("limits-cases.yaml"), cases).toString());
  }
}

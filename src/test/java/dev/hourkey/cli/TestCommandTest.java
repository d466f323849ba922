package dev.hourkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
            - { approvers: [group:sre-leads], approvals: 2 }
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
          expect: { requestable: true, approvals: 3, who: [manager, "group:SRE-leads"] }
        - name: Contractors <may> not
          person: carl@example.com
          groups: [engineering, contractors]
          entitlement: prod
          expect: { refused: excluded }
        - { person: dana@example.com, groups: [], entitlement: logs, expect: { approvals: 0 } }
      """;

  @TempDir Path folder;

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
  void a_case_that_is_not_as_expected_is_named_with_its_line() throws IOException {
    CommandOutput output =
        test(
            CASES
                .replace("approvals: 3", "approvals: 1")
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
        .contains("FAILED  Engineers may", "line 2: expected 1 approvals: 3")
        .contains("line 10: they may not request it: you're excluded from this access")
        .contains("guests of this Slack workspace", "3 cases, 3 failed");
  }

  @Test
  void what_depends_on_groups_that_are_left_out_is_unknown_and_fails() throws IOException {
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
                .replace("groups: []", "group: []"));
    assertThat(output.exit()).isEqualTo(2);
    assertThat(output.err())
        .contains("line 6: 'duration' must be a duration like 45s, 30m, 8h or 2d, not '1h30m'; did")
        .contains("line 7: 'at' must be a time like 2026-03-02T08:40:00Z, not 'tomorrow'")
        .contains("line 14: 'expect' must have one of")
        .contains("line 15: 'group' is not known here; did you mean 'groups'?");
    assertThat(test("- a").err()).contains("line 1: 'key: value' lines are expected here");
    assertThat(CommandOutput.of("test", policy().toString(), "no/such/file").exit()).isEqualTo(2);
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
        .isEqualTo("expected 1 approvals: 3");
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
}

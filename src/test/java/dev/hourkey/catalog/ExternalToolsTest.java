package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.policy.OnCallSchedule;
import dev.hourkey.policy.OnCallSchedule.Tool;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExternalToolsTest {
  @Test
  void schedules_have_names_and_tickets_have_projects() {
    ExternalTools tools =
        file(
                "on_call: { platform: { pagerduty: PSCHED1 }, pay: { jsm: 1b-2c },"
                    + " db: { incident_io: 01S }, web: { slack_user_group: web-oncall } }",
                "tickets: { jira: { projects: [OPS, INC] } }")
            .tools();
    assertThat(tools.onCall())
        .containsEntry("platform", new OnCallSchedule(Tool.PAGERDUTY, "PSCHED1"))
        .containsEntry("pay", new OnCallSchedule(Tool.JSM, "1b-2c"))
        .containsEntry("db", new OnCallSchedule(Tool.INCIDENT_IO, "01S"))
        .containsEntry("web", new OnCallSchedule(Tool.CHAT_GROUP, "web-oncall"))
        .hasSize(4);
    assertThat(tools.jiraProjects()).containsExactlyInAnyOrder("OPS", "INC");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "on_call: PSCHED1 | 'on_call' must be a list of lines",
        "on_call: { platform: PSCHED1 } | 'key: value' lines",
        "on_call: { platform: {} } | 'platform' in 'on_call' must name exactly one of",
        "on_call: { platform: { pagerduty: A, jsm: B } } | must name exactly one of",
        "on_call: { platform: { pagerdty: A } } | did you mean 'pagerduty'?",
        "on_call: { platform: { pagerduty: } } | 'pagerduty' is empty",
        "on_call: { platform: { pagerduty: 'a b' } } | 'pagerduty' must be the tool's id, not 'a b'",
        "on_call: { platform: { pagerduty: ../x } } | 'pagerduty' must be the tool's id",
        "on_call: { On Call: { pagerduty: A } } | 'On Call' in 'on_call' may contain only",
        "on_call: { a: { pagerduty: A }, a: { jsm: B } } | 'a' appears twice",
        "tickets: { jra: { projects: [OPS] } } | did you mean 'jira'?",
        "tickets: { jira: {} } | 'jira' needs 'projects'",
        "tickets: { jira: { projects: [] } } | 'jira' needs 'projects'",
        "tickets: { jira: { projects: [ops] } } | 'ops' in 'projects' must be the key of a project",
        "tickets: { jira: { projects: OPS } } | 'projects' must be a list",
      })
  void a_mistake_is_reported_with_its_line(String line, String what) {
    assertThat(file(line, "").problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.sentence()).contains(what.strip());
              assertThat(problem.line()).isEqualTo(2);
            });
  }

  @Test
  void a_tool_without_its_settings_is_a_problem() {
    ExternalTools tools =
        file(
                "on_call: { a: { pagerduty: A }, b: { pagerduty: B }, c: { slack_user_group: c } }",
                "tickets: { jira: { projects: [OPS] } }")
            .tools();
    assertThat(tools.problems(Set.of("hourkey.ticket.jira-url")::contains))
        .containsExactly(
            "'on_call' names PagerDuty, but hourkey.oncall.pagerduty-token is not set",
            "'tickets' names Jira, but hourkey.ticket.jira-user is not set",
            "'tickets' names Jira, but hourkey.ticket.jira-token is not set");
    assertThat(tools.problems(_ -> true)).isEmpty();
  }

  private static PolicyFile file(String onCall, String tickets) {
    return PolicyFile.parse(
        """
        version: 1
        %s
        %s
        entitlements:
          - { id: dev, group: aws-dev, eligible: [anyone], approvals: 0 }
        """
            .formatted(onCall, tickets));
  }
}

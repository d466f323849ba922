package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyFileTest {
  private static final String GOOD =
      """
      version: 1
      channels: { approvals: aws-approvals, operations: aws-ops }
      sync_timeout: 2h
      defaults:
        durations: [30m, 1h, 8h]
        max_duration: 1h
        approvers: [group:sre-leads]
      entitlements:
        - id: prod-readonly
          group: aws-prod-readonly
          eligible: [group:engineering]
        - id: prod-admin
          group: aws-prod-admin
          account: "111122223333"
          eligible: [anyone]
          approvers: [manager, person:head-of-ops@example.com]
          approvals: 2
          max_duration: 30m
          risk: high
      """;

  @Test
  void a_good_file_has_no_problems_and_defaults_reach_every_entitlement() {
    PolicyFile file = PolicyFile.parse(GOOD);
    assertThat(file.problems()).isEmpty();
    EntitlementSpec first = file.specs().getFirst();
    assertThat(first.durations()).containsExactly(Duration.ofMinutes(30), Duration.ofHours(1));
    assertThat(first.stages())
        .containsExactly(
            new EntitlementSpec.Stage(7, List.of("group:sre-leads"), 1, Optional.empty()));
    assertThat(first.channel()).contains("aws-approvals");
    assertThat(first.syncTimeout()).isEqualTo(Duration.ofHours(2));
    EntitlementSpec second = file.specs().getLast();
    assertThat(second.durations()).containsExactly(Duration.ofMinutes(30));
    assertThat(second.stages())
        .containsExactly(
            new EntitlementSpec.Stage(
                16, List.of("manager", "person:head-of-ops@example.com"), 2, Optional.empty()));
  }

  @Test
  void the_example_in_deploy_is_good() {
    assertThat(PolicyFile.read(Path.of("deploy/policy.example.yaml")).problems()).isEmpty();
  }

  @Test
  void the_file_at_the_head_of_the_guide_is_good() throws IOException {
    String guide = Files.readString(Path.of("docs/policy.md"));
    assertThat(sentences(guide.split("```yaml\n", 2)[1].split("```", 2)[0])).isEmpty();
  }

  @Test
  void every_problem_comes_out_at_once_with_its_line() {
    List<String> problems =
        sentences(
            """
            version: 2
            channel: { approvals: aws-approvals }
            entitlements:
              - id: Prod
                group: aws-prod
                aprovers: [group:sre-leads]
                durations: [30x]
                risk: extreme
              - id: twice
                approvals: 0
                group: a
                account: 111122223333
              - id: twice
                approvals: 0
                group: b
                eligible: [everybody]
                max_duration: 0m
            """);
    assertThat(problems)
        .anySatisfy(one -> assertThat(one).startsWith("line 1: 'version' must be 1"))
        .anySatisfy(
            one ->
                assertThat(one)
                    .isEqualTo("line 2: 'channel' is not known here; did you mean 'channels'?"))
        .anySatisfy(one -> assertThat(one).startsWith("line 4: 'Prod' may contain only"))
        .anySatisfy(
            one ->
                assertThat(one)
                    .isEqualTo("line 6: 'aprovers' is not known here; did you mean 'approvers'?"))
        .anySatisfy(one -> assertThat(one).startsWith("line 7: '30x' in 'durations'"))
        .anySatisfy(one -> assertThat(one).startsWith("line 8: 'risk' must be normal or high"))
        .anySatisfy(one -> assertThat(one).startsWith("line 13: 'twice' appears twice"))
        .anySatisfy(one -> assertThat(one).startsWith("line 16: 'everybody' in 'eligible'"))
        .anySatisfy(
            one -> assertThat(one).startsWith("line 17: 'max_duration' must be a duration"));
  }

  @Test
  void approvals_without_approvers_are_a_problem() {
    assertThat(
            sentences(
                """
                version: 1
                channels: { approvals: a }
                entitlements:
                  - { id: x, group: g, eligible: [anyone] }
                """))
        .containsExactly("line 4: 'x' needs 1 approval but has no 'approvers'");
  }

  @Test
  void operators_are_named_one_by_one_or_by_group() {
    assertThat(
            sentences(
                """
                version: 1
                roles: { operators: [anyone, manager, "group:platform", olga] }
                entitlements:
                  - { id: x, group: g, approvals: 0 }
                """))
        .containsExactly(
            "line 2: 'olga' in 'operators' must be group:<Entra group>, person:<address>,"
                + " on_call:<name>, slack_group:<handle or id>, manager or anyone; did you mean"
                + " 'group:olga'?",
            "line 2: 'anyone' can't be an operator: name a group or people",
            "line 2: 'manager' can't be an operator: name a group or people");
  }

  @Test
  void auditors_are_named_like_operators() {
    assertThat(
            sentences(
                """
                version: 1
                roles: { auditors: [anyone, "on_call:x", "group:security"] }
                entitlements:
                  - { id: x, group: g, approvals: 0 }
                """))
        .containsExactly(
            "line 2: 'anyone' can't be an auditor: name a group or people",
            "line 2: 'on_call:x' can't be an auditor: name a group or people");
  }

  @Test
  void a_channel_for_help_is_read() {
    PolicyFile file =
        PolicyFile.parse(
            """
            version: 1
            channels: { help: "#aws-help" }
            entitlements:
              - { id: x, group: g, approvals: 0 }
            """);
    assertThat(file.problems()).isEmpty();
    assertThat(file.help()).hasValue("#aws-help");
  }

  @Test
  void decisions_with_a_sign_in_need_the_console() {
    String file =
        """
        version: 1
        entitlements:
          - { id: x, group: g, approvals: 0, decide_with: %s }
        """;
    assertThat(sentences(file.formatted("slack"))).isEmpty();
    assertThat(sentences(file.formatted("entra"))).isEmpty();
    assertThat(sentences(file.formatted("teams")))
        .containsExactly("line 3: 'decide_with' must be slack or entra, not 'teams'");
    assertThat(PolicyFile.parse(file.formatted("entra")).missingSettings(_ -> false))
        .containsExactly(
            "'decide_with: entra' needs the web console to decide in, but hourkey.console.client-id"
                + " is not set");
    assertThat(
            PolicyFile.parse(file.formatted("entra"))
                .missingSettings("hourkey.console.client-id"::equals))
        .isEmpty();
    assertThat(PolicyFile.parse(file.formatted("slack")).missingSettings(_ -> false)).isEmpty();
  }

  @Test
  void a_rule_and_the_defaults_can_demand_a_sign_in_as_well() {
    PolicyFile file =
        PolicyFile.parse(
            """
            version: 1
            defaults: { decide_with: entra, approvals: 0 }
            rules:
              - { match: { group: "aws-*" }, id: "{group}" }
            """);
    assertThat(file.problems()).isEmpty();
    assertThat(file.missingSettings(_ -> false)).hasSize(1);
  }

  @Test
  void a_group_has_one_policy() {
    assertThat(
            sentences(
                """
                version: 1
                entitlements:
                  - { id: strict, group: aws-prod-admin, approvals: 0 }
                  - { id: other, group: aws-prod-logs, approvals: 0 }
                  - { id: weak, group: " AWS-Prod-Admin", approvals: 0 }
                """))
        .containsExactly(
            "line 5: 'weak' has the same group as 'strict' (line 3), so the weaker of the two"
                + " policies would decide; give each entitlement its own group");
  }

  @Test
  void nobody_becomes_eligible_or_an_approver_by_a_grant() {
    assertThat(
            sentences(
                """
                version: 1
                channels: { approvals: a }
                defaults:
                  approvers: [group:sre-leads]
                entitlements:
                  - id: prod-admin
                    group: aws-prod-admin
                    eligible: [group:aws-prod-logs]
                  - { id: prod-logs, group: aws-prod-logs }
                  - { id: leads, group: Sre-Leads, approvals: 0 }
                """))
        .containsExactly(
            "line 4: 'group:sre-leads' in 'approvers' is the group of 'leads' (line 10), so a grant"
                + " of it would make the holder an approver here; name another group",
            "line 8: 'group:aws-prod-logs' in 'eligible' is the group of 'prod-logs' (line 9), so a"
                + " grant of it would make the holder eligible here; name another group");
  }

  @Test
  void a_value_of_the_wrong_kind_is_a_problem() {
    assertThat(sentences("")).containsExactly("the file is empty");
    assertThat(sentences("[a, b")).first().asString().contains("is not closed here");
    assertThat(sentences("just words")).first().asString().contains("key: value");
    assertThat(PolicyFile.read(Path.of("no/such/file")).problems().getFirst().sentence())
        .isEqualTo("there is no file no/such/file");
    assertThat(sentences("version: 1\n")).anyMatch(one -> one.contains("'entitlements' must be"));
  }

  @Test
  void a_key_that_is_there_twice_is_a_problem() {
    assertThat(sentences("version: 1\nversion: 1\nentitlements: []"))
        .anyMatch(one -> one.startsWith("line 2: 'version' appears twice"));
  }

  private static List<String> sentences(String yaml) {
    return PolicyFile.parse(yaml).problems().stream().map(CatalogProblem::sentence).toList();
  }
}

package dev.hourkey.starter;

import static dev.hourkey.starter.Company.EVERYWHERE;
import static dev.hourkey.starter.Company.PROD_ADMIN;
import static dev.hourkey.starter.Company.PROD_READONLY;
import static dev.hourkey.starter.Company.STAGING_POWER;
import static dev.hourkey.starter.Company.awsId;
import static dev.hourkey.starter.Company.entraId;
import static dev.hourkey.starter.Company.inventory;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hourkey.starter.Inventory.Manageable;
import dev.hourkey.starter.MigrationSource.Rules;
import dev.hourkey.starter.MigrationSource.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationSourceTest {
  private static final Inventory COMPANY =
      inventory(PROD_READONLY, PROD_ADMIN, STAGING_POWER, EVERYWHERE);

  @TempDir Path folder;

  @Test
  void statements_of_sso_elevator_that_match_count_together() throws Exception {
    SsoElevator tool =
        elevator(
            """
            {"statements": [
              {"ResourceType": "Account", "Resource": "*", "PermissionSet": "*", "Approvers": "cto@example.com"},
              {"ResourceType": "Account", "Resource": ["111122223333"], "PermissionSet": ["AdministratorAccess", "Billing"],
               "Approvers": ["lead@example.com", "cto@example.com"], "AllowSelfApproval": true}
            ], "group_statements": []}
            """);
    Rules rules = rules(tool, PROD_ADMIN);
    assertThat(rules.approvers())
        .containsExactly("person:cto@example.com", "person:lead@example.com");
    assertThat(rules.approvals()).contains(1);
    assertThat(rules.selfApproval()).isTrue();
    assertThat(rules.eligible()).isEmpty();
    assertThat(rules.notes()).containsExactly("everybody in Identity Center may request this");
    assertThat(rules(tool, PROD_READONLY).approvers()).containsExactly("person:cto@example.com");
    assertThat(rules(tool, PROD_READONLY).selfApproval()).isFalse();
    assertThat(tool.leftOver()).isEmpty();
  }

  @Test
  void requesters_of_sso_elevator_become_eligible() throws Exception {
    SsoElevator tool =
        elevator(
            """
            [{"Resource": "444455556666", "PermissionSet": "PowerUserAccess", "ApprovalIsNotRequired": true,
              "AllowedGroups": ["%s", "%s"], "AllowedUsers": "ana@example.com"}]
            """
                .formatted(awsId(1), awsId(99)));
    Rules rules = rules(tool, STAGING_POWER);
    assertThat(rules.eligible()).containsExactly("group:" + entraId(1), "person:ana@example.com");
    assertThat(rules.approvals()).contains(0);
    assertThat(rules.notes())
        .containsExactly("it names the group '" + awsId(99) + "', which Entra does not have");
  }

  @Test
  void an_explicit_no_of_sso_elevator_wins() throws Exception {
    SsoElevator tool =
        elevator(
            """
            [{"Resource": "*", "PermissionSet": "*", "ApprovalIsNotRequired": true, "AllowSelfApproval": true},
             {"Resource": "111122223333", "PermissionSet": "*", "ApprovalIsNotRequired": false,
              "AllowSelfApproval": false, "Approvers": "cto@example.com"}]
            """);
    assertThat(rules(tool, STAGING_POWER).approvals()).contains(0);
    assertThat(rules(tool, PROD_ADMIN).approvals()).contains(1);
    assertThat(rules(tool, PROD_ADMIN).selfApproval()).isFalse();
  }

  @Test
  void a_group_of_sso_elevator_is_found_by_its_id() throws Exception {
    SsoElevator tool =
        elevator(
            """
            {"config": [], "group_config": [
              {"Resource": ["%s"], "Approvers": ["cto@example.com"]},
              {"Resource": ["99999999-8888-7777-6666-555555555555"], "Approvers": ["cto@example.com"]}
            ], "max_permissions_duration_time": 12}
            """
                .formatted(EVERYWHERE.awsId()));
    Rules rules = rules(tool, EVERYWHERE);
    assertThat(rules.approvers()).containsExactly("person:cto@example.com");
    assertThat(rules.maxDuration()).contains(Duration.ofHours(12));
    assertThat(tool.rules(PROD_ADMIN, COMPANY)).isEmpty();
    assertThat(tool.leftOver()).containsExactly("statement 2 of the groups matches no group above");
    assertThat(text(tool)).contains("durations: [30m, 1h, 2h, 4h, 12h]", "max_duration: 12h");
  }

  @Test
  void a_rule_without_a_counterpart_becomes_a_comment_with_the_reason() throws Exception {
    SsoElevator tool =
        elevator(
            """
            [{"ResourceType": "OU", "Resource": "Workloads", "PermissionSet": "*", "Approvers": "cto@example.com"},
             {"Resource": "111122223333", "PermissionSet": "Deploy", "Approvers": "${var.cto}"},
             {"Resource": "111122223333", "PermissionSet": "AdministratorAccess", "AllowedUsers": "ana@example.com", "Approvers": "cto@example.com"},
             {"Resource": "111122223333", "PermissionSet": "AdministratorAccess", "Approvers": "lead@example.com"},
             {"Resource": "999999999999", "PermissionSet": "Nothing", "Approvers": "cto@example.com"}]
            """);
    String text = text(tool);
    assertThat(text)
        .contains(
            "# sso-elevator: it has different statements for the parts of what this group opens",
            "# sso-elevator: who approves depends on who requests, by AllowedGroups and"
                + " AllowedUsers",
            "#   statement 1 of the accounts is for the type OU; it is not known which accounts"
                + " those are",
            "#   statement 5 of the accounts matches no group above")
        .doesNotContain("person:cto@example.com", "var.cto");
  }

  @Test
  void rules_that_the_file_could_not_have_are_left_out_with_the_reason() throws Exception {
    SsoElevator tool =
        elevator(
            """
            [{"Resource": "111122223333", "PermissionSet": "AdministratorAccess",
              "AllowedUsers": "ana@example.com", "Approvers": "ana@example.com"}]
            """);
    assertThat(text(tool))
        .contains("sso-elevator: its rules can't be taken over: 'aws-prod-admin' could never be")
        .doesNotContain("eligible: [person:ana@example.com]");
  }

  @Test
  void the_group_of_an_entitlement_never_becomes_eligible() throws Exception {
    SsoElevator tool =
        elevator(
            """
            [{"Resource": "111122223333", "PermissionSet": "AdministratorAccess",
              "AllowedGroups": "%s", "Approvers": "cto@example.com"}]
            """
                .formatted(PROD_READONLY.awsId()));
    assertThat(rules(tool, PROD_ADMIN).eligible()).isEmpty();
    assertThat(text(tool)).contains("which is the group of an entitlement here");
  }

  @Test
  void eligibility_and_approvers_of_team_become_rules() throws Exception {
    TeamExport tool =
        team(
            """
            {"data": {
              "listEligibilities": {"items": [
                {"id": "%s", "name": "engineering", "type": "Group", "accounts": [{"id": "111122223333", "name": "Production"}],
                 "ous": [], "permissions": [{"id": "arn:aws:sso:::permissionSet/ssoins-1/ps-1", "name": "AdministratorAccess"}],
                 "approvalRequired": true, "duration": "8"},
                {"id": "d78686b5-bb78-471c-8b2f-817e70e3158b", "name": "ana@example.com", "type": "User",
                 "accounts": [{"id": "444455556666", "name": "Staging"}], "ous": [{"id": "ou-1", "name": "Dev"}],
                 "permissions": [{"id": "arn:2", "name": "PowerUserAccess"}], "approvalRequired": false, "duration": "2"}
              ], "nextToken": null},
              "listApprovers": {"items": [
                {"id": "111122223333", "name": "Production", "type": "Account", "approvers": ["sre-leads"], "groupIds": ["%s"]},
                {"id": "ou-1", "name": "Dev", "type": "OU", "approvers": ["sre-leads"], "groupIds": ["%s"]}
              ], "nextToken": "more"}}}
            """
                .formatted(awsId(1), awsId(2), awsId(2)));
    assertThat(rules(tool, PROD_ADMIN))
        .isEqualTo(
            new Rules(
                List.of("group:" + entraId(1)),
                List.of("group:" + entraId(2)),
                Optional.of(1),
                false,
                Optional.of(Duration.ofHours(8)),
                List.of()));
    assertThat(rules(tool, STAGING_POWER).approvals()).contains(0);
    assertThat(rules(tool, STAGING_POWER).eligible()).containsExactly("person:ana@example.com");
    assertThat(tool.rules(PROD_READONLY, COMPANY)).isEmpty();
    assertThat(tool.leftOver())
        .containsExactly(
            "eligibility of 'ana@example.com' in OU 'Dev'; it is not known which accounts those"
                + " are",
            "what follows after the first page of listApprovers; request it with a larger limit",
            "approvers of OU 'Dev'; it is not known which accounts those are");
    assertThat(text(tool)).contains("durations: [30m, 1h, 2h, 4h, 8h]", "max_duration: 2h");
  }

  @Test
  void a_policy_of_team_has_its_own_approvers() throws Exception {
    TeamExport tool =
        team(
            """
            {"listEligibilities": {"items": [
               {"id": "%s", "name": "engineering", "type": "Group", "policyIds": ["prod", "gone"]}]},
             "listPolicies": {"items": [
               {"id": "prod", "accounts": [{"id": "111122223333", "name": "Production"}], "permissions": [{"id": "arn", "name": "ReadOnlyAccess"}],
                "approvalRequired": true, "duration": "1", "approverGroupIds": [{"id": "%s", "name": "sre-leads"}]}]}}
            """
                .formatted(awsId(1), awsId(2)));
    assertThat(rules(tool, PROD_READONLY).approvers()).containsExactly("group:" + entraId(2));
    assertThat(rules(tool, PROD_READONLY).maxDuration()).contains(Duration.ofHours(1));
    assertThat(tool.leftOver())
        .containsExactly(
            "eligibility of 'engineering' refers to the policy gone, which the file does not have");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config = [{ \"ResourceType\" : \"Account\" }]",
        "{}",
        "[]",
        "",
        "\"x\"",
        "[1",
        "null"
      })
  void another_file_is_refused_with_a_sentence(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("config.json"), text);
    assertThatExceptionOfType(Unreadable.class)
        .isThrownBy(() -> SsoElevator.read(file))
        .withMessageStartingWith(file.toString());
    assertThatExceptionOfType(Unreadable.class)
        .isThrownBy(() -> TeamExport.read(file))
        .withMessageStartingWith(file.toString());
  }

  @Test
  void the_first_tool_that_has_rules_decides() throws Exception {
    SsoElevator none =
        elevator("[{\"Resource\": \"1\", \"PermissionSet\": \"x\", \"Approvers\": \"a@b.c\"}]");
    SsoElevator some =
        elevator("[{\"Resource\": \"*\", \"PermissionSet\": \"*\", \"Approvers\": \"a@b.c\"}]");
    StarterPolicy policy = StarterPolicy.of(COMPANY, List.of(none, some));
    assertThat(policy.problems()).isEmpty();
    assertThat(policy.text()).contains("approvers: [person:a@b.c]");
  }

  private SsoElevator elevator(String json) throws IOException, Unreadable {
    return SsoElevator.read(Files.writeString(folder.resolve("elevator.json"), json));
  }

  private TeamExport team(String json) throws IOException, Unreadable {
    return TeamExport.read(Files.writeString(folder.resolve("team.json"), json));
  }

  private static Rules rules(MigrationSource tool, Manageable group) {
    return tool.rules(group, COMPANY).orElseThrow();
  }

  private static String text(MigrationSource tool) {
    StarterPolicy policy = StarterPolicy.of(COMPANY, List.of(tool));
    assertThat(policy.problems()).as(policy.text()).isEmpty();
    return policy.text();
  }
}

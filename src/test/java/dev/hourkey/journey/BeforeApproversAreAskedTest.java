package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.request.ProvisioningBlockers;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.View;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What could not reach AWS is refused before anybody is asked, and said to those who can fix it.
 */
@QuarkusTest
class BeforeApproversAreAskedTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final Duration HOUR = Duration.ofHours(1);

  @Inject ProvisioningBlockers blockers;

  @Test
  void a_group_that_is_not_assigned_refuses_everybody_and_operators_are_told_once() {
    sandbox.entra().unassign(GROUP);
    ask(ana, "prod-readonly", HOUR, REASON);
    alerted(ana, "the group aws-prod-readonly is not assigned to the AWS enterprise application");
    ask(bruno, "prod-readonly", HOUR, REASON);
    alerted(bruno, "is not assigned to the AWS enterprise application");
    operationsRead("Requests are refused until you fix this");
    assertThat(operations()).hasSize(1);
    assertThat(bruno.messages(APPROVALS)).isEmpty();

    sandbox.entra().assign(GROUP);
    ask(ana, "prod-readonly", HOUR, REASON);
    readsThere(bruno, "Ana Lima requests");
    operationsRead("Fixed: the group aws-prod-readonly is not assigned");
    assertThat(operations()).hasSize(1);
  }

  @Test
  void a_nested_group_and_one_in_default_access_are_not_provisioned_and_refused() {
    sandbox.entra().nest("aws-everyone", GROUP);
    sandbox.entra().unassign(GROUP);
    ask(ana, "prod-readonly", HOUR, REASON);
    alerted(ana, "only through aws-everyone, and Entra does not provision nested groups");

    sandbox.entra().assignInDefaultAccess(GROUP);
    ask(ana, "prod-readonly", HOUR, REASON);
    alerted(ana, "in the role Default Access");
    operationsRead("in the role Default Access");
    assertThat(operations()).hasSize(1); // The same cause, with another reason.
    assertThat(bruno.messages(APPROVALS)).isEmpty();
  }

  @Test
  void somebody_without_base_access_is_refused_until_they_have_it_and_an_aws_user()
      throws Exception {
    helpChannel();
    WorkspaceUser noor = sandbox.slack().person("U0NOOR");
    openForm(noor, "prod-readonly"); // Hourkey meets her for the first time.
    assertThat(form(noor).words())
        .as("told before the form is filled in, and not kept from it")
        .containsPattern(
            "You have no AWS user yet: you are not a direct member[^.]*. Ask in #aws-help. Until"
                + " this is fixed, requests for yourself are refused")
        .contains("Why?");
    assertThat(notified("RequestsBlocked")).as("nobody has requested anything").isZero();
    noor.closeForm();
    ask(noor, "prod-readonly", HOUR, REASON);
    alerted(noor, "not a direct member of a permanent group");
    operationsRead("Noor Haddad is in no permanent group");

    sandbox.entra().setMember("aws-everyone", "noor@example.com", true);
    openForm(noor, "prod-readonly");
    assertThat(form(noor).words())
        .as("what was found less than a minute ago is not looked up again")
        .contains("direct member");
    noor.closeForm();
    pass(Duration.ofMinutes(1));
    openForm(noor, "prod-readonly");
    assertThat(form(noor).words())
        .contains("Entra creates it with its next synchronization")
        .doesNotContain("direct member");
    operationsRead("Fixed: Noor Haddad is in no permanent group");
    noor.closeForm();
    ask(noor, "prod-readonly", HOUR, REASON);
    alerted(noor, "Entra creates it with its next synchronization");
    assertThat(notified("RequestsBlocked")).as("only the one that is fixed").isOne();
    assertThat(bruno.messages(APPROVALS)).isEmpty();

    sandbox.entra().job().start();
    pass(Duration.ofMinutes(1));
    openForm(noor, "prod-readonly");
    assertThat(form(noor).words()).doesNotContain("AWS user");
    noor.submit(Map.of("how_long", "3600", "why", REASON));
    readsThere(bruno, "Noor Haddad requests");
  }

  @Test
  void while_aws_does_not_answer_the_form_opens_and_claims_nothing() {
    sandbox.aws().fail("*", DirectoryStandIn.ALWAYS, 503);
    WorkspaceUser noor = sandbox.slack().person("U0NOOR");
    openForm(noor, "prod-readonly");
    assertThat(form(noor).words()).contains("Why?").doesNotContain("AWS user");
  }

  private void helpChannel() {
    HourkeySandbox.policy(
        file -> file.replace("operations: aws-ops", "help: aws-help\n  operations: aws-ops"));
    catalog.refresh();
  }

  @Test
  void somebody_whose_aws_user_is_disabled_is_told_and_can_request_once_it_is_enabled() {
    sandbox.aws().setActive(ANA_AT_HOME, false);
    ask(ana, "prod-readonly", HOUR, REASON);
    alerted(ana, "Your AWS user is disabled");
    operationsRead("Ana Lima's AWS user is disabled");

    sandbox.aws().setActive(ANA_AT_HOME, true);
    ask(ana, "prod-readonly", HOUR, REASON);
    readsThere(bruno, "Ana Lima requests");
  }

  @Test
  void an_entitlement_whose_group_is_dynamic_is_unavailable_and_says_why() {
    sandbox.entra().changeGroup(GROUP, Map.of("groupTypes", List.of("DynamicMembership")));
    catalog.refresh();
    ana.run("general", "/aws-access prod-readonly");
    formSays(ana, "Production, read only can't be requested now: group 'aws-prod-readonly' is");
    formSays(ana, "Operators have been notified");
    operationsRead("'prod-readonly' is unavailable: group 'aws-prod-readonly' is dynamic");
    chloe.run("general", "/aws-access prod-readonly"); // She is not eligible for it.
    eventually(
        () ->
            assertThat(chloe.messages("general"))
                .anyMatch(
                    one -> one.words().contains("You aren't eligible for any AWS access yet")));
    assertThat(chloe.form()).isEmpty();

    sandbox.entra().changeGroup(GROUP, Map.of("groupTypes", List.of()));
    catalog.refresh();
    ask(ana, "prod-readonly", HOUR, REASON);
    readsThere(bruno, "Ana Lima requests");
    operationsRead("Fixed: 'prod-readonly' is unavailable");
  }

  @Test
  void a_blocker_stays_while_the_policy_file_names_somebody_unknown() {
    sandbox.entra().unassign(GROUP);
    ask(ana, "prod-readonly", HOUR, REASON);
    operationsRead("Requests are refused until you fix this");

    HourkeySandbox.policy(file -> file.replace("group:sre-leads", "group:sre-laeds"));
    catalog.refresh();
    pass(Duration.ofMinutes(61));
    assertThat(catalog.current().complete()).isTrue();
    blockers.endRemoved(catalog.current());
    assertThat(blockers.open()).as("the policy file still has its group").hasSize(1);
  }

  @Test
  void a_blocker_ends_when_the_policy_file_no_longer_has_the_entitlement() {
    sandbox.entra().unassign(GROUP);
    ask(ana, "prod-readonly", HOUR, REASON);
    operationsRead("Requests are refused until you fix this");
    sandbox.entra().changeGroup(GROUP, Map.of("groupTypes", List.of("DynamicMembership")));
    catalog.refresh();
    ana.run("general", "/aws-access prod-readonly");
    operationsRead("'prod-readonly' is unavailable: group 'aws-prod-readonly' is dynamic");

    HourkeySandbox.policy(
        file -> file.replaceFirst("(?s)  - id: prod-readonly.*?(?=  - id: prod-admin)", ""));
    catalog.refresh();
    pass(Duration.ofMinutes(61));
    operationsRead("This no longer affects any entitlement of the policy file: 'prod-readonly' is");
    eventually(
        () ->
            assertThat(operations()).noneMatch(one -> one.words().contains("until you fix this")));
  }

  @Test
  void an_assignment_that_was_removed_while_the_form_was_open_is_the_reason() {
    openForm(ana, "prod-readonly");
    sandbox.aws().unassign(GROUP, "111122223333", "ReadOnlyAccess");
    ana.submit(Map.of("how_long", "3600", "why", REASON));
    alerted(ana, "Production, read only can't be requested now: group 'aws-prod-readonly' opens");
    operationsRead("'prod-readonly' is unavailable: group 'aws-prod-readonly' opens nothing");
    assertThat(bruno.messages(APPROVALS)).isEmpty();
  }

  @Test
  void a_missing_read_permission_prevents_no_request() throws Exception {
    sandbox.entra().deny("GET */appRoleAssignedTo", 100);
    sandbox.entra().deny("GET */memberOf", 100);
    ask(ana, "prod-readonly", HOUR, REASON);
    readsThere(bruno, "Ana Lima requests");
    assertThat(sandbox.entra().calls())
        .anyMatch(call -> call.name().contains("/appRoleAssignedTo") && call.status() == 403);
    assertThat(notified("RequestsBlocked")).isZero();
  }

  private static void formSays(WorkspaceUser who, String words) {
    eventually(() -> assertThat(who.form().map(View::words).orElse("")).contains(words));
  }

  private void operationsRead(String words) {
    eventually(() -> assertThat(operations()).anyMatch(one -> one.words().contains(words)));
  }

  private List<PostedMessage> operations() {
    return bruno.messages("aws-ops");
  }
}

package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.CatalogProblem;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.InstallGuide;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An entitlement that nobody has written: a rule makes it of a group. */
@QuarkusTest
class RulesTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final String PRODUCTION = "111122223333";
  private static final Duration HOUR = Duration.ofHours(1);

  private static final String FILE =
      """
      version: 1
      channels: { approvals: aws-approvals, operations: aws-ops }
      rules:
        - match: { group: "aws-*", account: { ou: "Workloads/*", tags: { env: prod } }, permission_set: { tags: { risk: low } } }
          id: "{account.name}-{permission_set}"
          name: "{account.name}: {permission_set}"
          eligible: [group:engineering]
          approvers: [group:sre-leads]
          overrides: [{ when: 'account.tags.freeze == "on"', approvals: 2 }]
      """;

  @BeforeEach
  void rules() {
    InstallGuide.actionsForTags().forEach(action -> sandbox.aws().permit(action, true));
    sandbox.aws().tagAccount(PRODUCTION, Map.of("env", "prod", "freeze", "off"));
    use(FILE);
  }

  @Test
  void an_entitlement_of_a_rule_is_requested_approved_used_and_ends() throws SQLException {
    assertThat(catalog.current().entitlements())
        .extracting(Entitlement::id)
        .containsExactly("production-readonlyaccess");
    ask(ana, "production-readonlyaccess", HOUR, REASON);
    assertThat(card().words())
        .contains("Ana Lima requests Production: ReadOnlyAccess", "Waiting for 1 approval");
    bruno.click(card(), "approve");
    alerted(ana, "is ready until");
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isTrue();
    assertThat(number("select count(*) from access_grant")).isOne();

    pass(HOUR);
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "has ended");
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void the_tags_of_the_account_decide_how_many_must_approve() {
    sandbox.aws().tagAccount(PRODUCTION, Map.of("env", "prod", "freeze", "on"));
    catalog.refresh();
    ask(ana, "production-readonlyaccess", HOUR, REASON);
    assertThat(card().words()).contains("Waiting for 2 approvals");
  }

  @Test
  void without_the_permission_it_is_unavailable_with_the_reason_and_the_request_waits()
      throws SQLException {
    ask(ana, "production-readonlyaccess", HOUR, REASON);
    card();
    sandbox.aws().permit("organizations:ListTagsForResource", false);
    int _ =
        execute( // So old an answer does not count any more.
            "update directory_answer set answered_at = answered_at - interval '2 hours', written_at"
                + " = clock_timestamp() where kind = 'ACCOUNT_TAGS'");
    use(FILE + "# read again\n");
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("group 'aws-prod-readonly' is unavailable", "it is unknown whether the rule")
        .contains("AccessDeniedException");
    assertThat(pending()).isOne();

    sandbox.aws().permit("organizations:ListTagsForResource", true);
    catalog.refresh();
    assertThat(problems()).isEmpty();
    bruno.click(card(), "approve");
    alerted(ana, "is ready until");
  }

  @Test
  void a_request_ends_if_no_rule_matches_its_group_any_more() {
    ask(ana, "production-readonlyaccess", HOUR, REASON);
    card();
    use(FILE.replace("Workloads/*", "Sandbox/*"));
    alerted(ana, "ended, because the policy changed");
  }

  @Test
  void if_its_group_vanishes_the_access_ends_with_proof_and_requests_expire() throws Exception {
    ask(ana, "production-readonlyaccess", HOUR, REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready until");
    ask(sandbox.slack().person("U0DANA"), "production-readonlyaccess", HOUR, REASON);
    eventually(() -> assertThat(card().words()).contains("Dana Novak"));
    PostedMessage card = card();
    sandbox.entra().deleteGroup(GROUP);
    catalog.refresh();
    bruno.click(card, "approve");
    readsThere(bruno, "can no longer be requested, so this request can't be decided");
    for (int minutes : List.of(2, 2, 4)) {
      maintenanceIsDone(Duration.ofMinutes(minutes), "drift");
    }
    sandbox.entra().job().start();
    pass(Duration.ofMinutes(45));
    sandbox.entra().job().start();
    alertedInTime(ana, "Entra no longer has the group " + GROUP);
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse();
    assertThat(number("select count(*) from access_request where phase = 'PENDING'")).isOne();
    pass(Duration.ofHours(4));
    eventually(
        () ->
            assertThat(number("select count(*) from access_request where phase = 'EXPIRED'"))
                .isOne());
  }

  @Test
  void an_id_is_never_given_to_another_group() throws SQLException {
    sandbox.aws().unassign(GROUP, PRODUCTION, "ReadOnlyAccess");
    sandbox.aws().assign("aws-staging-poweruser", PRODUCTION, "ReadOnlyAccess");
    sandbox.aws().unassign("aws-staging-poweruser", "444455556666", "PowerUserAccess");
    catalog.refresh();
    assertThat(catalog.current().entitlements()).isEmpty();
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("group 'aws-staging-poweruser' is unavailable")
        .contains("'production-readonlyaccess', which belonged to the group");
    use(
        FILE
            + """
            entitlements:
              - { id: production-readonlyaccess, group: aws-staging-poweruser, eligible: [group:engineering], approvals: 0 }
            """);
    assertThat(problems()).isEmpty();
    ask(ana, "production-readonlyaccess", HOUR, REASON);
    alerted(ana, "is ready until");
    assertThat(sandbox.aws().isMember("aws-staging-poweruser", ANA_AT_HOME)).isTrue();
  }

  private void use(String file) {
    HourkeySandbox.policy(_ -> file);
    catalog.refresh();
  }

  private List<String> problems() {
    return catalog.current().problems().stream().map(CatalogProblem::sentence).toList();
  }

  private long pending() throws SQLException {
    return number("select count(*) from access_request where phase = 'PENDING'");
  }
}

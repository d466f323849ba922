package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.catalog.CatalogProblem;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.View;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A group may open more than its name says: what people see, and what an approval covers. */
@QuarkusTest
class EverythingItOpensTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final String PRODUCTION = "111122223333";
  private static final String STAGING = "444455556666";
  private static final String LOG_ARCHIVE = "777788889999";
  private static final String ENTITLEMENT = "prod-readonly";
  private static final String NO_DETAILS =
      "There are no details here, or you don't have access to them.";
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void everybody_sees_all_of_it_the_riskiest_first() throws Exception {
    opensNine();
    theListNamesTheRiskiestAndTellsHowToSeeTheRest();
    theFormShowsAllOnDemand();
    theCardShowsAllOnDemand();
    theHolderAndTheReportsAreToldAllOfIt();
  }

  private void opensNine() throws Exception {
    withoutPins();
    for (String account : List.of(PRODUCTION, STAGING, LOG_ARCHIVE)) {
      for (String set : List.of("ReadOnlyAccess", "PowerUserAccess", "AdministratorAccess")) {
        sandbox.aws().assign(GROUP, account, set);
      }
    }
    catalog.refresh();
  }

  @Test
  void the_cli_configuration_comes_as_a_direct_message() {
    ana.run("general", "/aws-access config");
    assertThat(alerted(ana, "AWS CLI configuration").words())
        .containsOnlyOnce("[sso-session hourkey]")
        .contains(
            "[profile prod-readonly]", "[profile prod-admin]", "sso_account_id = " + PRODUCTION)
        .contains("It contains no secrets");
    eventually(() -> assertThat(whispers()).contains("in the direct message"));
  }

  @Test
  void a_long_cli_configuration_is_a_file() throws Exception {
    opensNine();
    ana.run("general", "/aws-access config");
    eventually(() -> assertThat(files()).hasSize(1));
    String config = sandbox.slack().file(files().getFirst()).orElseThrow();
    assertThat(config)
        .containsOnlyOnce("[sso-session hourkey]")
        .contains("[profile prod-readonly]", "[profile prod-admin]")
        .contains("[profile prod-readonly-" + STAGING + "-PowerUserAccess]");
    assertThat(config.lines().filter(line -> line.startsWith("[profile "))).doesNotHaveDuplicates();

    sandbox.slack().withoutScopes("files:write");
    ana.run("general", "/aws-access config");
    eventually(() -> assertThat(whispers()).contains("Slack did not accept", "missing_scope"));
    assertThat(files()).hasSize(1);
  }

  private List<String> files() {
    return ana.directMessages().stream()
        .flatMap(one -> one.json().path("files").valueStream())
        .map(file -> file.path("id").asText())
        .toList();
  }

  private void theListNamesTheRiskiestAndTellsHowToSeeTheRest() {
    ana.run("general", "/aws-access list");
    eventually(
        () ->
            assertThat(whispers())
                .contains("9 assignments in 3 accounts", "AdministratorAccess* in Log archive")
                .contains("and 6 more", "list prod-readonly` shows all of them"));
    ana.run("general", "/aws-access list prod-readonly");
    eventually(() -> assertThat(whispers()).contains("ReadOnlyAccess* in Staging"));
    ana.run("general", "/aws-access list nonsense");
    eventually(() -> assertThat(whispers()).contains("Nothing you can request matches"));
  }

  private void theFormShowsAllOnDemand() {
    openForm(ana, ENTITLEMENT);
    View form = ana.form().orElseThrow();
    assertThat(form.words()).contains("Opens 9 assignments in 3 accounts", "and 4 more");
    assertThat(form.words()).doesNotContain("ReadOnlyAccess* in Staging");
    chloe.click(form, "show_access"); // She is not eligible, and sends a click like Ana's.
    alerted(chloe, NO_DETAILS);
    assertThat(chloe.form()).isEmpty();
    ana.click(form, "show_access");
    eventually(() -> assertThat(ana.forms()).hasSize(2));
    assertThat(ana.form().orElseThrow().words()).contains("ReadOnlyAccess* in Staging");
    ana.closeForm();
    assertThat(ana.submit(Map.of("how_long", "3600", "why", REASON)).answer()).isEmpty();
  }

  private void theCardShowsAllOnDemand() {
    PostedMessage card = card();
    assertThat(card.words())
        .contains("Opens 9 assignments in 3 accounts", "AdministratorAccess* in Production");
    assertThat(card.words().indexOf("AdministratorAccess"))
        .isLessThan(card.words().indexOf("PowerUserAccess"));
    WorkspaceUser dana = sandbox.slack().person("U0DANA");
    dana.click(card, "show_access");
    eventually(
        () -> assertThat(dana.messages(APPROVALS)).anyMatch(it -> it.words().contains(NO_DETAILS)));
    assertThat(dana.form()).isEmpty();
    bruno.click(card, "show_access");
    eventually(() -> assertThat(bruno.form()).isPresent());
    assertThat(bruno.form().orElseThrow().words())
        .contains("ReadOnlyAccess* in Staging (" + STAGING);
    bruno.closeForm();
    bruno.click(card(), "approve");
  }

  private void theHolderAndTheReportsAreToldAllOfIt() throws Exception {
    PostedMessage live = alerted(ana, "is ready until");
    assertThat(live.words())
        .contains("Opens 9 assignments in 3 accounts", "Open the other 6 from the");
    ana.click(live, "show_access");
    eventually(() -> assertThat(ana.form()).isPresent());
    assertThat(ana.form().orElseThrow().words()).contains("ReadOnlyAccess* in Staging");
    assertThat(get("api/v1/grants").get(0).at("/opens/targets")).hasSize(9);
    assertThat(get("api/v1/grants").get(0).at("/opens/targets/0/permissionSet").asText())
        .isEqualTo("AdministratorAccess");
    for (String type : List.of("access_requested", "grant_opened")) {
      JsonNode event = event(type);
      assertThat(event.at("/opens/targets")).hasSize(9);
      assertThat(event.at("/opens/complete").asBoolean()).isTrue();
    }
  }

  @Test
  void a_request_shows_what_the_group_opens_at_that_moment() {
    withoutPins();
    catalog.refresh();
    openForm(ana, ENTITLEMENT);
    sandbox.aws().assign(GROUP, STAGING, "PowerUserAccess");
    ana.submit(Map.of("how_long", "3600", "why", REASON));
    assertThat(card().words()).contains("PowerUserAccess", "ReadOnlyAccess");
  }

  @Test
  void an_entitlement_that_opens_more_than_the_file_says_cannot_be_requested() {
    openForm(ana, ENTITLEMENT);
    sandbox.aws().assign(GROUP, STAGING, "AdministratorAccess");
    ana.submit(Map.of("how_long", "3600", "why", REASON));
    alerted(ana, "can't be requested now: group 'aws-prod-readonly' opens more than");
    assertThat(catalog.find(ENTITLEMENT)).isEmpty();
    assertThat(bruno.messages(APPROVALS)).isEmpty();
  }

  @Test
  void an_approval_does_not_cover_what_was_added_after_the_request() {
    ask(ana, ENTITLEMENT, HOUR, REASON);
    PostedMessage card = card();
    sandbox.aws().assign(GROUP, STAGING, "AdministratorAccess");
    bruno.click(card, "approve");
    eventually(
        () ->
            assertThat(heardByBruno())
                .contains("it now also opens AdministratorAccess in Staging"));
    assertThat(additions()).isZero();

    sandbox.aws().unassign(GROUP, STAGING, "AdministratorAccess");
    bruno.click(card, "approve");
    alerted(ana, "is ready");
  }

  @Test
  void an_approved_request_is_not_granted_if_its_group_opens_more_by_then() {
    sandbox.entra().fail("POST */members/$ref", DirectoryStandIn.ALWAYS, 503);
    ask(ana, ENTITLEMENT, HOUR, REASON);
    bruno.click(card(), "approve");
    eventually(() -> assertThat(additions()).isPositive());
    sandbox.aws().assign(GROUP, STAGING, "AdministratorAccess");
    sandbox.entra().clearFaults();
    pass(Duration.ofMinutes(1));
    assertThat(alerted(ana, "was not granted").words())
        .contains("it now also opens AdministratorAccess in Staging");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void while_aws_does_not_show_what_the_group_opens_the_request_waits() {
    ask(ana, ENTITLEMENT, HOUR, REASON);
    card();
    sandbox
        .aws()
        .fail(
            "SWBExternalService.ListAccountAssignmentsForPrincipal", DirectoryStandIn.ALWAYS, 500);
    bruno.click(card(), "approve");
    eventually(() -> assertThat(heardByBruno()).contains("does not answer at the moment"));
    assertThat(additions()).isZero();
    sandbox.aws().clearFaults();
    pass(Duration.ofMinutes(2));
    alerted(ana, "is ready");
  }

  @Test
  void an_assignment_that_was_removed_since_needs_no_new_approval() throws Exception {
    withoutPins();
    sandbox.aws().assign(GROUP, STAGING, "AdministratorAccess");
    catalog.refresh();
    ask(ana, ENTITLEMENT, HOUR, REASON);
    card();
    sandbox.aws().unassign(GROUP, STAGING, "AdministratorAccess");
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    assertThat(get("api/v1/grants").get(0).at("/opens/targets")).hasSize(1);
  }

  @Test
  void a_suspended_account_is_shown_as_such_and_no_approval_covers_its_return() {
    withoutPins();
    sandbox.aws().assign(GROUP, STAGING, "AdministratorAccess");
    sandbox.aws().accountState(STAGING, "SUSPENDED");
    pass(Duration.ofMinutes(2)); // Names and states of accounts are cached for one minute.
    catalog.refresh();
    ask(ana, ENTITLEMENT, HOUR, REASON);
    PostedMessage card = card();
    assertThat(card.words())
        .contains("1 assignment in 1 account, and 1 in inactive accounts")
        .contains("account suspended: gives no access");
    sandbox.aws().accountState(STAGING, "ACTIVE");
    bruno.click(card, "approve");
    eventually(() -> assertThat(heardByBruno()).contains("it now also opens"));
    sandbox.aws().accountState(STAGING, "PENDING_CLOSURE");
    bruno.click(card, "approve");
    alerted(ana, "is ready");
  }

  @Test
  void an_entitlement_whose_account_is_closed_is_unavailable() {
    sandbox.aws().accountState(PRODUCTION, "CLOSED");
    pass(Duration.ofMinutes(2));
    assertThat(unavailable(ENTITLEMENT)).contains("only inactive accounts", "(closed)");
  }

  @Test
  void where_an_account_is_named_the_group_opens_nothing_else() {
    sandbox.aws().assign(GROUP, STAGING, "AdministratorAccess");
    assertThat(unavailable(ENTITLEMENT))
        .contains("opens more than permission set ReadOnlyAccess in account 111122223333")
        .contains("namely AdministratorAccess in 444455556666");
  }

  @Test
  void people_are_told_that_hourkey_cannot_see_everything() {
    withoutPins();
    sandbox.aws().assign(GROUP, STAGING, "PowerUserAccess");
    sandbox.aws().delegatedAdministrator(true);
    catalog.refresh();
    openForm(ana, ENTITLEMENT);
    assertThat(ana.form().orElseThrow().words()).contains("It may open more");
    ana.closeForm();
    ask(ana, ENTITLEMENT, HOUR, REASON);
    assertThat(card().words())
        .contains("PowerUserAccess", "cannot see assignments in the management account");
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
  }

  @Test
  void one_group_has_one_policy_by_whichever_name() {
    HourkeySandbox.policy(
        """
          - id: shortcut
            group: 22222222-0000-4000-8000-000000000005
            eligible: [group:engineering]
            approvals: 0
        """);
    assertThat(unavailable("shortcut")).contains("'prod-admin'", "the weaker of the policies");
    assertThat(unavailable("prod-admin")).contains("'shortcut'");
    assertThat(catalog.find(ENTITLEMENT)).isPresent();
  }

  @Test
  void nobody_becomes_an_approver_by_a_grant_of_a_nested_group() {
    sandbox.entra().nest("sre-leads", "aws-staging-poweruser");
    assertThat(unavailable("prod-admin")).contains("'staging-poweruser'", "nested member");
    assertThat(unavailable("staging-poweruser")).contains("'prod-");
  }

  private static void withoutPins() {
    HourkeySandbox.policy(
        file -> file.replaceAll(" +account: .*\n", "").replaceAll(" +permission_set: .*\n", ""));
  }

  private String unavailable(String entitlement) {
    var snapshot = catalog.refresh();
    assertThat(snapshot.entitlements()).extracting(Entitlement::id).doesNotContain(entitlement);
    return snapshot.problems().stream()
        .map(CatalogProblem::sentence)
        .filter(one -> one.contains("'" + entitlement + "' is unavailable"))
        .findFirst()
        .orElseThrow();
  }

  private String whispers() {
    return String.join("\n", ana.messages("general").stream().map(PostedMessage::words).toList());
  }

  private String heardByBruno() {
    return String.join("\n", bruno.messages(APPROVALS).stream().map(PostedMessage::words).toList());
  }

  private long additions() {
    return sandbox.entra().calls().stream()
        .filter(call -> call.name().matches("POST .*/members/\\$ref"))
        .count();
  }
}

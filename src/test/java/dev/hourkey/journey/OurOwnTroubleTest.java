package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.person.ChatGroups;
import dev.hourkey.person.ChatProfiles;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.request.CatalogIncidents;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.Fault;
import dev.hourkey.sandbox.slack.UserProfile;
import dev.hourkey.sandbox.slack.UserProfile.Grid;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Missing permissions, credentials that fail, and people of an Enterprise Grid. */
@QuarkusTest
class OurOwnTroubleTest extends JourneyTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String OPS = "aws-ops";
  private static final String GROUP = "aws-prod-readonly";

  @Inject ChatProfiles profiles;
  @Inject ChatGroups groups;
  @Inject CatalogIncidents incidents;

  @Test
  void a_job_that_hourkey_may_not_read_is_an_alarm_until_it_may() throws Exception {
    sandbox.entra().fail("GET */synchronization/*", DirectoryStandIn.ALWAYS, 401);
    runMaintenance();
    eventually(
        () ->
            assertThat(alarm())
                .contains("can't see Entra's provisioning job")
                .contains("401 UnknownError", "docs/install.md#provisioning"));
    sandbox.entra().clearFaults();
    maintenanceIsDone(Duration.ofMinutes(2), "scim_job");
    eventually(
        () -> assertThat(alarm()).contains("can see Entra's provisioning job for AWS again"));
    resolvedInItsThread();
  }

  @Test
  void an_approved_grant_waits_for_the_credentials_for_entra_and_operators_are_alerted()
      throws Exception {
    ask(ana, "prod-readonly", HOUR, REASON);
    var card = card();
    sandbox.entra().refuseCredentials("POST */members/$ref", DirectoryStandIn.ALWAYS);
    bruno.click(card, "approve");
    eventually(() -> assertThat(refusals()).isPositive());
    sandbox.entra().refuseCredentials("*", DirectoryStandIn.ALWAYS);
    failOn("don't work");
    assertThat(alarm()).contains("Hourkey's credentials for Entra", "hourkey.entra.access-token");
    assertThat(count("access_grant where phase = 'PROVISIONING'")).isOne();

    sandbox.entra().clearFaults();
    for (int minute = 0; minute < 3; minute++) {
      pass(Duration.ofMinutes(1));
      runMaintenance();
    }
    alerted(ana, "is ready");
    eventually(() -> assertThat(alarm()).contains("Hourkey's credentials for Entra work again"));
    resolvedInItsThread();
  }

  @Test
  void a_refusal_of_entra_is_an_alarm_with_its_code_and_the_step_of_the_guide() {
    sandbox.entra().fail("GET /v1.0/groups*", DirectoryStandIn.ALWAYS, 403);
    catalog.refresh();
    eventually(
        () ->
            assertThat(alarm())
                .contains("can't read from Entra")
                .contains("403 Authorization_RequestDenied", "docs/install.md#groups"));
    sandbox.entra().clearFaults();
    catalog.refresh();
    eventually(() -> assertThat(alarm()).contains("Entra answers again"));
    resolvedInItsThread();
  }

  @Test
  void a_vendor_that_cannot_be_reached_is_an_alarm_after_a_minute() {
    sandbox.entra().loseAnswer("GET /v1.0/groups*", DirectoryStandIn.ALWAYS);
    catalog.refresh();
    pass(Duration.ofSeconds(61));
    catalog.refresh();
    eventually(
        () ->
            assertThat(alarm())
                .contains("can't read from Entra", "could not be reached (")
                .contains("docs/install.md#network"));
  }

  @Test
  void one_permission_set_that_may_not_be_described_is_an_alarm_and_no_reason_to_hurry() {
    sandbox.aws().deny("SWBExternalService.DescribePermissionSet", DirectoryStandIn.ALWAYS);
    pass(Duration.ofMinutes(2));
    CatalogSnapshot snapshot = catalog.refresh();
    assertThat(snapshot.complete()).isFalse();
    assertThat(snapshot.mayBeCompleteSoon()).isFalse();
    eventually(
        () ->
            assertThat(alarm())
                .contains("can't read from AWS", "AccessDeniedException", "docs/install.md#aws"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"users:read", "users:read.email"})
  void a_scope_that_the_app_lacks_is_named_and_so_is_slack(String scope) {
    pass(Duration.ofMinutes(1)); // Some answers are kept for half a minute.
    sandbox.slack().withoutScopes(scope);
    ana.run("general", "/aws-access");
    eventually(
        () ->
            assertThat(ana.form().map(form -> form.json().toString()).orElse(""))
                .contains("Slack refuses Hourkey (missing_scope: " + scope + ")")
                .doesNotContain("Entra"));
    eventually(() -> assertThat(alarm()).contains(scope + "; see docs/install.md#slack"));
    sandbox.slack().withoutScopes();
    ana.run("general", "/aws-access");
    eventually(() -> assertThat(alarm()).contains("Slack answers again"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"users.info", "users.lookupByEmail", "usergroups.list"})
  void a_question_about_people_that_slack_refuses_is_an_alarm_until_it_answers_that_one(
      String method) {
    pass(Duration.ofMinutes(1));
    sandbox.slack().userGroup("S0SRE", "sre", "U0BRUNO");
    sandbox.slack().fail(new Fault(method, Fault.Kind.ERROR, Fault.ALWAYS, "missing_scope"));
    Runnable question =
        switch (method) {
          case "users.info" -> () -> profiles.of(chat("U0ANA"));
          case "users.lookupByEmail" -> () -> profiles.userWith("ana@example.com");
          default -> () -> groups.members("sre");
        };
    assertThatThrownBy(question::run).isInstanceOf(DirectoryFailure.class);
    eventually(
        () -> assertThat(alarm()).contains("Slack refuses " + method + " with missing_scope"));
    if (!method.equals("users.info")) {
      profiles.of(chat("U0ANA"));
      assertThat(incidents.open()).hasSize(1);
    }

    sandbox.slack().heal();
    pass(Duration.ofMinutes(1));
    question.run();
    eventually(() -> assertThat(alarm()).contains("Slack answers again"));
  }

  @Test
  void a_refusal_seen_by_another_replica_ends_when_slack_answers_that_call() {
    sandbox.slack().userGroup("S0SRE", "sre", "U0BRUNO");
    incidents.report(
        CatalogIncidents.Kind.CHAT,
        "Slack refuses usergroups.list with missing_scope",
        Duration.ZERO);
    eventually(() -> assertThat(alarm()).contains("Slack refuses usergroups.list"));
    for (int minute = 0; minute < 5; minute++) {
      pass(Duration.ofMinutes(1));
      profiles.of(chat("U0ANA"));
      assertThat(incidents.open()).hasSize(1);
    }
    groups.members("sre");
    eventually(() -> assertThat(alarm()).contains("Slack answers again"));
  }

  @Test
  void an_address_that_nobody_has_is_an_answer() {
    sandbox
        .slack()
        .fail(new Fault("users.lookupByEmail", Fault.Kind.ERROR, Fault.ALWAYS, "missing_scope"));
    assertThatThrownBy(() -> profiles.userWith("ana@example.com"))
        .isInstanceOf(DirectoryFailure.class);
    eventually(() -> assertThat(alarm()).contains("Slack refuses users.lookupByEmail"));
    sandbox.slack().heal();
    pass(Duration.ofMinutes(1));
    assertThat(profiles.userWith("nobody@example.com")).isEmpty();
    eventually(() -> assertThat(alarm()).contains("Slack answers again"));
  }

  private ChatUser chat(String user) {
    return new ChatUser(sandbox.slack().teamId(), user);
  }

  @Test
  void a_person_of_the_grid_gets_access_and_is_one_person_in_all_workspaces() throws Exception {
    grid("U0ANA", "T0HOME", "T0HOME", sandbox.slack().teamId());
    ana = sandbox.slack().person("U0ANA");
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    grid("U0ANA", "T0SECOND", "T0SECOND", sandbox.slack().teamId());
    ana = sandbox.slack().person("U0ANA");
    ana.run("general", "/aws-access end");
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse());
    assertThat(count("person where principal_name like 'ana%'")).isOne();
  }

  @Test
  void a_person_of_the_grid_who_is_not_in_our_workspace_decides_nothing() throws Exception {
    ask(ana, "prod-readonly", HOUR, REASON);
    var card = card();
    grid("U0BRUNO", "T0HOME", "T0HOME");
    var colleague = sandbox.slack().person("U0BRUNO");
    colleague.click(card, "approve");
    eventually(
        () ->
            assertThat(colleague.messages(APPROVALS))
                .anyMatch(one -> one.text().contains("full members of this workspace")));
    assertThat(chloe.latest(APPROVALS).words()).contains("Waiting for 1 approval");
    assertThat(count("person where principal_name like 'bruno%'")).isZero();
  }

  /** The one alarm is over, and a reply in its thread says so. */
  private void resolvedInItsThread() {
    eventually(() -> assertThat(bruno.everything(OPS)).hasSize(2));
    assertThat(bruno.everything(OPS).getFirst().words()).contains("Resolved:", "Lasted");
    assertThat(bruno.everything(OPS).getLast().words()).contains("Resolved after", "(since ");
    assertThat(bruno.everything(OPS).getLast().json().path("thread_ts").asText())
        .isEqualTo(bruno.everything(OPS).getFirst().ts());
  }

  /** Lets time pass and Hourkey call Entra until operators are told. */
  private void failOn(String words) throws SQLException {
    runMaintenance();
    for (int times = 0; times < 4; times++) {
      maintenanceIsDone(Duration.ofMinutes(1), "scim_job");
    }
    eventually(() -> assertThat(alarm()).contains(words));
  }

  private long refusals() {
    return sandbox.entra().calls().stream().filter(call -> call.status() == 401).count();
  }

  private String alarm() {
    return bruno.messages(OPS).stream()
        .map(message -> message.words() + message.text())
        .reduce("", String::concat);
  }

  private void grid(String id, String home, String... teams) {
    UserProfile person =
        sandbox.slack().people().stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow();
    sandbox.slack().change(person.inGrid(home, new Grid("E0GRID", List.of(teams))));
  }

  private long count(String from) throws SQLException {
    return number("select count(*) from " + from);
  }
}

package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.entra.ProvisioningJob.State;
import dev.hourkey.sandbox.slack.Fault;
import dev.hourkey.sandbox.slack.View;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The app's Home tab, and its shortcut. */
@QuarkusTest
class HomeTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void a_holder_follows_a_request_on_their_home_and_ends_the_access_there() {
    opens(ana);
    homeSays(ana, "Request access", "You have no active access.");
    ask(ana, "prod-readonly", HOUR, REASON);
    homeSays(ana, "Your requests", "Waiting for 1 approval", "Cancel request");
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    homeSays(ana, "Production, read only", "is active until", "Open AWS console", "Extend…");
    ana.click(home(ana), "extend");
    eventually(() -> assertThat(ana.form()).isPresent());
    assertThat(ana.form().orElseThrow().json().toString())
        .contains("1 hour more (2 hours in total)");
    ana.closeForm();

    assertThat(ana.click(home(ana), "end").acknowledged()).isTrue();
    homeSays(ana, "is being removed");
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    inTime(() -> assertThat(home(ana).words()).contains("Recently ended", "You ended it"));
    assertThat(home(ana).words()).contains("You have no active access.");
  }

  @Test
  void a_request_is_made_and_cancelled_on_the_home_tab() {
    opens(ana);
    homeSays(ana, "Request access");
    assertThat(ana.click(home(ana), "request_access").acknowledged()).isTrue();
    sends(ana);
    homeSays(ana, "Your requests");
    assertThat(ana.click(home(ana), "cancel").acknowledged()).isTrue();
    homeIsWithout(ana, "Your requests");
    readsThere(chloe, "Cancelled by the requester");
  }

  @Test
  void an_approver_approves_and_denies_on_their_home() {
    opens(chloe);
    homeSays(chloe, "You aren't eligible for any AWS access yet");
    opens(bruno);
    homeSays(bruno, "Request access");
    ask(ana, "prod-readonly", HOUR, REASON);
    homeSays(bruno, "Waiting for your decision", "Ana Lima", REASON);
    homeSays(chloe, "Waiting for your decision");
    assertThat(bruno.click(home(bruno), "approve").acknowledged()).isTrue();
    alerted(ana, "is ready");
    homeIsWithout(bruno, "Waiting for your decision");
    homeIsWithout(chloe, "Waiting for your decision");

    ask(ana, "prod-admin", HOUR, REASON + ", I need to grow the volume");
    homeSays(chloe, "High risk", "Production, administrator");
    assertThat(chloe.click(home(chloe), "deny").acknowledged()).isTrue();
    eventually(() -> assertThat(chloe.form()).isPresent());
    chloe.submit(Map.of("reason", "Use the dashboards"));
    alerted(ana, "Use the dashboards");
    homeIsWithout(chloe, "Waiting for your decision");
  }

  @Test
  void a_request_is_not_shown_to_people_who_already_approved_it() {
    opens(bruno);
    opens(chloe);
    homeSays(bruno, "Request access");
    homeSays(chloe, "You aren't eligible");
    ask(ana, "prod-admin", HOUR, REASON + ", I need to grow the volume");
    homeSays(bruno, "Waiting for your decision");
    bruno.click(home(bruno), "approve");
    homeIsWithout(bruno, "Waiting for your decision");
    homeSays(chloe, "Waiting for your decision", "1 more needed");
  }

  @Test
  void a_click_on_a_home_is_authorized_by_the_directory_as_it_is_then() {
    opens(bruno);
    homeSays(bruno, "Request access");
    ask(ana, "prod-readonly", HOUR, REASON);
    homeSays(bruno, "Waiting for your decision");
    View stale = home(bruno);
    sandbox.entra().setMember("sre-leads", "bruno@example.com", false);
    bruno.click(stale, "approve");
    alerted(bruno, "not an approver");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
    opens(bruno);
    homeIsWithout(bruno, "Waiting for your decision");
  }

  @Test
  void an_operator_sees_the_alarms_that_are_not_over() throws SQLException {
    HourkeySandbox.policy("\nroles: { operators: [group:sre-leads] }\n");
    catalog.refresh();
    maintenanceIsDone(Duration.ofMinutes(1), "scim_job");
    opens(bruno);
    homeSays(bruno, "no alarms, no drift, nothing overdue", "provisioning job is running");
    sandbox.entra().job().state(State.QUARANTINED);
    maintenanceIsDone(Duration.ofMinutes(1), "scim_job");
    homeSays(bruno, "Entra→AWS synchronization stopped", "provisioning job is stopped");
    sandbox.entra().job().state(State.ACTIVE);
    maintenanceIsDone(Duration.ofMinutes(1), "scim_job");
    homeSays(bruno, "no alarms, no drift, nothing overdue");
    opens(ana);
    homeSays(ana, "Request access");
    assertThat(home(ana).words()).doesNotContain("Operations");
  }

  @Test
  void a_home_that_was_refused_stays_refused() throws SQLException {
    HourkeySandbox.policy("\nroles: { operators: [group:sre-leads] }\n");
    catalog.refresh();
    opens(bruno);
    homeSays(bruno, "Operations");
    sandbox.entra().changeUser("bruno@example.com", Map.of("accountEnabled", false));
    pass(Duration.ofMinutes(11));
    opens(bruno);
    homeSays(bruno, "is disabled");
    eventually(() -> assertThat(number(WAITING)).isZero());
    long before = published();
    ask(ana, "prod-readonly", HOUR, REASON);
    readsThere(chloe, "Ana Lima");
    eventually(() -> assertThat(number(WAITING)).isZero());
    assertThat(published()).isEqualTo(before);
  }

  @Test
  void rights_that_entra_has_not_confirmed_for_a_day_show_nothing() throws SQLException {
    HourkeySandbox.policy("\nroles: { operators: [group:sre-leads] }\n");
    catalog.refresh();
    opens(bruno);
    homeSays(bruno, "Operations");
    sandbox.entra().fail("GET *users*", DirectoryStandIn.ALWAYS, 503);
    pass(Duration.ofHours(20));
    opens(bruno);
    homeSays(bruno, "Operations", "Try again in a minute");
    pass(Duration.ofHours(5));
    opens(bruno);
    homeSays(bruno, "Try again in a minute");
    homeIsWithout(bruno, "Operations");
  }

  @Test
  void operators_without_a_channel_get_alarms_directly_and_hear_when_they_are_over()
      throws SQLException {
    HourkeySandbox.policy("\nroles: { operators: [group:sre-leads] }\n");
    catalog.refresh();
    opens(bruno);
    homeSays(bruno, "Request access");
    sandbox.slack().member("aws-ops", sandbox.slack().botId(), false);
    sandbox.entra().job().state(State.QUARANTINED);
    maintenanceIsDone(Duration.ofMinutes(1), "scim_job");
    alerted(bruno, "Entra→AWS synchronization stopped");
    alerted(chloe, "Entra→AWS synchronization stopped"); // She has never used Hourkey.
    assertThat(ana.directMessages()).isEmpty();

    sandbox.entra().job().state(State.ACTIVE);
    maintenanceIsDone(Duration.ofMinutes(1), "scim_job");
    alerted(bruno, "Resolved after");
    eventually(
        () ->
            assertThat(bruno.directMessages().getFirst().words())
                .contains("Resolved:", "runs again"));
    sandbox.slack().member("aws-ops", sandbox.slack().botId(), true);
    pass(Duration.ofMinutes(2));
    eventually(
        () ->
            assertThat(
                    number(
                        "select count(*) from notification where urgent and next_try_at is not"
                            + " null"))
                .isZero());
    assertThat(bruno.messages("aws-ops"))
        .as("it was over by then")
        .noneMatch(one -> one.words().contains("runs again"));
  }

  @Test
  void people_who_cannot_request_anything_read_why_and_how_to_begin() {
    WorkspaceUser greta = sandbox.slack().person("U0GRETA");
    WorkspaceUser hugo = sandbox.slack().person("U0HUGO");
    opens(greta);
    opens(hugo);
    opens(chloe);
    homeSays(greta, "Guests can only request access", "`/aws-access` opens the form");
    homeSays(hugo, "not people from other workspaces");
    homeSays(chloe, "You aren't eligible for any AWS access yet");
    assertThat(home(greta).words()).doesNotContain("Request access");
    assertThat(home(chloe).words()).doesNotContain("Your access");
  }

  @Test
  void while_entra_is_away_a_holder_still_sees_their_access_and_can_end_it() {
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    sandbox.entra().fail("GET *users*", DirectoryStandIn.ALWAYS, 503);
    opens(ana);
    homeSays(ana, "Try again in a minute", "is active until", "End now");
  }

  @Test
  void a_home_that_nobody_opened_is_never_published() throws SQLException {
    opens(bruno);
    ask(ana, "prod-readonly", HOUR, REASON);
    homeSays(bruno, "Waiting for your decision");
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    homeIsWithout(bruno, "Waiting for your decision");
    assertThat(ana.home()).isEmpty();

    pass(Duration.ofHours(25)); // Nobody has a tab open for so long.
    long before = published();
    ask(ana, "staging-poweruser", HOUR, REASON);
    ask(ana, "prod-admin", HOUR, REASON + ", I need to grow the volume");
    readsThere(bruno, "Production, administrator");
    eventually(() -> assertThat(number(WAITING)).isZero());
    assertThat(published()).isEqualTo(before);
  }

  @Test
  void changes_while_slack_was_down_are_published_once() throws SQLException {
    opens(ana);
    homeSays(ana, "Request access");
    ask(ana, "prod-readonly", HOUR, REASON);
    homeSays(ana, "Waiting for 1 approval");
    sandbox.slack().fail(new Fault("views.publish", Fault.Kind.HTML, Fault.ALWAYS, ""));
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    ana.run("general", "/aws-access end");
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "You ended");
    long before = published();
    sandbox.slack().heal();
    inTime(() -> assertThat(home(ana).words()).contains("Recently ended"));
    inTime(() -> assertThat(number(WAITING)).isZero());
    assertThat(published()).isEqualTo(before + 1);
  }

  @Test
  void the_shortcut_opens_the_same_form_as_the_command() {
    assertThat(ana.shortcut().acknowledged()).isTrue();
    sends(ana);
    assertThat(card().words()).contains("Ana Lima", REASON);

    WorkspaceUser hugo = sandbox.slack().person("U0HUGO");
    assertThat(hugo.shortcut().acknowledged()).isTrue();
    eventually(() -> assertThat(hugo.directMessages()).isNotEmpty());
    assertThat(hugo.form()).isEmpty();
  }

  private static final String WAITING =
      "select count(*) from notification where next_try_at is not null";

  private long published() {
    return sandbox.slack().calls().stream()
        .filter(call -> call.method().equals("views.publish"))
        .count();
  }

  /** Fills the form that opens, and sends it. */
  private void sends(WorkspaceUser who) {
    eventually(
        () ->
            assertThat(who.form().map(form -> form.json().hasNonNull("submit")).orElse(false))
                .isTrue());
    JsonNode first = who.suggestions(form(who), "what", "").path("options").path(0);
    assertThat(who.choose(form(who), "what", first).acknowledged()).isTrue();
    eventually(() -> assertThat(form(who).words()).contains("For how long?"));
    who.submit(Map.of("why", REASON));
  }

  private static void opens(WorkspaceUser who) {
    assertThat(who.openHome().acknowledged()).isTrue();
  }

  private static View home(WorkspaceUser who) {
    return who.home().orElseThrow();
  }

  private static void homeSays(WorkspaceUser who, String... words) {
    eventually(
        () -> {
          assertThat(who.home()).isPresent();
          assertThat(home(who).words()).contains(words);
        });
  }

  private static void homeIsWithout(WorkspaceUser who, String words) {
    eventually(() -> assertThat(home(who).words()).doesNotContain(words));
  }
}

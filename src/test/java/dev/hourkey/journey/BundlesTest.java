package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Several entitlements in one form: a bundle, or chosen one by one. */
@QuarkusTest
class BundlesTest extends JourneyTest {
  private static final String WHY = "INC-42: the disk of db-1 is full";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String KIT =
      "bundles: [{ id: incident, name: Incident kit, entitlements: [prod-readonly, prod-admin]"
          + " }]\n";

  @Test
  void a_bundle_is_wholly_approved_with_one_click() throws Exception {
    policy(file -> sameApprovers(file) + KIT);
    openForm(ana, "incident");
    assertThat(form(ana).words())
        .contains("Production, read only", "Production, administrator", "high risk");
    send(ana, HOUR);

    PostedMessage card = card();
    assertThat(card.words())
        .contains("Ana Lima requests 2 entitlements", "Approve all 2", "AdministratorAccess");
    assertThat(bruno.messages(APPROVALS)).hasSize(1);
    bruno.doubleClick(card, "approve");
    eventually(
        () ->
            assertThat(ana.directMessages())
                .filteredOn(one -> one.words().contains("is ready until"))
                .hasSize(2));
    readsThere(bruno, "Too late");
    eventually(
        () -> assertThat(bruno.messages(APPROVALS).getFirst().words()).contains("Active until"));
    assertThat(number("select count(*) from access_grant")).isEqualTo(2);
    assertThat(number("select count(distinct together) from access_grant")).isOne();

    JsonNode grants = get("api/v1/grants?open=true");
    assertThat(grants).hasSize(2);
    assertThat(grants.get(0).path("together").asText())
        .isNotEmpty()
        .isEqualTo(grants.get(1).path("together").asText());
  }

  @Test
  void the_list_shows_bundles_with_what_can_be_requested_of_them() {
    policy(file -> file + KIT);
    ana.run("general", "/aws-access list Incident.");
    eventually(
        () ->
            assertThat(ana.messages("general"))
                .anyMatch(
                    one ->
                        one.words()
                            .contains(
                                "*Incident kit* `incident` · `prod-readonly`, `prod-admin`")));
  }

  @Test
  void two_sets_of_approvers_have_two_cards_and_one_may_be_denied() {
    policy(file -> file + KIT);
    openForm(ana, "incident");
    send(ana, HOUR);
    eventually(() -> assertThat(bruno.messages(APPROVALS)).hasSize(2));

    PostedMessage admin = readsThere(bruno, "Waiting for 2 approvals");
    bruno.click(admin, "deny");
    eventually(() -> assertThat(bruno.form()).isPresent());
    bruno.submit(Map.of("reason", "Use the dashboards"));
    bruno.click(readsThere(bruno, "Waiting for 1 approval"), "approve");
    alerted(ana, "Production, read only* is ready until");
    eventually(
        () ->
            assertThat(alerted(ana, "You requested").words())
                .contains("Use the dashboards", "Active until"));
  }

  @Test
  void entitlements_that_are_not_allowed_are_named_and_the_others_are_requested() {
    policy(
        file ->
            file.replace(
                    "    eligible: [group:engineering]\n    approvers: [group:sre-leads, person",
                    "    eligible: [group:sre-leads]\n    approvers: [group:sre-leads, person")
                + KIT);
    openForm(ana, "incident");
    assertThat(form(ana).words()).doesNotContain("Production, administrator");
    send(ana, HOUR);
    assertThat(alerted(ana, "You requested").words())
        .contains(
            "Production, read only",
            "Not requested: Production, administrator: You're not eligible for this access.");
    bruno.click(card(), "approve");
    alerted(ana, "is ready until");
  }

  @Test
  void several_are_chosen_one_by_one_and_only_common_durations_are_offered() {
    openForm(ana, "");
    assertThat(form(ana).words()).doesNotContain("For how long?");
    choose(ana, "prod-readonly", "staging-poweruser");
    eventually(
        () -> assertThat(form(ana).words()).contains("For how long?", "Staging, power user"));
    assertThat(form(ana).blocks().findParents("value").toString())
        .contains("\"3600\"", "\"14400\"")
        .doesNotContain("\"1800\"", "\"28800\"");
    send(ana, HOUR);
    alerted(ana, "Staging, power user* is ready until");
    bruno.click(card(), "approve");
    alerted(ana, "Production, read only* is ready until");
  }

  @Test
  void the_reason_is_evaluated_for_each_of_them_at_its_field() {
    policy(file -> file + KIT);
    openForm(ana, "incident");
    ana.submit(Map.of("how_long", "3600", "why", "the disk is full"));
    assertThat(form(ana).errors().get("why")).startsWith("Production, administrator: ");
    assertThat(bruno.messages(APPROVALS)).isEmpty();
  }

  @Test
  void the_requester_cancels_all_of_them_at_once() {
    policy(file -> sameApprovers(file) + KIT);
    openForm(ana, "incident");
    send(ana, HOUR);
    card();
    ana.choose(alerted(ana, "Cancel all 2"), "cancel", cancelAll(alerted(ana, "Cancel all 2")));
    eventually(
        () ->
            assertThat(bruno.latest(APPROVALS).words())
                .contains("Cancelled by the requester")
                .doesNotContain("Approve"));
  }

  private static String cancelAll(PostedMessage message) {
    return message.json().findParents("value").stream()
        .filter(button -> button.path("text").path("text").asText().startsWith("Cancel all"))
        .map(button -> button.path("value").asText())
        .findFirst()
        .orElseThrow();
  }

  private void policy(UnaryOperator<String> change) {
    HourkeySandbox.policy(change);
    catalog.refresh();
  }

  /** Both of the kit are then decided by one approval of the same people. */
  private static String sameApprovers(String file) {
    return file.replace(
        "    approvers: [group:sre-leads, person:head-of-ops@example.com]\n    approvals: 2\n",
        "    approvers: [group:sre-leads]\n");
  }

  private static void send(WorkspaceUser who, Duration duration) {
    assertThat(
            who.submit(Map.of("how_long", Long.toString(duration.toSeconds()), "why", WHY))
                .answer())
        .isEmpty();
  }

  private static void choose(WorkspaceUser who, String... ids) {
    var chosen = new ObjectMapper().createArrayNode();
    JsonNode found = who.suggestions(form(who), "what", "").path("options");
    for (String id : List.of(ids)) {
      found.valueStream().filter(one -> one.path("value").asText().equals(id)).forEach(chosen::add);
    }
    assertThat(who.choose(form(who), "what", chosen).acknowledged()).isTrue();
  }
}

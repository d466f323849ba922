package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.FormerAccounts;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bruno, a lead, requests for Ana, and sponsors Eli, a guest who does not use Slack. */
@QuarkusTest
class RequestedForOthersTest extends JourneyTest {
  @BeforeEach
  void leadsMayRequestForOthers() {
    HourkeySandbox.policy(
        file ->
            file.replaceFirst(
                "approvers: .group:sre-leads.",
                "on_behalf_of: [group:sre-leads]\n    approvers: [group:sre-leads]"));
    catalog.refresh();
  }

  @Test
  void a_lead_requests_for_a_colleague_and_somebody_else_approves() throws Exception {
    openForm(ana, "prod-readonly");
    assertThat(ana.form().orElseThrow().json().toString()).doesNotContain("users_select");
    ana.closeForm();

    assertThat(bruno.openHome().acknowledged()).isTrue();
    submit(Map.of("for_user", "U0ANA"));
    PostedMessage card = card();
    eventually(
        () ->
            assertThat(bruno.home().orElseThrow().words())
                .contains("for <@U0ANA>, requested by <@U0BRUNO>, for 1 hour", "Cancel request"));
    assertThat(bruno.run("general", "/aws-access status").answer()).contains("requested by");
    assertThat(card.words())
        .contains("Bruno Costa requests Production, read only for Ana Lima", "Requested by");
    alerted(ana, "for you, for 1 hour");
    alerted(bruno, "for <@U0ANA>, for 1 hour");
    bruno.click(card, "approve");
    eventually(
        () ->
            assertThat(bruno.messages(APPROVALS))
                .anyMatch(one -> one.words().contains("can't approve or deny your own request")));

    chloe.click(card, "approve");
    alerted(ana, "is ready");
    alerted(bruno, "Active until");
    eventually(
        () ->
            assertThat(bruno.home().orElseThrow().words())
                .doesNotContain("requested by <@U0BRUNO>"));
    JsonNode requested = event("access_requested");
    assertThat(requested.get("requester").asText()).endsWith("1");
    assertThat(requested.get("sentBy").asText()).endsWith("2");
    assertThat(requested.get("people")).hasSize(2);
    JsonNode grant = get("api/v1/grants?open=true").get(0);
    assertThat(grant.get("holderName").asText()).isEqualTo("Ana Lima");
    assertThat(grant.get("sentBy")).isEqualTo(requested.get("sentBy"));
    assertThat(grant.get("sentByName").asText()).isEqualTo("Bruno Costa");
  }

  @Test
  void a_sponsor_reads_the_messages_of_a_guest_without_slack_and_ends_their_access() {
    submit(Map.of("for_address", "nobody@partner.example"));
    alerted(bruno, "No Entra account has the address nobody@partner.example.");
    submit(Map.of("for_address", "eli@partner.example"));
    chloe.click(card(), "approve");
    PostedMessage ready = alerted(bruno, "For Eli Brandt, who has no Slack user. Pass this on:");
    alerted(bruno, "is ready until");
    assertThat(sandbox.slack().person("U0ELI").directMessages()).isEmpty();
    bruno.click(ready, "end");
    readsThere(chloe, "evoked by ");
  }

  @Test
  void a_former_account_that_is_disabled_does_not_make_an_address_ambiguous() {
    FormerAccounts.addDisabled(sandbox.entra(), "eli.former@example.com", "eli@partner.example");
    submit(Map.of("for_address", "eli@partner.example"));
    assertThat(card().words()).contains("Bruno Costa requests Production, read only for Eli");
  }

  @Test
  void the_person_who_requested_several_for_a_colleague_can_extend_and_end_each() throws Exception {
    HourkeySandbox.policy(
        file ->
            file.replaceAll(
                        "(eligible: .group:engineering.)",
                        "$1\n    on_behalf_of: [group:sre-leads]")
                    .replaceFirst("approvals: 2", "approvals: 1")
                + "bundles: [{ id: incident, name: Kit, entitlements: [prod-readonly, prod-admin]"
                + " }]\n");
    catalog.refresh();
    openForm(bruno, "incident");
    bruno.submit(Map.of("for_user", "U0ANA", "how_long", "1800", "why", REASON));
    eventually(() -> assertThat(bruno.messages(APPROVALS)).hasSize(2));
    bruno.messages(APPROVALS).forEach(card -> chloe.click(card, "approve"));
    eventually(
        () ->
            assertThat(ana.directMessages())
                .filteredOn(one -> one.words().contains("is ready until"))
                .hasSize(2));
    eventually(
        () ->
            assertThat(labels(alerted(bruno, "You requested")))
                .contains(
                    "Extend…: Production, read only",
                    "End now: Production, read only",
                    "Extend…: Production, administrator",
                    "End now: Production, administrator"));

    PostedMessage followed = alerted(bruno, "You requested");
    choose(followed, "extend", "Extend…: Production, read only");
    eventually(() -> assertThat(bruno.form()).isPresent());
    bruno.submit(Map.of("extend_duration", "3600", "extend_why", REASON));
    chloe.click(readsThere(chloe, "requests an extension"), "approve");
    alerted(ana, "Production, read only* is extended until");

    choose(followed, "end", "End now: Production, read only");
    alerted(ana, "Production, read only* was revoked by");
    eventually(
        () ->
            assertThat(labels(alerted(bruno, "Production, administrator")))
                .contains("End now: Production, administrator")
                .doesNotContain("End now: Production, read only"));
  }

  private void choose(PostedMessage message, String action, String label) {
    String value =
        message.json().findParents("accessibility_label").stream()
            .filter(button -> button.path("accessibility_label").asText().equals(label))
            .map(button -> button.path("value").asText())
            .findFirst()
            .orElseThrow();
    bruno.choose(message, action, value);
  }

  private static List<String> labels(PostedMessage message) {
    return message.json().findValuesAsText("accessibility_label");
  }

  private void submit(Map<String, String> forWhom) {
    openForm(bruno, "prod-readonly");
    Map<String, String> entries = new HashMap<>(forWhom);
    entries.put("how_long", "3600");
    entries.put("why", REASON);
    assertThat(bruno.submit(entries).acknowledged()).isTrue();
  }
}

package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.Story;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bruno, a lead, requests for Ana, and sponsors Eli, a guest who does not use Slack. */
@QuarkusTest
class RequestedForOthersTest extends Story {
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

    submit(Map.of("for_user", "U0ANA"));
    PostedMessage card = card();
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

  private void submit(Map<String, String> forWhom) {
    openForm(bruno, "prod-readonly");
    Map<String, String> entries = new HashMap<>(forWhom);
    entries.put("how_long", "3600");
    entries.put("why", REASON);
    assertThat(bruno.submit(entries).acknowledged()).isTrue();
  }
}

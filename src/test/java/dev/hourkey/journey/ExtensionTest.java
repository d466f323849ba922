package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.GrantService;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who can extend active access, and what becomes of an extension when the access ends. */
@QuarkusTest
class ExtensionTest extends JourneyTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Inject GrantService grants;

  @Test
  void an_end_that_hourkey_begins_withdraws_a_pending_extension_at_once() throws Exception {
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    extend(ana, alerted(ana, "is ready until"));
    readsThere(bruno, "requests an extension");

    UUID grant = UUID.fromString(get("api/v1/grants").get(0).get("id").asText());
    pass(Duration.ofMinutes(10));
    grants.seenInEntra(grant, false); // Somebody else has removed the member.
    pass(Duration.ofMinutes(10));
    grants.seenInEntra(grant, false);
    readsThere(bruno, "Ended because the access that it would extend is ending");
    alerted(ana, "ended, because the access that it would extend is ending");
    assertThat(event("extension_withdrawn").get("grant").asText()).isEqualTo(grant.toString());
    assertThat(number("select count(*) from access_request where phase = 'PENDING'")).isZero();
  }

  @Test
  void the_person_who_requested_for_somebody_else_can_extend_while_the_policy_allows_it()
      throws Exception {
    leadsMayRequestForOthers(true);
    openForm(bruno, "prod-readonly");
    bruno.submit(Map.of("for_user", "U0ANA", "how_long", "3600", "why", REASON));
    chloe.click(card(), "approve");
    PostedMessage ready = alerted(ana, "is ready until");
    PostedMessage followed = alerted(bruno, "Extend…");
    chloe.click(ready, "extend"); // She is neither of them, and gets no form.
    eventually(
        () ->
            assertThat(chloe.messages("U0ANA"))
                .anyMatch(
                    one ->
                        one.words().contains("Only its holder, or the person who requested it")));
    assertThat(chloe.form()).isEmpty();

    leadsMayRequestForOthers(false);
    extend(bruno, followed);
    alerted(bruno, "You can't request this access for others");
    assertThat(number("select count(*) from access_request")).isOne();

    leadsMayRequestForOthers(true);
    extend(bruno, followed);
    PostedMessage asked = readsThere(chloe, "requests an extension");
    assertThat(asked.words()).contains("Requested by");
    chloe.click(asked, "approve");
    alerted(ana, "is extended until");
    assertThat(get("api/v1/grants").get(0).get("extensions").asInt()).isOne();
  }

  private static void extend(WorkspaceUser who, PostedMessage message) {
    who.click(message, "extend");
    eventually(() -> assertThat(who.form()).isPresent());
    assertThat(who.submit(Map.of("extend_duration", "7200", "extend_why", REASON)).acknowledged())
        .isTrue();
  }

  private void leadsMayRequestForOthers(boolean may) {
    HourkeySandbox.policy(
        file ->
            may
                ? file.replaceFirst(
                    "approvers: .group:sre-leads.",
                    "on_behalf_of: [group:sre-leads]\n    approvers: [group:sre-leads]")
                : file);
    catalog.refresh();
  }
}

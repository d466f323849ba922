package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Greta works for another organization: a guest in Slack, and later a guest in Entra as well. */
@QuarkusTest
class GuestTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final String AT_HOME = "greta@other.example";
  private static final String REFUSALS =
      """
      select count(*) from audit_event
      where type = 'request_refused' and payload like '%account has no last name%'
      """;
  private static final String OBJECT_ID = "11111111-0000-4000-8000-000000000009";

  @Test
  void a_guest_is_invited_gets_access_under_their_own_name_and_loses_it_again() throws Exception {
    long before = number(REFUSALS);
    WorkspaceUser greta = sandbox.slack().person("U0GRETA");
    greta.run("general", "/aws-access");
    reads(greta, "full members of this workspace", 1);

    invited(Map.of("givenName", "Greta"));
    greta.run("general", "/aws-access");
    reads(greta, "full members of this workspace", 2);
    HourkeySandbox.policy(
        example ->
            example.replaceFirst("approvers: .group:sre-leads.", "$0\n    slack_guests: true"));
    catalog.refresh();
    ask(greta, "prod-readonly", Duration.ofHours(1), REASON);
    alerted(greta, "You have no AWS user yet: your Entra account has no last name");
    operationsRead("Greta Guest has no AWS user: AWS refuses people without a last name");
    ask(greta, "prod-readonly", Duration.ofHours(1), REASON);
    eventually(() -> assertThat(greta.directMessages()).hasSize(2));
    assertThat(bruno.messages("aws-ops"))
        .filteredOn(one -> one.words().contains("Requests are refused"))
        .hasSize(1);
    assertThat(bruno.messages(APPROVALS)).isEmpty();
    assertThat(number(REFUSALS) - before).isEqualTo(2);

    sandbox.entra().changeUser(AT_HOME, Map.of("surname", "Guest"));
    ask(greta, "prod-readonly", Duration.ofHours(1), REASON);
    alerted(greta, "Entra creates it with its next synchronization");
    sandbox.entra().job().start();

    ask(greta, "prod-readonly", Duration.ofHours(1), REASON);
    operationsRead("Fixed: Greta Guest has no AWS user");
    PostedMessage card = readsThere(bruno, "Greta Guest requests");
    bruno.click(card, "approve");
    alerted(greta, "is ready until");
    assertThat(sandbox.aws().isMember(GROUP, AT_HOME)).isTrue();

    pass(Duration.ofMinutes(61));
    cycleCarriesRemoval(GROUP, AT_HOME);
    alertedInTime(greta, "has ended (time was up)");
    assertThat(sandbox.aws().isMember(GROUP, AT_HOME)).isFalse();
    String grant = event("grant_active").get("subject").asText();
    assertThat(get("api/v1/grants/" + grant + "/aws-activity").get(0).get("athenaQuery").asText())
        .as("AWS names sessions after the user in the Identity Store")
        .contains("= '" + AT_HOME + "'");
  }

  /**
   * As an invitation to the tenant leaves her, with a principal name that is not her address; and a
   * cycle later, when AWS has her too if she has both names.
   */
  private void invited(Map<String, Object> names) {
    Map<String, Object> account = new HashMap<>(names);
    account.put("id", OBJECT_ID);
    account.put("displayName", "Greta Guest");
    account.put("userType", "Guest");
    account.put("userPrincipalName", "greta_other.example#EXT#@example.onmicrosoft.com");
    account.put("mail", AT_HOME);
    sandbox.entra().putUser(account);
    for (String group : List.of("engineering", "aws-everyone")) {
      if (!sandbox.entra().isMember(group, AT_HOME)) {
        sandbox.entra().setMember(group, AT_HOME, true);
      }
    }
    sandbox.entra().job().start();
  }

  private void operationsRead(String words) {
    eventually(
        () -> assertThat(bruno.messages("aws-ops")).anyMatch(one -> one.words().contains(words)));
  }

  private static void reads(WorkspaceUser who, String words, int times) {
    eventually(
        () ->
            assertThat(who.messages("general"))
                .filteredOn(one -> one.words().contains(words))
                .hasSize(times));
  }
}

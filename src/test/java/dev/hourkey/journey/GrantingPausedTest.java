package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.Delivery;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.View;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import dev.hourkey.support.WebVisitor;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Operators pause granting in an incident: nothing is granted, and everything ends. */
@QuarkusTest
class GrantingPausedTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final String OPERATIONS = "aws-ops";
  private static final String WHY = "INC-99: stolen tokens";
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void while_granting_is_paused_nothing_is_granted_and_everything_ends() throws Exception {
    HourkeySandbox.policy(
        file ->
            "roles: { operators: [group:sre-leads] }\n"
                + file.replace(
                    "    group: aws-staging-poweruser\n",
                    "    group: aws-staging-poweruser\n"
                        + "    break_glass: { eligible: [group:engineering], review_by:"
                        + " [group:sre-leads] }\n"));
    assertThat(catalog.refresh().problems()).isEmpty();
    WorkspaceUser dana = sandbox.slack().person("U0DANA");
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    PostedMessage ready = alerted(ana, "is ready until");
    sandbox.entra().fail("POST */members/$ref", DirectoryStandIn.ALWAYS, 503);
    ask(dana, "prod-readonly", Duration.ofHours(2), "INC-43: the other disk");
    bruno.click(readsThere(bruno, "Dana Novak requests"), "approve");
    eventually(
        () ->
            assertThat(number("select count(*) from access_grant where phase = 'PROVISIONING'"))
                .isOne());
    ask(ana, "prod-admin", HOUR, REASON + ", I need to grow the volume");
    PostedMessage undecided = readsThere(bruno, "Production, administrator");

    bruno.openHome();
    onlyOperatorsPauseAndOnlyWithAReason();
    chloe.run("general", "/aws-access pause " + WHY);
    readsInOperations("Granting is paused", "by <@U0CHLOE>", WHY);
    sandbox.entra().clearFaults();
    isShownEverywhere();

    openForm(ana, "staging-poweruser");
    assertThat(form(ana).words()).contains("Operators have paused granting", WHY);
    Delivery refused = ana.submit(Map.of("how_long", "3600", "why", REASON));
    assertThat(refused.answer()).contains("Operators have paused granting");
    assertThat(ana.form()).as("what was typed is still there").isPresent();
    Delivery atOnce =
        ana.submit(Map.of("how_long", "3600", "why", REASON, "break_glass", List.of("true")));
    assertThat(atOnce.answer()).as("by break-glass").contains("Operators have paused granting");
    ana.closeForm();
    ana.run("general", "/aws-access staging-poweruser 1h " + REASON);
    eventually(
        () ->
            assertThat(ana.messages("general"))
                .anyMatch(one -> one.words().contains("paused granting: “" + WHY + "”")));
    ana.click(ready, "extend");
    alerted(ana, "Operators have paused granting");
    assertThat(ana.form()).isEmpty();
    bruno.click(undecided, "approve");
    readsThere(bruno, "Operators have paused granting");
    assertThat(number("select count(*) from access_request where phase = 'PENDING'")).isOne();
    assertThat(reviewsOfWhatIsPending()).isZero();

    pass(HOUR);
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    inTime(
        () ->
            assertThat(number("select count(*) from access_grant where phase = 'ENDED'")).isOne());
    assertThat(sandbox.entra().isMember(GROUP, "dana@example.com")).isFalse();

    chloe.run("general", "/aws-access resume the tokens are revoked");
    readsInOperations("Resolved", "<@U0CHLOE> resumed granting", "the tokens are revoked");
    inTime(() -> assertThat(sandbox.entra().isMember(GROUP, "dana@example.com")).isTrue());
    bruno.click(undecided, "approve");
    eventually(() -> assertThat(reviewsOfWhatIsPending()).isOne());
    assertThat(event("granting_paused").get("reason").asText()).isEqualTo(WHY);
    assertThat(event("granting_resumed").get("reason").asText())
        .isEqualTo("the tokens are revoked");
  }

  private long reviewsOfWhatIsPending() throws SQLException {
    return number(
        """
        select count(*) from review join access_request on request = id where phase = 'PENDING'
        """);
  }

  private void onlyOperatorsPauseAndOnlyWithAReason() {
    ana.run("general", "/aws-access pause " + WHY);
    alerted(ana, "Only operators can pause granting");
    assertThat(chloe.run("general", "/aws-access pause").answer()).contains("Give a reason");
    assertThat(bruno.messages(OPERATIONS)).noneMatch(one -> one.words().contains("paused"));
  }

  private void isShownEverywhere() {
    eventually(
        () ->
            assertThat(bruno.home().map(View::words).orElse(""))
                .contains("Granting is paused", WHY));
    WebVisitor visitor = new WebVisitor(hourkey);
    var _ = visitor.signIn("/console", "Chloé Martin");
    assertThat(visitor.open("/console/now").body()).contains("Granting is paused", WHY);
    assertThat(visitor.open("/console/my-access/request").body()).contains("paused granting");
  }

  private void readsInOperations(String... words) {
    eventually(
        () ->
            assertThat(bruno.everything(OPERATIONS))
                .anySatisfy(one -> assertThat(one.words()).contains(words)));
  }
}

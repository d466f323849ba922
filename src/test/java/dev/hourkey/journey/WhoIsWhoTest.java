package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.Delivery;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.View;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** People whose names, accounts and Slack users change, and one who never stops clicking. */
@QuarkusTest
class WhoIsWhoTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String ANA = "11111111-0000-4000-8000-000000000001";
  private static final String BRUNO = "11111111-0000-4000-8000-000000000002";
  private static final String NEW = "99999999-0000-4000-8000-000000000009";

  @Test
  void a_new_name_and_address_are_on_the_card_after_the_next_check_at_entra() throws Exception {
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card();
    assertThat(card.words()).contains("Ana Lima requests", "ana@example.com");
    account(ANA, "displayName", "Ana Souza", "userPrincipalName", "ana.souza@example.com");
    bruno.click(card, "approve");
    eventually(
        () ->
            assertThat(card().words())
                .contains("Ana Souza", "Approved by")
                .doesNotContain("Ana Lima"));
    assertThat(text(auditPath() + "&subject=" + ANA))
        .contains("person_linked", "person_renamed", "Ana Souza");
  }

  @Test
  void a_single_404_for_the_approver_or_the_requester_refuses_no_click() {
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card();
    onlyReplyThere("waits for a decision on"); // Until then, Entra is asked who can decide.
    sandbox.entra().fail("GET /v1.0/users/" + BRUNO, 1, 404);
    sandbox.entra().fail("GET /v1.0/users/" + ANA, 1, 404);
    bruno.click(card, "approve");
    alertedInTime(ana, "is ready");
    assertThat(sandbox.entra().calls())
        .filteredOn(call -> call.status() == 404)
        .extracting(call -> call.name())
        .contains("GET /v1.0/users/" + BRUNO, "GET /v1.0/users/" + ANA);
  }

  @Test
  void a_requester_who_stays_away_from_entra_for_two_minutes_is_gone() {
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card();
    sandbox.entra().fail("GET /v1.0/users/" + ANA, DirectoryStandIn.ALWAYS, 404);
    bruno.click(card, "approve");
    whispered(bruno, "does not show the requester's account");
    for (int times = 0; times < 3; times++) {
      pass(Duration.ofMinutes(1));
    }
    whispered(bruno, "The requester's Entra account no longer exists");
    assertThat(additions()).isZero();
  }

  @Test
  void an_approver_of_whom_nobody_knows_whether_they_are_enabled_approves_nothing() {
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card();
    sandbox.entra().hideStatus(BRUNO, true);
    bruno.click(card, "approve");
    whispered(bruno, "can't read in Entra whether your account is enabled");
    assertThat(chloe.latest(APPROVALS).words()).contains("Waiting for 1 approval");
    assertThat(additions()).isZero();
  }

  @Test
  void an_approval_waits_while_nobody_knows_whether_the_approver_is_enabled() throws Exception {
    ask(ana, "prod-readonly", HOUR, REASON);
    sandbox.entra().fail("POST */members/$ref", DirectoryStandIn.ALWAYS, 503);
    bruno.click(card(), "approve");
    addFailed();
    sandbox.entra().hideStatus(BRUNO, true);
    sandbox.entra().clearFaults();
    failsAgain();
    failsAgain();
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
    assertThat(number("select count(*) from access_grant where phase = 'PROVISIONING'")).isOne();
    sandbox.entra().hideStatus(BRUNO, false);
    pass(Duration.ofMinutes(1));
    alerted(ana, "is ready");
  }

  @Test
  void somebody_whose_account_was_recreated_can_request_again() {
    ask(ana, "prod-readonly", HOUR, REASON);
    card();
    sandbox.entra().deleteUser(ANA_AT_HOME);
    account(NEW);
    sandbox.entra().setMember("engineering", NEW, true);
    ana.run("general", "/aws-access");
    eventually(() -> assertThat(formSays(ana)).contains("can't find you in Entra"));
    pass(Duration.ofMinutes(3));
    ask(ana, "staging-poweruser", HOUR, REASON);
    alerted(ana, "You requested *Staging, power user*");
  }

  @Test
  void somebody_with_a_new_account_ends_what_the_former_one_holds() throws Exception {
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    account(ANA, "accountEnabled", false);
    account(NEW);
    ana.run("general", "/aws-access");
    eventually(
        () ->
            assertThat(number("select count(*) from person where replaced_by is not null"))
                .isOne());
    assertThat(ana.run("general", "/aws-access status").answer()).contains("active until");
    ana.run("general", "/aws-access end");
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA)).isFalse());
  }

  @Test
  void a_click_that_waits_for_a_recreated_account_is_evaluated_under_it() {
    HourkeySandbox.policy(
        file -> file.replace("operations: aws-ops", "help: aws-help\n  operations: aws-ops"));
    catalog.refresh();
    chloe.run("general", "/aws-access");
    eventually(
        () ->
            assertThat(chloe.messages("general"))
                .anyMatch(
                    one ->
                        one.words()
                            .matches("(?s).*eligible for any AWS access.* Ask in #aws-help.*")));
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card();
    sandbox.entra().deleteUser("head-of-ops@example.com");
    account(NEW, "displayName", "Chloé Martin", "mail", "head-of-ops@example.com");
    sandbox.entra().setMember("sre-leads", NEW, true);
    chloe.click(card, "approve");
    whispered(chloe, "does not show your account");
    for (int times = 0; times < 3; times++) {
      pass(Duration.ofMinutes(1));
    }
    alerted(ana, "is ready");
  }

  @Test
  void one_person_reads_their_status_only_so_often_and_can_still_end_their_access() {
    pass(Duration.ofMinutes(10)); // Counts from here on are void once the clock is set back.
    String tooMany = "more than 20 actions in a minute";
    List<String> answers = new ArrayList<>();
    for (int times = 0; times < 40; times++) {
      answers.add(ana.run("general", "/aws-access status").answer());
    }
    assertThat(answers.subList(0, 20)).noneMatch(answer -> answer.contains(tooMany));
    assertThat(answers).anyMatch(answer -> answer.contains(tooMany));
    assertThat(bruno.run("general", "/aws-access status").answer()).doesNotContain(tooMany);
    assertThat(ana.run("general", "/aws-access end").answer()).contains("no access");

    pass(Duration.ofMinutes(1));
    assertThat(ana.run("general", "/aws-access status").answer()).doesNotContain(tooMany);
  }

  @Test
  void one_person_who_never_stops_is_told_so_and_holds_nobody_up() {
    pass(Duration.ofMinutes(10)); // Counts from here on are void once the clock is set back.
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card();
    List<String> answers = new ArrayList<>();
    for (int times = 0; times < 240; times++) {
      Delivery command = ana.run("general", "/aws-access list");
      assertThat(command.acknowledged()).isTrue();
      answers.add(command.answer());
    }
    assertThat(answers) // One every half a second is allowed again, so perhaps the last one.
        .anyMatch(answer -> answer.contains("more than 120 actions in a minute"));
    assertThat(calls("users.info")).isLessThan(5);

    long began = System.nanoTime();
    for (int times = 0; times < 240; times++) {
      chloe.click(card, "deny");
    }
    long allowedAgain = 2 * Duration.ofNanos(System.nanoTime() - began).toSeconds();
    whispered(chloe, "more than 120 actions in a minute");
    assertThat(calls("views.open")).isLessThan(125 + allowedAgain);
    assertThat(calls("chat.postEphemeral")).isLessThan(10);

    bruno.click(card, "approve");
    alerted(ana, "is ready");
    assertThat(ana.run("general", "/aws-access end").answer()).contains("Ending");
  }

  private long calls(String method) {
    return sandbox.slack().calls().stream().filter(call -> call.method().equals(method)).count();
  }

  private static void whispered(WorkspaceUser who, String words) {
    eventually(
        () ->
            assertThat(who.messages(APPROVALS))
                .anyMatch(one -> (one.text() + one.words()).contains(words)));
  }

  private static String formSays(WorkspaceUser who) {
    return who.form().map(View::words).orElse("");
  }

  private long additions() {
    return sandbox.entra().calls().stream()
        .filter(call -> call.name().startsWith("POST") && call.name().endsWith("/members/$ref"))
        .count();
  }

  /** An account as the sandbox has it, but for these properties; a new one is Ana's. */
  private void account(String id, Object... properties) {
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "id",
                id,
                "displayName",
                "Ana Lima",
                "givenName",
                "Ana",
                "surname",
                "Lima",
                "userPrincipalName",
                id.equals(ANA) ? ANA_AT_HOME : "new@example.com",
                "mail",
                ANA_AT_HOME));
    for (int i = 0; i < properties.length; i += 2) {
      all.put((String) properties[i], properties[i + 1]);
    }
    sandbox.entra().putUser(all);
  }
}

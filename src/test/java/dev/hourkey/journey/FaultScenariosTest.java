package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.Delivery;
import dev.hourkey.sandbox.slack.Fault;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What goes wrong on its own, and what people do wrong. */
@QuarkusTest
class FaultScenariosTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void a_directory_that_is_down_at_expiry_delays_the_removal_and_loses_nothing() {
    live();
    sandbox.entra().fail("DELETE *", DirectoryStandIn.ALWAYS, 503);
    pass(Duration.ofMinutes(61));
    eventually(() -> assertThat(deletions()).isPositive());
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();

    pass(Duration.ofMinutes(3));
    eventually(
        () ->
            assertThat(bruno.messages("aws-ops")).anyMatch(one -> one.words().contains("Overdue")));

    sandbox.entra().clearFaults();
    pass(Duration.ofMinutes(1));
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "has ended");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void a_group_that_is_taken_out_of_our_unit_is_an_alarm_and_loses_its_member_once_it_is_back() {
    live();
    sandbox.entra().inUnit(GROUP, false);
    pass(Duration.ofMinutes(61));
    eventually(() -> assertThat(deletions()).isPositive());
    pass(Duration.ofMinutes(3));
    eventually(
        () ->
            assertThat(bruno.messages("aws-ops"))
                .extracting(PostedMessage::words)
                .anySatisfy(
                    words ->
                        assertThat(words)
                            .contains("Overdue", "403 Authorization_RequestDenied")
                            .contains("docs/install.md#groups")));
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();

    sandbox.entra().inUnit(GROUP, true);
    pass(Duration.ofMinutes(5));
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "has ended");
  }

  @Test
  void aws_that_denies_its_checks_ends_nothing_until_it_answers() {
    live();
    sandbox.aws().permit("identitystore:IsMemberInGroups", false);
    ana.run("general", "/aws-access return");
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    pass(Duration.ofMinutes(3));
    eventually(
        () ->
            assertThat(bruno.messages("aws-ops")).anyMatch(one -> one.words().contains("Overdue")));
    assertThat(ana.directMessages()).noneMatch(one -> one.words().contains("You ended"));

    sandbox.aws().permit("identitystore:IsMemberInGroups", true);
    pass(Duration.ofMinutes(1));
    alertedInTime(ana, "You ended");
  }

  @Test
  void a_membership_whose_add_lost_its_answer_is_managed_and_is_removed_at_the_end() {
    sandbox.entra().loseAnswer("POST */members/$ref", 1);
    live();
    pass(Duration.ofMinutes(61));
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "has ended");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void an_add_that_lands_after_the_removal_is_removed_as_well() {
    sandbox.entra().fail("POST */members/$ref", DirectoryStandIn.ALWAYS, 503);
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    eventually(() -> assertThat(additions()).isPositive());
    ana.run("general", "/aws-access return");
    eventually(() -> assertThat(clearing()).isOne());

    sandbox.entra().clearFaults();
    sandbox.entra().setMember(GROUP, ANA_AT_HOME, true);
    pass(Duration.ofMinutes(1));
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse());
    eventually(() -> assertThat(clearing()).isOne());
    pass(Duration.ofMinutes(61));
    alertedInTime(ana, "You ended");
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void ending_your_own_access_needs_no_approval() {
    live();
    sandbox.slack().fail(new Fault("users.info", Fault.Kind.HTML, 1000, ""));
    sandbox.entra().fail("GET *users*", DirectoryStandIn.ALWAYS, 503);
    ana.run("general", "/aws-access return");
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "You ended");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void an_approver_who_left_the_group_before_the_click_cannot_decide() {
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card();
    sandbox.entra().setMember("sre-leads", "bruno@example.com", false);
    bruno.click(card, "approve");
    eventually(
        () ->
            assertThat(bruno.messages(APPROVALS))
                .anyMatch(one -> one.words().contains("You're not an approver")));
    assertThat(additions()).isZero();
  }

  @Test
  void for_an_undecided_request_approvers_are_reminded_and_the_requester_is_told_that_it_expired() {
    ask(ana, "prod-readonly", HOUR, REASON);
    var _ = onlyReplyThere("waits for a decision");
    pass(Duration.ofMinutes(16));
    eventually(
        () ->
            assertThat(bruno.replies(APPROVALS))
                .singleElement()
                .satisfies(
                    reply ->
                        assertThat(reply.words()).contains("is still waiting for a decision")));
    pass(Duration.ofHours(4));
    alerted(ana, "Your request for *Production, read only* expired");
    eventually(
        () ->
            assertThat(bruno.messages(APPROVALS).getFirst().words())
                .contains("Expired without a decision")
                .doesNotContain("Deny…"));
  }

  @Test
  void a_denial_needs_a_reason_and_notifies_the_requester() {
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "deny");
    eventually(() -> assertThat(bruno.form()).isPresent());
    assertThat(bruno.submit(Map.of("reason", "Use the dashboards instead")).answer()).isEmpty();
    assertThat(alerted(ana, "was denied by").words()).contains("Use the dashboards instead");
    eventually(() -> assertThat(card().words()).contains("Denied by", "Use the dashboards"));
  }

  @Test
  void bad_values_are_reported_at_their_field_and_nothing_is_lost() {
    openForm(ana, "prod-admin");
    Delivery answer = ana.submit(Map.of("how_long", "3600", "why", "because I can do it ok?"));
    assertThat(answer.json().at("/errors/why").asText()).contains("INC-42");
    assertThat(ana.form()).isPresent();
    assertThat(ana.submit(Map.of("why", "INC-42: the disk of db-1 is full")).answer()).isEmpty();
  }

  @Test
  void the_form_says_that_a_word_is_no_entitlement() {
    openForm(ana, "staging-eu");
    assertThat(ana.form().orElseThrow().words()).contains("No access called `staging-eu`");
  }

  @Test
  void a_misspelt_word_is_answered_with_what_was_probably_meant_and_not_with_a_form() {
    assertThat(ana.run("general", "/aws-access staus").answer())
        .contains("There is no command `staus`. Did you mean `/aws-access status`?");
    ana.run("general", "/aws-access Prod-Raedonly. 1h INC-42: disk full");
    eventually(
        () ->
            assertThat(ana.messages("general"))
                .anyMatch(
                    one ->
                        one.words()
                            .contains(
                                "You can't request anything called `prod-raedonly`. Did you mean"
                                    + " `/aws-access prod-readonly`?")));
    assertThat(ana.form()).isEmpty();
  }

  @Test
  void ids_are_suggested_only_to_those_who_may_request_them() {
    HourkeySandbox.policy(
        example -> // Of the first entitlement, which is prod-readonly.
        example.replaceFirst("eligible: .*", "eligible: ['person:ana@example.com']"));
    catalog.refresh();
    for (var person : List.of(ana, bruno)) {
      person.run("general", "/aws-access prod-raedonly");
      eventually(
          () ->
              assertThat(person.messages("general").toString())
                  .contains("You can't request anything called `prod-raedonly`"));
    }
    assertThat(ana.messages("general").toString()).contains("prod-readonly");
    assertThat(bruno.messages("general").toString()).doesNotContain("prod-readonly");
  }

  @Test
  void guests_strangers_and_people_entra_does_not_know_are_told_why() {
    var greta = sandbox.slack().person("U0GRETA");
    greta.run("general", "/aws-access");
    eventually(
        () ->
            assertThat(greta.messages("general"))
                .anyMatch(one -> one.words().contains("full members of this workspace")));
    assertThat(greta.form()).isEmpty();
    var noor = sandbox.slack().person("U0NOOR");
    ask(noor, "prod-readonly", HOUR, REASON);
    alerted(noor, "You have no AWS user yet");
  }

  @Test
  void a_button_does_nothing_for_a_stranger_in_a_shared_channel() {
    var hugo = sandbox.slack().person("U0HUGO");
    ask(ana, "prod-readonly", HOUR, REASON);
    hugo.click(card(), "approve");
    eventually(
        () ->
            assertThat(hugo.messages(APPROVALS))
                .anyMatch(
                    one -> one.text().contains("Only members of this workspace can use Hourkey")));
    assertThat(card().words()).contains("Waiting for 1 approval");
  }

  @Test
  void a_guest_of_another_organization_gets_access_under_their_name_in_aws() {
    var eli = sandbox.slack().person("U0ELI");
    ask(eli, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    alerted(eli, "is ready");
    assertThat(sandbox.aws().isMember(GROUP, "eli@partner.example")).isTrue();
  }

  @Test
  void the_same_signed_bytes_are_taken_once() {
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card();
    Delivery click = bruno.click(card, "approve");
    assertThat(sandbox.slack().redeliver(click).status()).isEqualTo(401);
    sandbox.slack().fail(new Fault("delivery/*", Fault.Kind.BAD_SIGNATURE, 1, ""));
    assertThat(ana.run("general", "/aws-access help").status()).isEqualTo(401);
    sandbox.slack().fail(new Fault("delivery/*", Fault.Kind.FUTURE, 1, ""));
    assertThat(ana.run("general", "/aws-access help").status()).isEqualTo(401);
  }

  @Test
  void slack_being_down_changes_nothing_but_the_messages() {
    live();
    sandbox.slack().fail(new Fault("chat.*", Fault.Kind.HTML, 1000, ""));
    pass(Duration.ofMinutes(61));
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    eventually(() -> assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse());
    sandbox.slack().heal();
    pass(Duration.ofMinutes(1));
    alertedInTime(ana, "has ended");
  }

  @Test
  void access_that_is_ended_early_ends_at_once_and_can_be_requested_again() {
    live();
    assertThat(ana.run("general", "/aws-access return").answer()).contains("Ending");
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "You ended");
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse();
    ask(ana, "prod-readonly", HOUR, "INC-43: it is full again");
    eventually(() -> assertThat(bruno.latest(APPROVALS).words()).contains("INC-43"));
    bruno.click(bruno.latest(APPROVALS), "approve");
    eventually(() -> assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isTrue());
  }

  @Test
  void without_provisioning_on_demand_the_cycle_brings_it_and_the_clock_starts_then() {
    sandbox.entra().fail("POST */provisionOnDemand", DirectoryStandIn.ALWAYS, 401);
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue());
    pass(Duration.ofMinutes(3));
    alerted(ana, "taking longer than usual");
    pass(Duration.ofMinutes(40));
    alerted(ana, "is ready");
    pass(Duration.ofMinutes(55));
    alerted(ana, "End it now"); // Ten minutes before an end that is counted from then.
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
    pass(Duration.ofMinutes(6));
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse());
  }

  @Test
  void an_entitlement_without_approvals_is_granted_at_once() {
    ask(ana, "staging-poweruser", HOUR, REASON);
    alerted(ana, "is ready");
    assertThat(bruno.messages(APPROVALS)).isEmpty();
    assertThat(sandbox.aws().isMember("aws-staging-poweruser", ANA_AT_HOME)).isTrue();
  }

  @Test
  void a_reason_is_data_whatever_it_says() {
    String nasty = "INC-42: <!channel> *bold* <https://evil.example|click> @here";
    ask(ana, "prod-readonly", HOUR, nasty);
    assertThat(card().json().at("/blocks/2/elements/0/elements/0/text").asText()).isEqualTo(nasty);
    assertThat(card().text()).doesNotContain("<!channel>");
  }

  private void live() {
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
  }

  private long clearing() throws SQLException {
    return number("select count(*) from access_grant where phase = 'CLEARING'");
  }

  private long additions() {
    return calls("POST", "/members/$ref");
  }

  private long deletions() {
    return calls("DELETE", "/$ref");
  }

  private long calls(String method, String end) {
    return sandbox.entra().calls().stream()
        .filter(call -> call.name().startsWith(method) && call.name().endsWith(end))
        .count();
  }
}

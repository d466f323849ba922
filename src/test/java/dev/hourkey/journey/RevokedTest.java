package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.Delivery;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.View;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.Story;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An approver or an operator ends somebody's access early. */
@QuarkusTest
class RevokedTest extends Story {
  private static final String GROUP = "aws-prod-readonly";
  private static final String WHY = "INC-99: the laptop was stolen";

  private WorkspaceUser dana;
  private long begun;

  @BeforeEach
  void aNewPage() throws SQLException {
    dana = sandbox.slack().person("U0DANA");
    begun = number("select coalesce(max(seq), 0) from audit_event");
  }

  @Test
  void an_approver_revokes_on_the_card_and_the_holder_reads_by_whom_and_why() {
    live();
    revokeOnTheCard(bruno);
    PostedMessage alerted = alerted(ana, "was revoked by <@U0BRUNO>");
    assertThat(alerted.words()).contains(WHY);
    eventually(
        () ->
            assertThat(readsThere(bruno, "Revoked by ").words())
                .contains(WHY)
                .doesNotContain("Revoke…"));
    readsThere(bruno, "You revoked Production, read only of Ana Lima");

    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "Removal confirmed in Entra and AWS");
    assertThat(ana.directMessages())
        .as("the one of the request, and one that notified her")
        .filteredOn(one -> one.words().contains("was revoked by"))
        .hasSize(2);
    readsThere(bruno, "Ended: revoked by ");
    assertThat(events("grant_revoked"))
        .singleElement()
        .asString()
        .contains("\"role\":\"APPROVER\"", WHY, "000000000002");
    assertThat(events("grant_ending")).singleElement().asString().contains("REVOKED");
  }

  @Test
  void access_that_is_on_its_way_can_be_revoked_before_it_is_live() {
    sandbox.entra().fail("POST */provisionOnDemand", DirectoryStandIn.ALWAYS, 401);
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    bruno.click(card(), "approve");
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue());
    eventually(() -> assertThat(card().words()).contains("Revoke…"));
    revokeOnTheCard(bruno);
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse());
    alerted(ana, "was revoked by <@U0BRUNO>");
  }

  @Test
  void an_operator_revokes_by_command_with_a_person_and_a_reason() {
    operatorIs("dana@example.com");
    live();
    Delivery answer = dana.run("general", "/aws-access revoke @ana " + WHY);
    assertThat(answer.answer()).contains("checking whether you may revoke");
    eventually(
        () ->
            assertThat(dana.messages("general"))
                .anyMatch(
                    one -> one.words().contains("You revoked Production, read only of Ana Lima")));
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse());
    alerted(ana, "was revoked by <@U0DANA>");
    assertThat(events("grant_revoked"))
        .singleElement()
        .asString()
        .contains("\"role\":\"OPERATOR\"", WHY);
  }

  @Test
  void a_command_without_a_reason_opens_a_form_with_what_may_be_revoked() {
    live();
    bruno.run("general", "/aws-access revoke `PROD-READONLY`.");
    eventually(
        () ->
            assertThat(bruno.form().map(View::words).orElse(""))
                .contains("Ana Lima: Production, read only"));
    assertThat(bruno.submit(Map.of("reason", WHY)).answer()).isEmpty();
    alerted(ana, "was revoked by <@U0BRUNO>");
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse());
  }

  @Test
  void one_of_several_is_chosen_in_the_form() {
    live();
    ask(dana, "prod-readonly", Duration.ofHours(1), "INC-43: the other disk");
    bruno.click(readsThere(bruno, "Dana Novak requests"), "approve");
    alerted(dana, "is ready");
    bruno.run("general", "/aws-access revoke prod-readonly " + WHY);
    eventually(
        () ->
            assertThat(bruno.form().map(form -> form.json().hasNonNull("submit")).orElse(false))
                .isTrue());
    String danas =
        bruno.form().orElseThrow().blocks().findParents("value").stream()
            .filter(option -> option.at("/text/text").asText().startsWith("Dana Novak"))
            .findFirst()
            .orElseThrow()
            .path("value")
            .asText();
    assertThat(bruno.submit(Map.of("which", danas)).answer()).as("the reason is there").isEmpty();
    alerted(dana, "was revoked by <@U0BRUNO>");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
  }

  @Test
  void nobody_else_can_revoke_and_the_attempt_is_on_record() {
    live();
    revokeOnTheCard(dana);
    readsThere(dana, "Only approvers of Production, read only and operators can revoke");
    dana.run("general", "/aws-access revoke prod-readonly");
    eventually(
        () ->
            assertThat(dana.form().map(View::words).orElse(""))
                .contains("You can't revoke this access"));
    assertThat(dana.run("general", "/aws-access revoke prod-readonly " + WHY).answer())
        .as("not told who holds it")
        .doesNotContain("Ana Lima");
    eventually(() -> assertThat(events("revocation_refused")).hasSize(2));
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
    assertThat(events("grant_revoked")).isEmpty();
  }

  @Test
  void an_approver_who_left_the_group_before_the_click_can_revoke_nothing() {
    live();
    bruno.click(withButton(), "revoke");
    eventually(() -> assertThat(bruno.form()).isPresent());
    sandbox.entra().setMember("sre-leads", "bruno@example.com", false);
    bruno.submit(Map.of("reason", WHY));
    readsThere(bruno, "Only approvers of Production, read only and operators can revoke");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
  }

  @Test
  void while_entra_is_silent_nobody_is_an_approver_and_the_revocation_waits_for_it() {
    live();
    bruno.click(withButton(), "revoke");
    eventually(() -> assertThat(bruno.form()).isPresent());
    sandbox.entra().fail("GET *users*", DirectoryStandIn.ALWAYS, 503);
    sandbox.entra().fail("POST *checkMemberGroups*", DirectoryStandIn.ALWAYS, 503);
    bruno.submit(Map.of("reason", WHY));
    eventually(
        () -> assertThat(number("select count(*) from submission where failures > 0")).isOne());
    assertThat(events("grant_revoked")).isEmpty();
    sandbox.entra().clearFaults();
    pass(Duration.ofSeconds(10));
    alerted(ana, "was revoked by <@U0BRUNO>");
  }

  @Test
  void the_holder_who_presses_revoke_gives_the_access_back() {
    live();
    revokeOnTheCard(ana);
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "You ended");
    assertThat(events("grant_revoked")).isEmpty();
  }

  @Test
  void a_second_revocation_says_that_it_is_ending() {
    live();
    bruno.click(withButton(), "revoke");
    eventually(() -> assertThat(bruno.form()).isPresent());
    bruno.run("general", "/aws-access revoke prod-readonly " + WHY);
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse());
    bruno.submit(Map.of("reason", "once more"));
    readsThere(bruno, "is ending or has ended already");
    assertThat(events("grant_revoked")).hasSize(1);
    assertThat(bruno.run("general", "/aws-access revoke prod-readonly").answer())
        .contains("No active access matches");
  }

  @Test
  void a_late_decision_reads_who_decided_and_until_when_and_can_revoke() {
    live();
    PostedMessage asItWas = pendingCard;
    sandbox.entra().setMember("sre-leads", "dana@example.com", true);
    dana.click(asItWas, "approve");
    PostedMessage late = readsThere(dana, "decided before your click");
    assertThat(late.words()).contains("Approved by <@U0BRUNO>", "Active until", "Revoke…");
    assertThat(late.text()).contains("Bruno Costa");

    dana.click(late, "revoke");
    eventually(() -> assertThat(dana.form()).isPresent());
    dana.submit(Map.of("reason", WHY));
    alerted(ana, "was revoked by <@U0DANA>");
  }

  @Test
  void a_late_decision_of_somebody_who_may_not_decide_offers_nothing() {
    live();
    dana.click(pendingCard, "approve");
    PostedMessage late = readsThere(dana, "decided before your click");
    assertThat(late.words()).contains("Approved by <@U0BRUNO>").doesNotContain("Revoke…");
  }

  private PostedMessage pendingCard;

  private void live() {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    pendingCard = card();
    bruno.click(pendingCard, "approve");
    alerted(ana, "is ready");
  }

  /** Ana's card, once it has the button. */
  private PostedMessage withButton() {
    return readsThere(bruno, "Revoke…");
  }

  private void revokeOnTheCard(WorkspaceUser who) {
    who.click(withButton(), "revoke");
    eventually(() -> assertThat(who.form()).isPresent());
    assertThat(who.submit(Map.of("reason", WHY)).answer()).isEmpty();
  }

  private void operatorIs(String person) {
    HourkeySandbox.policy(file -> file + "roles: { operators: ['person:" + person + "'] }\n");
    assertThat(catalog.refresh().problems()).isEmpty();
  }

  private List<String> events(String type) {
    return trail.after(begun, Optional.empty(), 1000).stream()
        .map(AuditEntry::payload)
        .filter(payload -> payload.contains("\"type\":\"" + type + "\""))
        .toList();
  }
}

package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.RevocationScope;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.PersonId;
import dev.hourkey.request.SubmissionCommand;
import dev.hourkey.request.Submissions;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.Fault;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.View;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManagerFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An approver or an operator ends somebody's access early. */
@QuarkusTest
class RevokedTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final String WHY = "INC-99: the laptop was stolen";

  /** The same grant of 1,000 others; nobody works on them. */
  private static final String MANY_MORE =
      """
      with holders as (
        insert into person (id, name, principal_name, linked_at)
        select 'holder-' || n, 'Holder ' || n, 'holder-' || n || '@example.com', now()
        from generate_series(1, 1000) n returning id),
      requests as (
        insert into access_request
        select copy.* from access_request one, holders, lateral jsonb_populate_record(one,
          jsonb_build_object('id', gen_random_uuid(), 'requester', holders.id)) copy
        returning id, requester)
      insert into access_grant
      select copy.* from access_grant one, requests, lateral jsonb_populate_record(one,
        jsonb_build_object('id', gen_random_uuid(), 'request', requests.id,
          'holder', requests.requester, 'next_check_at', 'infinity')) copy
      """;

  @Inject Submissions submissions;
  @Inject Grants grants;
  @Inject EntityManagerFactory entities;

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
    dana.run("general", "/aws-access revoke @ana prod-readonly " + WHY);
    formSays(dana, "Hourkey is revoking it");
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
    formSays(bruno, "Ana Lima: Production, read only");
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
  void nobody_else_can_revoke_and_the_attempt_is_recorded() {
    live();
    dana.click(withButton(), "revoke");
    assertThat(formSays(dana, "You can't revoke this access").words()).doesNotContain("Ana Lima");
    eventually(() -> assertThat(events("revocation_refused")).hasSize(1));
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
  }

  @Test
  void the_command_reveals_nothing_to_others_and_the_attempts_are_recorded() throws SQLException {
    List<String> commands = List.of("ana", "prod-readonly", "@ana prod-readonly x", "");
    List<String> before = commands.stream().map(this::danaIsTold).toList();
    live();
    assertThat(commands.stream().map(this::danaIsTold).toList())
        .isEqualTo(before)
        .allMatch(told -> told.contains("that you may revoke"));
    String grant = grants.endable().getFirst().id().toString();
    assertThat(events("revocation_refused"))
        .hasSize(6)
        .filteredOn(one -> one.contains(grant))
        .as("the subject, once there is one")
        .hasSize(3);
    assertThat(number("select count(*) from submission where kind = 'REVOKE'")).isZero();
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
  }

  @Test
  void with_a_thousand_open_grants_a_command_asks_the_database_for_few_people()
      throws SQLException {
    operatorIs("dana@example.com");
    live();
    int _ = execute(MANY_MORE);
    assertThat(grants.endable()).hasSize(1001);
    Statistics reads = entities.unwrap(SessionFactory.class).getStatistics();
    reads.setStatisticsEnabled(true);
    dana.run("general", "/aws-access revoke nobody");
    formSays(dana, "No active access matches `nobody`");
    dana.run("general", "/aws-access revoke holder-17");
    assertThat(formSays(dana, "This ends").words()).contains("all access of *Holder 17*");
    assertThat(reads.getEntityStatistics("dev.hourkey.person.PersonRow").getLoadCount())
        .isPositive()
        .isLessThan(200);
  }

  /** All that the command says to Dana: at once, and in the form. */
  private String danaIsTold(String words) {
    Optional<String> before = dana.form().map(View::id);
    String answer = dana.run("general", "/aws-access revoke " + words).answer();
    eventually(() -> assertThat(dana.form().map(View::id)).isNotEqualTo(before));
    return answer + formSays(dana, "may revoke.").words();
  }

  @Test
  void an_approver_who_left_the_group_before_the_click_can_revoke_nothing() {
    live();
    bruno.click(withButton(), "revoke");
    formSays(bruno, "Ana Lima");
    sandbox.entra().setMember("sre-leads", "bruno@example.com", false);
    bruno.submit(Map.of("reason", WHY));
    readsThere(bruno, "Only approvers and operators can revoke somebody's access");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
  }

  @Test
  void while_entra_is_silent_nobody_is_an_approver_and_the_revocation_waits_for_it() {
    live();
    bruno.click(withButton(), "revoke");
    formSays(bruno, "Ana Lima");
    entraIsSilent();
    bruno.submit(Map.of("reason", WHY));
    eventually(
        () -> assertThat(number("select count(*) from submission where failures > 0")).isOne());
    assertThat(events("grant_revoked")).isEmpty();
    sandbox.entra().clearFaults();
    pass(Duration.ofSeconds(10));
    alerted(ana, "was revoked by <@U0BRUNO>");
  }

  @Test
  void a_click_to_revoke_while_entra_is_silent_counts_when_entra_answers() {
    live();
    PostedMessage card = withButton();
    entraIsSilent();
    for (WorkspaceUser who : List.of(dana, bruno)) {
      who.click(card, "revoke");
      assertThat(formSays(who, "can't tell at the moment whether you may revoke this").words())
          .doesNotContain("Ana Lima", "Production");
      assertThat(who.submit(Map.of("reason", who == bruno ? WHY : "no rights")).answer()).isEmpty();
      readsThere(who, "What you sent is stored and retried");
    }
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();

    sandbox.entra().clearFaults();
    pass(Duration.ofSeconds(10));
    assertThat(alerted(ana, "was revoked by <@U0BRUNO>").words()).contains(WHY);
    eventually(() -> assertThat(events("revocation_refused")).hasSize(1));
    assertThat(readsThere(dana, "nothing was changed").words()).doesNotContain("Ana Lima");
    assertThat(events("grant_revoked")).hasSize(1);
  }

  @Test
  void a_command_while_entra_is_silent_is_carried_out_when_it_answers() {
    live();
    entraIsSilent();
    whileUnknown(bruno, "@ana prod-readonly " + WHY, "Your command is stored");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();

    sandbox.entra().clearFaults();
    pass(Duration.ofSeconds(10));
    assertThat(alerted(ana, "was revoked by <@U0BRUNO>").words()).contains(WHY);
    assertThat(toldLater(bruno)).contains("You revoked Production, read only of Ana Lima");
    assertThat(events("grant_revoked")).hasSize(1);
  }

  @Test
  void a_command_ends_own_access_while_entra_and_slack_do_not_answer() {
    live();
    entraIsSilent();
    sandbox.slack().fail(new Fault("users.info", Fault.Kind.HTML, Fault.ALWAYS, ""));
    whileUnknown(ana, "@ana prod-readonly done", "Your command is stored");
    eventually(
        () ->
            assertThat(events("grant_ending")).singleElement().asString().contains("ENDED_EARLY"));
  }

  @Test
  void a_stored_command_says_the_same_whatever_it_names() throws SQLException {
    live();
    entraIsSilent();
    List<String> complete =
        List.of(
            "@ana prod-readonly x",
            grants.endable().getFirst().id() + " x",
            UUID.randomUUID() + " x",
            "prod-readonly ana x",
            "prod-admin ana x",
            "nobody prod-readonly x",
            "ana laptop stolen");
    assertThat(
            complete.stream()
                .map(words -> whileUnknown(dana, words, "Your command is stored"))
                .distinct())
        .hasSize(1);
    assertThat(
            Stream.of("ana", "prod-readonly ana", "nobody prod-readonly", "")
                .map(words -> whileUnknown(dana, words, "nothing was stored"))
                .distinct())
        .hasSize(1);
    assertThat(number("select count(*) from submission where kind = 'REVOKE'")).isEqualTo(7);
    assertThat(events("revocation_refused")).isEmpty();

    sandbox.entra().clearFaults();
    pass(Duration.ofSeconds(10));
    eventually(() -> assertThat(events("revocation_refused")).hasSize(7));
    eventually(
        () ->
            assertThat(dana.messages("general"))
                .filteredOn(one -> one.words().contains("nothing was changed"))
                .hasSize(7)
                .extracting(PostedMessage::words)
                .containsOnly(toldLater(dana)));
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
  }

  /** What the form says to somebody while it is unknown what they may revoke. */
  private static String whileUnknown(WorkspaceUser who, String words, String says) {
    Optional<String> before = who.form().map(View::id);
    assertThat(who.run("general", "/aws-access revoke " + words).answer()).isEmpty();
    eventually(() -> assertThat(who.form().map(View::id)).isNotEqualTo(before));
    String told = formSays(who, says).words();
    assertThat(told).doesNotContain("Ana Lima", "Production");
    return told;
  }

  private static String toldLater(WorkspaceUser who) {
    eventually(() -> assertThat(lateAnswer(who, 0)).contains("evoke"));
    return lateAnswer(who, 0);
  }

  private void entraIsSilent() {
    sandbox.entra().fail("GET *users*", DirectoryStandIn.ALWAYS, 503);
    sandbox.entra().fail("POST *checkMemberGroups*", DirectoryStandIn.ALWAYS, 503);
  }

  @Test
  void a_holder_who_presses_revoke_ends_their_access_early() {
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
    formSays(bruno, "Ana Lima");
    operatorIs("dana@example.com");
    dana.run("general", "/aws-access revoke prod-readonly @ana " + WHY);
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse());
    bruno.submit(Map.of("reason", "once more"));
    readsThere(bruno, "is ending or has ended already");
    assertThat(events("grant_revoked")).hasSize(1);
    bruno.run("general", "/aws-access revoke prod-readonly");
    formSays(bruno, "no access matching `prod-readonly` that you may revoke");
  }

  @Test
  void an_operator_ends_all_access_of_a_person_and_sees_the_proof() {
    operatorIs("dana@example.com");
    live();
    ask(ana, "prod-admin", Duration.ofHours(1), REASON);
    eventually(() -> assertThat(pending()).isOne());
    everything(dana, "<@U0ANA|ana>");
    assertThat(form(dana).words())
        .contains("all access of *Ana Lima*", "1 grant and stops 1 pending request")
        .contains("Ana Lima: Production, read only · active until")
        .contains("Ana Lima: Production, administrator · requested");
    assertThat(dana.submit(Map.of("reason", "stolen")).json().at("/errors/reason").asText())
        .contains("10 to 300 characters");
    assertThat(dana.submit(Map.of("reason", WHY)).answer()).isEmpty();

    assertThat(alerted(ana, "was revoked by <@U0DANA>").words()).contains(WHY);
    alerted(ana, "ended, because Dana Novak revoked this access: " + WHY);
    alertedInTime(dana, "1 of 1 removed from Entra, 0 of 1 gone from AWS");
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    assertThat(alertedInTime(dana, "All 1 gone from Entra and AWS").words())
        .contains("1 pending request was stopped", "already open may work until", WHY);
    eventually(
        () ->
            assertThat(bruno.messages("aws-ops"))
                .filteredOn(one -> one.words().contains("revoked all access of *Ana Lima*"))
                .singleElement()
                .satisfies(one -> assertThat(one.words()).contains("All 1 gone")));
    assertThat(dana.directMessages())
        .filteredOn(one -> one.words().contains("revoked all access"))
        .as("one message that is updated")
        .hasSize(1);
    assertThat(events("bulk_revocation_begun"))
        .singleElement()
        .asString()
        .contains("\"severity\":\"high\"", "OPERATOR", WHY);
    assertThat(events("request_stopped")).hasSize(1);
    assertThat(events("grant_revoked")).hasSize(1);
    assertThat(events("bulk_revocation_done")).hasSize(1);
  }

  @Test
  void an_address_means_the_account_with_access_even_if_a_former_one_has_it_too()
      throws SQLException {
    operatorIs("dana@example.com");
    ask(ana, "prod-readonly", Duration.ofHours(1), WHY);
    PostedMessage _ = readsThere(bruno, "Ana Lima requests");
    String owner = "11111111-0000-4000-8000-000000000099";
    sandbox
        .entra()
        .putUser(
            Map.of(
                "id",
                owner,
                "displayName",
                "Ana Next",
                "userPrincipalName",
                "ana.next@example.com",
                "mail",
                "ana.lima@example.com"));
    sandbox
        .entra()
        .changeUser(ANA_AT_HOME, Map.of("mail", "ana.lima@example.com", "accountEnabled", false));
    execute(
        """
        insert into person (id, name, principal_name, linked_at)
          values ('%s', 'Ana Next', 'ana.next@example.com', now())
        """
            .formatted(owner));
    everything(dana, "ana.lima@example.com");
    assertThat(form(dana).words()).as("the disabled one still has some").contains("Ana Lima");

    execute("update access_request set requester = '%s'".formatted(owner));
    everything(dana, "ana.lima@example.com");
    assertThat(form(dana).words()).contains("Ana Next").doesNotContain("Ana Lima");
  }

  @Test
  void without_their_channel_the_other_operators_see_its_progress_in_one_direct_message() {
    operatorIs("dana@example.com', 'person:head-of-ops@example.com");
    sandbox.slack().member("aws-ops", sandbox.slack().botId(), false);
    live();
    everything(dana, "ana@example.com");
    dana.submit(Map.of("reason", WHY));
    alertedInTime(chloe, "1 of 1 removed from Entra, 0 of 1 gone from AWS");
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(chloe, "All 1 gone from Entra and AWS");
    alertedInTime(dana, "All 1 gone from Entra and AWS");
    assertThat(chloe.directMessages()).hasSize(1);
    assertThat(dana.directMessages())
        .filteredOn(one -> one.words().contains("revoked all access"))
        .hasSize(1);
  }

  @Test
  void access_that_is_opened_while_the_operator_confirms_ends_as_well() {
    operatorIs("bruno@example.com");
    live();
    everything(bruno, "prod-readonly INC-99");
    assertThat(form(bruno).words())
        .contains("all access to *Production, read only* (`prod-readonly`)")
        .doesNotContain("Dana");
    ask(dana, "prod-readonly", Duration.ofHours(1), "INC-43: the other disk");
    bruno.click(readsThere(bruno, "Dana Novak requests"), "approve");
    alerted(dana, "is ready");
    bruno.submit(Map.of("reason", WHY));
    alerted(ana, "was revoked by <@U0BRUNO>");
    alerted(dana, "was revoked by <@U0BRUNO>");
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    cycleCarriesRemoval(GROUP, "dana@example.com");
    alertedInTime(bruno, "All 2 gone from Entra and AWS");
  }

  @Test
  void somebody_who_is_no_longer_an_operator_when_they_confirm_revokes_nothing() {
    operatorIs("dana@example.com");
    live();
    everything(dana, "ana@example.com");
    operatorIs("bruno@example.com");
    dana.submit(Map.of("reason", WHY));
    eventually(
        () ->
            assertThat(dana.messages("general"))
                .anyMatch(one -> one.words().contains("Only operators can revoke all access")));
    assertThat(events("revocation_refused")).hasSize(1);
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
  }

  @Test
  void a_bulk_revocation_is_begun_once_however_often_it_is_confirmed() {
    operatorIs("dana@example.com");
    live();
    UUID id = UUID.randomUUID();
    PersonId holder = grants.endable().getFirst().holder();
    for (int i = 0; i < 2; i++) {
      submissions.take(
          "test:" + UUID.randomUUID(),
          new ChatUser(sandbox.slack().teamId(), dana.id()),
          Optional.empty(),
          new SubmissionCommand.RevokeAll(id, new RevocationScope.OfPerson(holder), WHY));
    }
    alerted(ana, "was revoked by <@U0DANA>");
    eventually(
        () ->
            assertThat(number("select count(*) from submission where next_try_at is not null"))
                .isZero());
    assertThat(events("bulk_revocation_begun")).hasSize(1);
    assertThat(events("grant_revoked")).hasSize(1);
  }

  @Test
  void an_operator_who_names_somebody_without_access_is_told_so() {
    operatorIs("dana@example.com");
    live();
    dana.run("general", "/aws-access revoke nobody@example.com");
    formSays(dana, "Nobody called nobody@example.com has access");
    dana.run("general", "/aws-access revoke nobody");
    formSays(dana, "No active access matches `nobody`");
  }

  @Test
  void approvers_can_see_who_has_access_now_and_who_had_it_recently() throws SQLException {
    live();
    sandbox.entra().setMember(GROUP, "noor@example.com", true);
    runMaintenance();
    eventually(() -> assertThat(number("select count(*) from standing_membership")).isPositive());
    assertThat(told(bruno, "who prod-readonly"))
        .contains("<@U0ANA> · active until", "approved by <@U0BRUNO>")
        .contains("Standing members, added to the group by somebody else")
        .doesNotContain("Ended in the last 7 days");
    revokeOnTheCard(bruno);
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "Removal confirmed in Entra and AWS");
    assertThat(told(bruno, "who Prod-Readonly."))
        .contains("Nobody has it now", "Ended in the last 7 days", "<@U0ANA> · Ended: revoked");
    assertThat(told(bruno, "who prod-raedonly"))
        .contains("Did you mean `/aws-access who prod-readonly`?");
  }

  @Test
  void current_holders_are_shown_however_many_grants_were_opened_since() throws SQLException {
    live();
    execute(
        """
        create temp table ended as select * from access_grant;
        create temp table requested as select * from access_request;
        update ended set phase = 'ENDED', cause = 'EXPIRED', removed_at = ends_at,
          opened_at = opened_at + interval '1 second', ended_at = opened_at,
          next_check_at = null, on_demand_due_at = null, card = null, together = null;
        update requested set card = null, together = null, form = null;
        do $$ declare fresh uuid; begin
          for i in 1..1001 loop
            fresh := gen_random_uuid();
            update requested set id = fresh;
            update ended set id = gen_random_uuid(), request = fresh;
            insert into access_request select * from requested;
            insert into access_grant select * from ended;
          end loop;
        end $$;
        drop table ended;
        drop table requested
        """);
    assertThat(told(bruno, "who prod-readonly"))
        .contains("<@U0ANA> · active until", "Ended in the last 7 days", "• and 981 more");
  }

  @Test
  void who_approved_an_extension_is_named_too() throws SQLException {
    live();
    execute(
        """
        insert into person (id, name, principal_name, linked_at) values
          ('11111111-0000-4000-8000-000000000003', 'Chloé Martin', 'chloe@example.com', now())
          on conflict do nothing;
        create temp table extended as select * from access_request;
        update extended set id = gen_random_uuid(), card = null, together = null, form = null,
          extends_grant = (select id from access_grant), extends_from = now(), extends_seconds = 60;
        insert into access_request select * from extended;
        insert into review (request, number, reviewer, approved, reason, reviewed_at)
          select id, 1, '11111111-0000-4000-8000-000000000003', true, '', now() from extended;
        drop table extended
        """);
    assertThat(told(bruno, "who prod-readonly")).contains("approved by <@U0BRUNO>, Chloé Martin");
  }

  @Test
  void auditors_read_it_too_and_others_are_told_whom_to_ask() {
    live();
    assertThat(told(dana, "who prod-readonly"))
        .contains("Only approvers of Production, read only, operators and auditors")
        .doesNotContain("U0ANA");
    assertThat(told(dana, "who prod-raedonly")).doesNotContain("prod-readonly");
    HourkeySandbox.policy(file -> file + "roles: { auditors: ['person:dana@example.com'] }\n");
    assertThat(catalog.refresh().problems()).isEmpty();
    assertThat(told(dana, "who prod-readonly")).contains("<@U0ANA> · active until");
    assertThat(dana.run("general", "/aws-access who").answer()).contains("Say which");
  }

  /** The late answer to a command. */
  private String told(WorkspaceUser who, String words) {
    int before = who.messages("general").size();
    who.run("general", "/aws-access " + words);
    eventually(() -> assertThat(lateAnswer(who, before)).isNotBlank());
    return lateAnswer(who, before);
  }

  /** What has words, unlike "One moment…", which is plain text. */
  private static String lateAnswer(WorkspaceUser who, int before) {
    return who.messages("general").stream()
        .skip(before)
        .map(PostedMessage::words)
        .filter(words -> !words.isBlank())
        .reduce((_, last) -> last)
        .orElse("");
  }

  private void everything(WorkspaceUser operator, String words) {
    operator.run("general", "/aws-access revoke " + words);
    formSays(operator, "This ends");
  }

  private long pending() throws SQLException {
    return number("select count(*) from access_request where phase = 'PENDING'");
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
    formSays(dana, "Ana Lima");
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
    formSays(who, "Ana Lima");
    assertThat(who.submit(Map.of("reason", WHY)).answer()).isEmpty();
  }

  /** The form that somebody has open, once it says this. */
  private static View formSays(WorkspaceUser who, String words) {
    eventually(() -> assertThat(who.form().map(View::words).orElse("")).contains(words));
    return form(who);
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

package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.Fault;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.View;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cards that cannot be posted, are deleted, or cannot be updated as they are. */
@QuarkusTest
class CardsTest extends JourneyTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String WAITING =
      "select count(*) from notification where next_try_at is not null";

  @Inject Outbox outbox;
  @Inject EntityManager entities;

  private long begun;

  @BeforeEach
  void aNewPage() throws SQLException {
    begun = number("select coalesce(max(seq), 0) from audit_event");
  }

  @Test
  void a_card_that_cannot_be_posted_is_reported_to_operators_and_the_requester_until_it_can() {
    sandbox.slack().archive(APPROVALS, true);
    ask(ana, "prod-readonly", HOUR, REASON);
    eventually(
        () ->
            assertThat(bruno.messages("aws-ops"))
                .anyMatch(
                    one ->
                        one.words().contains("2 approvers get it as a direct message")
                            && one.words().contains("is_archived")));
    assertThat(alerted(ana, "Hourkey can't post it to").words()).contains("is_archived");
    for (int times = 0; times < 2; times++) {
      long before = refusedPosts();
      pass(Duration.ofMinutes(2));
      eventually(() -> assertThat(refusedPosts()).isGreaterThan(before));
    }
    allIsDone();
    assertThat(events("card_not_posted")).as("once, however often it is tried").hasSize(1);

    sandbox.slack().archive(APPROVALS, false);
    pass(Duration.ofMinutes(2));
    assertThat(card().words()).contains("Approve");
    isNoLongerReported();
  }

  private void isNoLongerReported() {
    eventually(
        () ->
            assertThat(bruno.everything("aws-ops"))
                .anyMatch(one -> one.words().contains("has now been posted")));
    eventually(
        () ->
            assertThat(ana.directMessages())
                .noneMatch(one -> one.words().contains("Hourkey can't post it to")));
  }

  private long refusedPosts() {
    return sandbox.slack().calls().stream()
        .filter(call -> call.method().equals("chat.postMessage"))
        .filter(call -> call.answer().path("error").asText().equals("is_archived"))
        .count();
  }

  @Test
  void while_a_card_cannot_be_posted_approvers_decide_in_a_direct_message() {
    sandbox.slack().archive(APPROVALS, true);
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(alerted(bruno, "Hourkey could not post it in a channel"), "approve");
    alerted(ana, "is ready");
    eventually(
        () ->
            assertThat(chloe.directMessages())
                .singleElement()
                .satisfies(one -> assertThat(one.words()).contains("Active until")));
  }

  @Test
  void a_card_whose_channel_was_archived_for_a_while_is_no_longer_reported() throws SQLException {
    ask(ana, "prod-readonly", HOUR, REASON);
    onlyReplyThere("waits for a decision");
    sandbox.slack().archive(APPROVALS, true);
    pass(Duration.ofMinutes(16));
    assertThat(alerted(ana, "Hourkey can't post it to").words()).contains("is_archived");
    sandbox.slack().archive(APPROVALS, false);
    eventually(
        () -> {
          pass(Duration.ofMinutes(3));
          assertThat(number("select count(*) from decision_card where unreachable")).isZero();
        });
    isNoLongerReported();
    assertThat(card().words()).contains("Approve");
  }

  @Test
  void a_card_that_can_be_updated_but_not_posted_is_reported_once() throws SQLException {
    ask(ana, "prod-readonly", HOUR, REASON);
    onlyReplyThere("waits for a decision");
    sandbox.slack().member("aws-approvals", sandbox.slack().botId(), false);
    pass(Duration.ofMinutes(16));
    assertThat(alerted(ana, "Hourkey can't post it to").words()).contains("not_in_channel");
    for (int times = 0; times < 5; times++) {
      pass(Duration.ofMinutes(2));
    }
    assertThat(
            number(
                "select count(*) from audit_event where type = 'card_not_posted' and seq > "
                    + begun))
        .isOne();
    assertThat(number("select count(*) from access_request where card_problem is null")).isZero();
  }

  @Test
  void a_card_whose_channel_is_archived_later_goes_to_each_approver_with_the_reminder() {
    ask(ana, "prod-readonly", HOUR, REASON);
    onlyReplyThere("waits for a decision");
    sandbox.slack().archive(APPROVALS, true);
    pass(Duration.ofMinutes(16));
    alerted(bruno, "Hourkey could not post it in a channel");
    bruno.click(alerted(bruno, "Hourkey could not post it in a channel"), "approve");
    alerted(ana, "is ready");
  }

  @Test
  void approvers_are_mentioned_once_and_those_outside_the_channel_get_a_direct_message() {
    sandbox.slack().member(APPROVALS, chloe.id(), false);
    pass(Duration.ofMinutes(1)); // Who was in the channel before is known no longer.
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage mention = onlyReplyThere("waits for a decision on");
    assertThat(mention.thread()).isEqualTo(card().ts());
    assertThat(mention.mentions(bruno.id())).isTrue();
    assertThat(mention.mentions(chloe.id())).isFalse();
    assertThat(alerted(chloe, "open it there").words()).contains("example.slack.com/archives/C0");
    pass(Duration.ofMinutes(16));
    onlyReplyThere("is still waiting for a decision");
    eventually(() -> assertThat(chloe.directMessages()).hasSize(1));
    chloe.click(alerted(chloe, "open it there"), "approve");
    alerted(ana, "is ready");
    eventually(() -> assertThat(bruno.replies(APPROVALS)).isEmpty());
    assertThat(bruno.directMessages()).isEmpty();
    eventually(
        () ->
            assertThat(chloe.directMessages())
                .singleElement()
                .satisfies(one -> assertThat(one.words()).contains("Active until")));
    assertThat(bruno.messages(APPROVALS)).hasSize(1);
  }

  @Test
  void without_the_scope_to_see_members_all_approvers_are_mentioned() {
    sandbox.slack().withoutScopes("channels:read");
    sandbox.slack().member(APPROVALS, chloe.id(), false);
    pass(Duration.ofMinutes(1));
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage mention = onlyReplyThere("waits for a decision on");
    assertThat(mention.mentions(bruno.id()) && mention.mentions(chloe.id())).isTrue();
  }

  @Test
  void a_channel_that_the_bot_is_not_in_is_reported_as_well() {
    sandbox.slack().member(APPROVALS, sandbox.slack().botId(), false);
    ask(ana, "prod-readonly", HOUR, REASON);
    alerted(ana, "not_in_channel");
    sandbox.slack().member(APPROVALS, sandbox.slack().botId(), true);
    pass(Duration.ofMinutes(2));
    assertThat(card().words()).contains("Approve");
  }

  @Test
  void a_card_whose_text_slack_refuses_is_reported_as_well_and_tried_again() {
    sandbox
        .slack()
        .fail(new Fault("chat.postMessage", Fault.Kind.ERROR, Fault.ALWAYS, "invalid_blocks"));
    ask(ana, "prod-readonly", HOUR, REASON);
    eventually(
        () ->
            assertThat(events("card_not_posted"))
                .singleElement()
                .asString()
                .contains("invalid_blocks"));
    sandbox.slack().heal();
    pass(Duration.ofMinutes(2));
    assertThat(card().words()).contains("Approve");
  }

  @Test
  void a_click_whose_form_could_not_be_made_is_answered() throws SQLException {
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card();
    execute("alter table access_request rename to elsewhere");
    try {
      bruno.click(card, "approve_with_changes");
      eventually(
          () ->
              assertThat(bruno.messages(APPROVALS))
                  .anyMatch(one -> one.words().contains("Hourkey couldn't do that. Try again")));
    } finally {
      execute("alter table elsewhere rename to access_request");
    }
  }

  @Test
  void a_channel_that_does_not_exist_is_reported_as_well_and_corrected_in_the_policy_file() {
    HourkeySandbox.policy(file -> file.replace("approvals: aws-approvals", "approvals: nowhere"));
    catalog.refresh();
    ask(ana, "prod-readonly", HOUR, REASON);
    alerted(ana, "channel_not_found");
    HourkeySandbox.policy("");
    catalog.refresh();
    pass(Duration.ofMinutes(2));
    assertThat(card().words()).contains("Approve");
  }

  @Test
  void a_card_that_waits_goes_to_the_channel_that_the_policy_file_names_by_then() {
    sandbox.slack().archive(APPROVALS, true);
    ask(ana, "prod-readonly", HOUR, REASON);
    eventually(() -> assertThat(events("card_not_posted")).hasSize(1));
    HourkeySandbox.policy(file -> file.replace("approvals: aws-approvals", "approvals: general"));
    catalog.refresh();
    pass(Duration.ofMinutes(2));
    eventually(
        () ->
            assertThat(bruno.messages("general"))
                .anyMatch(one -> one.words().contains(REASON) && one.words().contains("Approve")));
  }

  @Test
  void an_undecided_card_whose_channel_is_archived_is_posted_anew_with_the_next_reminder() {
    ask(ana, "prod-readonly", HOUR, REASON);
    card();
    sandbox.slack().archive(APPROVALS, true);
    HourkeySandbox.policy(file -> file.replace("approvals: aws-approvals", "approvals: general"));
    catalog.refresh();
    pass(Duration.ofMinutes(16));
    eventually(
        () ->
            assertThat(bruno.messages("general"))
                .anyMatch(one -> one.words().contains(REASON) && one.words().contains("Approve")));
  }

  @Test
  void a_card_that_is_decided_is_given_up_when_its_channel_is_gone() throws SQLException {
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    eventually(() -> assertThat(card().words()).contains("Active until"));
    sandbox.slack().archive(APPROVALS, true);
    ana.run("general", "/aws-access end");
    cycleCarriesRemoval("aws-prod-readonly", ANA_AT_HOME);
    alertedInTime(ana, "You ended");
    eventually(
        () ->
            assertThat(
                    number(
                        "select count(*) from notification where kind = 'DecisionWanted' and"
                            + " given_up is not null and next_try_at is null"))
                .isOne());
    assertThat(events("card_not_posted")).isEmpty();
  }

  @Test
  void a_reminder_brings_back_a_card_that_was_deleted() throws SQLException {
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card();
    sandbox.slack().delete(card);
    assertThat(bruno.messages(APPROVALS)).isEmpty();
    pass(Duration.ofMinutes(16));
    eventually(
        () ->
            assertThat(bruno.replies(APPROVALS))
                .anyMatch(one -> one.words().contains("is still waiting for a decision")));
    PostedMessage anew = readsThere(bruno, "Approve");
    bruno.click(anew, "approve");
    alerted(ana, "is ready");
  }

  @Test
  void an_update_that_slack_refuses_because_it_has_no_rich_text_is_sent_with_some()
      throws SQLException {
    ask(ana, "prod-readonly", HOUR, REASON);
    card();
    sandbox.slack().fail(new Fault("chat.update", Fault.Kind.ERROR, 1, "block_mismatch"));
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    eventually(() -> assertThat(card().words()).contains("Active until"));
    assertThat(number("select count(*) from notification where given_up is not null")).isZero();
  }

  @Test
  void a_message_is_updated_only_if_it_would_look_different() throws SQLException {
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    eventually(() -> assertThat(number(WAITING)).isZero());
    long before = updates();
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              UUID id =
                  entities
                      .createQuery("select id from AccessRequest", UUID.class)
                      .getSingleResult();
              outbox.redraw(new Notification.DecisionWanted(id), new Notification.RequestTaken(id));
            });
    eventually(() -> assertThat(number(WAITING)).isZero());
    assertThat(updates()).isEqualTo(before);

    ana.run("general", "/aws-access end");
    eventually(() -> assertThat(card().words()).doesNotContain("Active until"));
    assertThat(updates()).isGreaterThan(before);
  }

  @Test
  void a_card_shows_what_helps_to_evaluate_the_request() {
    ask(ana, "prod-readonly", HOUR, REASON);
    assertThat(card().words())
        .contains("requests Production, read only for 1 hour", "Site reliability engineer")
        .contains("in Europe/Berlin", "first request for this access")
        .contains("The requester has no other access", "Nobody else has it now");
    bruno.click(card(), "deny");
    eventually(() -> assertThat(bruno.form()).isPresent());
    bruno.submit(Map.of("reason", "Use the dashboards"));
    eventually(() -> assertThat(card().words()).contains("Use the dashboards"));
    assertThat(card().words())
        .contains("Denied by")
        .doesNotContain(REASON, "Approve", "Site reliability engineer");

    WorkspaceUser dana = sandbox.slack().person("U0DANA");
    ask(dana, "prod-readonly", HOUR, "INC-44: look at the logs");
    bruno.click(readsThere(bruno, "INC-44"), "approve");
    alerted(dana, "is ready");
    ask(ana, "prod-readonly", HOUR, "INC-43: disk still full");
    assertThat(readsThere(bruno, "INC-43").words())
        .contains("the last request for it was denied by Bruno Costa", ": Use the dashboards")
        .contains("Earlier requests: denied by Bruno Costa")
        .contains("Others who have it now: Dana Novak")
        .doesNotContain("first request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deny", "approve_with_changes"})
  void somebody_who_is_no_approver_is_refused_before_a_form(String button) throws Exception {
    ask(ana, "prod-readonly", HOUR, REASON);
    WorkspaceUser dana = sandbox.slack().person("U0DANA");
    dana.click(card(), button);
    readsThere(dana, "You're not an approver for this access, so nothing was changed");
    readsThere(dana, "Its approvers: sre-leads.");
    assertThat(dana.form()).isEmpty();
    eventually(() -> assertThat(events("submission_refused")).hasSize(1));

    ana.click(card(), button);
    readsThere(ana, "You can't approve or deny your own request");
    assertThat(ana.form()).isEmpty();
    bruno.click(bruno.messages(APPROVALS).getFirst(), button);
    eventually(() -> assertThat(bruno.form()).isPresent());
  }

  @Test
  void while_the_directory_is_silent_an_approver_gets_the_form() {
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card();
    sandbox.entra().fail("POST *", DirectoryStandIn.ALWAYS, 503);
    bruno.click(card, "deny");
    eventually(() -> assertThat(bruno.form()).isPresent());
    sandbox.entra().clearFaults();
    bruno.submit(Map.of("reason", "Use the dashboards"));
    eventually(() -> assertThat(card().words()).contains("Denied by"));
  }

  @Test
  void a_request_that_is_decided_has_no_form() {
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage asItWas = card();
    bruno.click(asItWas, "approve");
    alerted(ana, "is ready");
    chloe.click(asItWas, "deny");
    readsThere(chloe, "This request was already approved by Bruno Costa");
    assertThat(chloe.form()).isEmpty();
  }

  @Test
  void a_profile_that_slack_does_not_show_is_left_out() {
    ask(ana, "prod-readonly", HOUR, REASON);
    assertThat(card().words()).contains("Site reliability engineer");
    sandbox.slack().fail(new Fault("users.info", Fault.Kind.ERROR, Fault.ALWAYS, "fatal_error"));
    pass(Duration.ofMinutes(16));
    eventually(
        () ->
            assertThat(bruno.messages(APPROVALS).getFirst().words())
                .contains("first request for this access", "Approve")
                .doesNotContain("Site reliability engineer", "Europe/Berlin"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROD-READONLY", "prod-readonly.", "`prod-readonly`", "“prod-readonly”"})
  void an_entitlement_is_found_however_its_id_is_typed(String typed) {
    openForm(ana, typed);
    assertThat(ana.form().map(View::words).orElse(""))
        .contains("Production, read only")
        .doesNotContain("No access called");
  }

  private long updates() {
    return sandbox.slack().calls().stream()
        .filter(call -> call.method().equals("chat.update"))
        .count();
  }

  private List<String> events(String type) {
    return trail.after(begun, Optional.empty(), 1000).stream()
        .map(AuditEntry::payload)
        .filter(payload -> payload.contains("\"type\":\"" + type + "\""))
        .toList();
  }
}

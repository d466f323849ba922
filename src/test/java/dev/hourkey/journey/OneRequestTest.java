package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.slack.ApiCall;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The life of one request, from Ana's command to the last audit event. */
@QuarkusTest
class OneRequestTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";

  @Test
  void ana_requests_bruno_approves_aws_shows_it_and_an_hour_later_it_is_gone() throws Exception {
    anaAsks();
    nobodyButAnApproverDecides();
    brunoApproves();
    awsShowsItAndAnaIsTold();
    sheIsWarnedBeforeTheEnd();
    atTheEndItIsGoneOnBothSides();
    anaHasThreeMessages();
    nobodyIsNotifiedMoreOftenThanThat();
    everyStepIsOnRecord();
    operatorsSeeThatNothingIsOverdue();
  }

  @Test
  void a_request_that_is_not_decided_yet_is_cancelled_by_the_command() {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    card();
    assertThat(ana.run("general", "/aws-access cancel").answer())
        .contains("Cancelling your request for *Production, read only*");
    eventually(
        () ->
            assertThat(card().words())
                .contains("Cancelled by the requester")
                .doesNotContain("Deny…"));
    assertThat(ana.run("general", "/aws-access cancel").answer()).contains("no open request");
  }

  @Test
  void a_second_grant_shows_its_profile_to_the_holder_alone_and_only_when_asked() throws Exception {
    approved();
    PostedMessage first = alerted(ana, "is ready until");
    assertThat(first.words()).contains("sso_role_name").doesNotContain("Show CLI profile");
    end();
    assertThat(ana.directMessages()).as("an end of her own notifies nobody").hasSize(2);

    approved();
    PostedMessage second = alerted(ana, "is ready until");
    assertThat(second.words())
        .contains("aws sso login --profile prod-readonly", "Show CLI profile")
        .doesNotContain("sso_role_name");
    bruno.click(second, "show_profile");
    eventually(
        () ->
            assertThat(bruno.messages("U0ANA"))
                .anyMatch(one -> one.words().contains("Only the holder of this access")));
    ana.click(second, "show_profile");
    eventually(() -> assertThat(form(ana).words()).contains("sso_role_name = ReadOnlyAccess"));
  }

  @Test
  void a_denial_notifies_the_requester_and_is_said_in_the_message_of_the_request() {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    bruno.click(card(), "deny");
    eventually(() -> assertThat(bruno.form()).isPresent());
    bruno.submit(Map.of("reason", "Use the dashboards"));
    alerted(ana, "was denied by <@U0BRUNO>");
    eventually(
        () ->
            assertThat(alerted(ana, "You requested").words())
                .contains("Denied by <@U0BRUNO>", "Use the dashboards")
                .doesNotContain("Cancel request"));
    assertThat(ana.directMessages()).hasSize(2);
  }

  @Test
  void only_the_requester_can_submit_an_expired_request_again_with_one_button() {
    ask(ana, "prod-readonly", Duration.ofHours(2), REASON);
    card();
    pass(Duration.ofHours(4).plusMinutes(1));
    PostedMessage expired = alertedInTime(ana, "Your request for *Production, read only* expired");
    bruno.click(expired, "request_again");
    eventually(
        () ->
            assertThat(bruno.messages("U0ANA"))
                .anyMatch(one -> one.words().contains("Only the person who submitted this")));
    ana.click(expired, "request_again");
    eventually(
        () ->
            assertThat(ana.form().map(form -> form.json().hasNonNull("submit")).orElse(false))
                .isTrue());
    assertThat(form(ana).json().toString())
        .contains("Production, read only", REASON, "\"initial_option\"", "\"7200\"");
    assertThat(ana.submit(Map.of()).answer()).as("all of it is filled in").isEmpty();
    eventually(() -> assertThat(bruno.messages(APPROVALS)).anyMatch(OneRequestTest::undecided));
  }

  private static boolean undecided(PostedMessage card) {
    return card.words().contains(REASON) && card.words().contains("Approve with changes…");
  }

  private void approved() {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    bruno.click(readsThere(bruno, "Approve with changes…"), "approve");
  }

  private void end() throws Exception {
    ana.run("general", "/aws-access end");
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "You ended it");
    eventually(
        () ->
            assertThat(ana.directMessages())
                .noneMatch(one -> one.words().contains("is ready until")));
  }

  @Test
  void active_access_is_extended_without_a_gap_and_ends_at_its_new_end() throws Exception {
    assertThat(ana.run("general", "/aws-access extend").answer()).contains("no active access");
    approved();
    alerted(ana, "is ready until");
    pass(Duration.ofMinutes(51));
    ana.click(alerted(ana, "Need longer? Extend it."), "extend");
    eventually(() -> assertThat(ana.form()).isPresent());
    assertThat(form(ana).json().toString()).contains("1 hour more (2 hours in total)", REASON);
    assertThat(ana.submit(Map.of("extend_duration", "7200", "extend_why", REASON)).answer())
        .isEmpty();
    PostedMessage asked = readsThere(bruno, "requests an extension");
    assertThat(asked.words())
        .contains(
            "2 hours in total (1 hour more", "active since", "The requester has no other access");
    ana.run("general", "/aws-access extend");
    eventually(
        () ->
            assertThat(ana.messages("general"))
                .anyMatch(one -> one.words().contains("You already requested")));
    bruno.click(asked, "approve");
    alerted(ana, "is extended until");
    eventually(
        () ->
            assertThat(readsThere(bruno, "2 hours in total (1 hour more").words())
                .as("the decided card")
                .doesNotContain(REASON, "active since"));
    eventually(
        () ->
            assertThat(ana.directMessages())
                .as("the old warning")
                .noneMatch(one -> one.words().contains("Need longer?")));

    pass(Duration.ofMinutes(20)); // Past the former end.
    assertThat(get("api/v1/grants").get(0).get("extensions").asInt()).isOne();
    pass(Duration.ofMinutes(40));
    alerted(ana, "Need longer? Extend it.");
    pass(Duration.ofMinutes(10));
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "time was up");
    inTime(() -> assertThat(get("api/v1/grants").get(0).get("state").asText()).isEqualTo("ended"));
    assertThat(ana.directMessages())
        .as("messages that say it is active")
        .noneMatch(
            one ->
                one.words().contains("is ready until")
                    || one.words().contains("is extended until"));
    assertThat(get("api/v1/grants")).hasSize(1);
    assertThat(types(get(auditPath())))
        .containsSubsequence(
            "access_requested",
            "grant_opened",
            "grant_active",
            "access_requested",
            "request_approved",
            "grant_extended",
            "grant_ending",
            "member_removed",
            "grant_ended")
        .doesNotContain("member_kept");
  }

  private void anaAsks() {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    assertThat(ana.form()).isEmpty();
    assertThat(card().words())
        .contains("Ana Lima requests Production, read only", REASON, "Approve");
    assertThat(alerted(ana, "You requested").words())
        .contains("Waiting for 1 approval", "Decided by sre-leads in", "Cancel request");
  }

  private void nobodyButAnApproverDecides() {
    ana.click(card(), "approve");
    eventually(
        () ->
            assertThat(ana.messages(APPROVALS))
                .anyMatch(
                    message ->
                        message.words().contains("You can't approve or deny your own request")));
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  private void brunoApproves() {
    PostedMessage mention = onlyReplyThere("waits for a decision on");
    assertThat(mention.mentions(bruno.id()) && mention.mentions(chloe.id())).isTrue();
    bruno.click(card(), "approve");
    eventually(
        () ->
            assertThat(card().words()).contains("Approved by <@U0BRUNO>").doesNotContain("Deny…"));
    alerted(ana, "Approved by <@U0BRUNO>");
  }

  private void awsShowsItAndAnaIsTold() {
    PostedMessage live = alerted(ana, "is ready until");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isTrue();
    assertThat(live.json().toString())
        .contains("/#/console?account_id=111122223333&role_name=ReadOnlyAccess")
        .contains("sso_role_name = ReadOnlyAccess");
    assertThat(ana.run("general", "/aws-access status").answer()).contains("active until");
    eventually(() -> assertThat(card().words()).contains("Active until"));
  }

  private void sheIsWarnedBeforeTheEnd() {
    pass(Duration.ofMinutes(51));
    alerted(ana, "End it now");
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isTrue();
  }

  private void atTheEndItIsGoneOnBothSides() throws Exception {
    pass(Duration.ofMinutes(10));
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse());
    isCheckedAgain(2); // One may have been under way.
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).as("until the next cycle").isTrue();
    assertThat(notified("GrantOver")).as("of the end, once AWS shows it").isZero();
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    PostedMessage over = alertedInTime(ana, "has ended (time was up)");
    assertThat(over.words()).contains("AWS sessions that are already open may work until");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse();
    eventually(() -> assertThat(card().words()).contains("Ended: time was up"));
    eventually(
        () ->
            assertThat(ana.directMessages())
                .as("what said live says ended")
                .noneMatch(one -> one.words().contains("is ready until"))
                .noneMatch(one -> one.words().contains("End now"))
                .filteredOn(one -> one.words().contains("Production, read only: time was up"))
                .hasSize(2));
  }

  /** One that followed the request to the end, and two that notified her. */
  private void anaHasThreeMessages() {
    List<PostedMessage> messages = ana.directMessages();
    assertThat(messages).hasSize(3);
    assertThat(messages.getFirst().words())
        .contains("You requested *Production, read only*", "has ended (time was up)")
        .contains("Approved by <@U0BRUNO>", "AWS sessions that are already open may work until");
  }

  /** The channel has one card, with one reply that mentions each approver once. */
  private void nobodyIsNotifiedMoreOftenThanThat() {
    String channel = card().channel();
    List<ApiCall> posted =
        sandbox.slack().calls().stream()
            .filter(call -> call.method().equals("chat.postMessage"))
            .filter(call -> call.answer().path("ok").asBoolean())
            .toList();
    assertThat(posted)
        .filteredOn(call -> call.answer().path("channel").asText().equals(channel))
        .extracting(call -> call.arguments().hasNonNull("thread_ts"))
        .containsExactlyInAnyOrder(false, true);
    assertThat(bruno.replies(APPROVALS)).as("once it is decided").isEmpty();
    assertThat(posted)
        .filteredOn(call -> call.answer().path("channel").asText().startsWith("D"))
        .as("direct messages, all to Ana")
        .hasSize(3);
  }

  private void everyStepIsOnRecord() throws Exception {
    JsonNode grants = get("api/v1/grants");
    assertThat(grants.get(0).get("state").asText()).isEqualTo("ended");
    assertThat(types(get(auditPath())))
        .containsSubsequence(
            "access_requested",
            "review_refused",
            "request_reviewed",
            "request_approved",
            "grant_opened",
            "member_added",
            "grant_active",
            "grant_ending",
            "member_removed",
            "grant_ended");
  }

  /** The metric is updated with each sweep, and may still be from an earlier test. */
  private void operatorsSeeThatNothingIsOverdue() {
    eventually(
        () ->
            assertThat(text("q/metrics"))
                .contains(
                    "hourkey_revocations_overdue 0.0",
                    "hourkey_revocation_overdue_seconds_max 0.0"));
  }

  private static List<String> types(JsonNode entries) {
    return StreamSupport.stream(entries.spliterator(), false)
        .map(entry -> entry.get("event").get("type").asText())
        .toList();
  }
}

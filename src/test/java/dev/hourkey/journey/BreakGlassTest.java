package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.View;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ana gets access at once, and Bruno or Chloé review it afterwards. */
@QuarkusTest
class BreakGlassTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final String OPERATIONS = "aws-ops";
  private static final String ALL_ENGINEERS = "[group:engineering, person:bruno@example.com]";

  private long begun;

  @BeforeEach
  void theGlassCanBeBroken() throws SQLException {
    begun = number("select coalesce(max(seq), 0) from audit_event");
    policy(ALL_ENGINEERS, "[group:sre-leads]");
  }

  @Test
  void access_is_granted_at_once_everybody_is_told_and_a_review_follows() throws Exception {
    breakGlass(ana, Duration.ofHours(2));
    alerted(ana, "Granted by break-glass, without approval");
    alerted(ana, "is ready");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
    readsInOperations("<@U0ANA> got *Production, read only*");
    PostedMessage card = readsThere(bruno, "Break-glass: Ana Lima got Production, read only");
    assertThat(card.words())
        .contains(REASON, "1 hour", "without approval", "Review by", "Revoke…")
        .doesNotContain("Approve");
    assertThat(events("break_glass_used")).singleElement().asString().contains(REASON);
    assertThat(events("request_reviewed")).isEmpty();
    assertThat(text("q/metrics")).containsPattern("hourkey_break_glass_used_total [1-9]");

    review(bruno, card, "justified", "db-1 was down");
    alerted(ana, "<@U0BRUNO> reviewed your break-glass access");
    eventually(
        () ->
            assertThat(readsThere(bruno, "Granted by break-glass").words())
                .contains("Reviewed by <@U0BRUNO>: justified", "db-1 was down")
                .doesNotContain("Review…"));
    assertThat(events("break_glass_reviewed"))
        .singleElement()
        .asString()
        .contains("\"justified\":true", "\"late\":false", "db-1 was down");
    JsonNode use = get("api/v1/break-glass").get(0);
    assertThat(use.path("review").asText()).isEqualTo("justified");
    assertThat(use.path("reviewerName").asText()).isEqualTo("Bruno Costa");
    assertThat(get("api/v1/grants").get(0).path("breakGlass").asBoolean()).isTrue();
    breakGlass(bruno, Duration.ofHours(1)); // Nobody reviews his.
    readsThere(chloe, "Break-glass: Bruno Costa got");
    pass(Duration.ofDays(2));
    readsInOperations("nobody has reviewed the break-glass access of Bruno Costa");
    allIsDone();
    assertThat(events("break_glass_review_late")).as("of his alone").hasSize(1);
  }

  @Test
  void operators_see_reviews_that_are_to_be_done_and_hear_in_the_thread_when_they_are() {
    policy(ALL_ENGINEERS, "[group:sre-leads]", "roles: { operators: [group:sre-leads] }\n");
    breakGlass(ana, Duration.ofHours(1));
    PostedMessage card = readsThere(bruno, "Break-glass: Ana Lima got");
    bruno.openHome();
    eventually(
        () ->
            assertThat(bruno.home().map(View::words).orElse(""))
                .contains("Ana Lima got *Production, read only*", "Review…"));
    ana.run("general", "/aws-access status"); // While there is something to see.
    bruno.run("general", "/aws-access status");
    eventually(
        () ->
            assertThat(bruno.messages("general"))
                .anyMatch(
                    one ->
                        one.words().contains("*Operations*")
                            && one.words().contains("*Break-glass:* Ana Lima got")));

    review(bruno, card, "justified", "db-1 was down");
    readsInOperations("Resolved after");
    eventually(
        () ->
            assertThat(bruno.home().map(View::words).orElse(""))
                .doesNotContain("Ana Lima got *Production"));
    assertThat(ana.messages("general")).noneMatch(one -> one.words().contains("*Operations*"));
  }

  @Test
  void the_holder_and_strangers_can_not_review_it() throws Exception {
    breakGlass(bruno, Duration.ofHours(1));
    PostedMessage card = readsThere(bruno, "Break-glass: Bruno Costa got");
    bruno.click(card, "review");
    whispered(bruno, "You can't review your own break-glass access");
    WorkspaceUser dana = sandbox.slack().person("U0DANA");
    dana.click(card, "review");
    whispered(dana, "You're not a reviewer of break-glass access here");
    assertThat(events("break_glass_reviewed")).isEmpty();
    eventually(() -> assertThat(events("submission_refused")).hasSize(2));
    assertThat(dana.form()).isEmpty();
    review(chloe, card, "not_justified", "no incident");
    alerted(bruno, "not justified");
  }

  @Test
  void the_holder_can_not_review_it_with_a_new_account_either() throws Exception {
    breakGlass(ana, Duration.ofHours(1));
    PostedMessage card = readsThere(bruno, "Break-glass: Ana Lima got");
    sandbox.entra().deleteUser(ANA_AT_HOME);
    String anew = "99999999-0000-4000-8000-000000000009";
    sandbox
        .entra()
        .putUser(
            Map.of(
                "id",
                anew,
                "displayName",
                "Ana Lima",
                "userPrincipalName",
                "new@example.com",
                "mail",
                ANA_AT_HOME));
    sandbox.entra().setMember("sre-leads", anew, true);
    ana.run("general", "/aws-access");
    eventually(
        () ->
            assertThat(ana.form().map(View::words).orElse("")).contains("can't find you in Entra"));
    pass(Duration.ofMinutes(3));
    ana.click(card, "review");
    whispered(ana, "You can't review your own break-glass access");
    assertThat(ana.form().map(View::words).orElse("")).doesNotContain("Justified");
    assertThat(events("break_glass_reviewed")).isEmpty();
  }

  @Test
  void only_the_first_of_two_reviews_counts() throws Exception {
    breakGlass(ana, Duration.ofHours(1));
    PostedMessage card = readsThere(bruno, "Break-glass: Ana Lima got");
    bruno.click(card, "review");
    chloe.click(card, "review");
    eventually(() -> assertThat(bruno.form()).isPresent());
    eventually(() -> assertThat(chloe.form()).isPresent());
    bruno.submit(Map.of("outcome", "justified", "comment", "db-1 was down"));
    readsThere(bruno, "Reviewed by <@U0BRUNO>: justified");
    chloe.submit(Map.of("outcome", "not_justified", "comment", "no incident"));
    whispered(chloe, "This was already reviewed by Bruno Costa, so nothing was changed.");
    chloe.click(card, "review");
    whispered(chloe, "This was already reviewed.");
    assertThat(events("break_glass_reviewed")).hasSize(1);
  }

  @Test
  void reviewers_are_reminded_until_it_is_done_and_operators_read_that_it_is_late()
      throws Exception {
    breakGlass(ana, Duration.ofHours(1));
    readsThere(bruno, "Break-glass: Ana Lima got");
    remindedAfter(Duration.ofHours(6), 1);
    remindedAfter(Duration.ofHours(6), 2);
    remindedAfter(Duration.ofHours(6), 3);
    assertThat(events("break_glass_review_late")).isEmpty();
    remindedAfter(Duration.ofHours(6), 4);
    readsInOperations("nobody has reviewed the break-glass access of Ana Lima");
    assertThat(events("break_glass_review_late")).hasSize(1);
    remindedAfter(Duration.ofDays(1), 5);
    remindedAfter(Duration.ofDays(1), 6);
    assertThat(events("break_glass_review_late")).as("said once").hasSize(1);

    review(chloe, readsThere(chloe, "is late: due"), "justified", "db-1 was down");
    readsInOperations("was reviewed by Chloé Martin: justified");
    assertThat(events("break_glass_reviewed")).singleElement().asString().contains("\"late\":true");
    String hers = event("break_glass_used").get("subject").asText();
    breakGlass(bruno, Duration.ofHours(1));
    readsThere(chloe, "Break-glass: Bruno Costa got");
    pass(Duration.ofDays(1));
    String reminders = "select count(*) from notification where kind = 'ReviewOverdue'";
    eventually(() -> assertThat(number(reminders + " and subject <> '" + hers + "'")).isPositive());
    allIsDone();
    assertThat(number(reminders + " and subject = '" + hers + "'")).isEqualTo(6);
  }

  @Test
  void operators_are_told_when_nobody_can_review_it() throws Exception {
    policy(ALL_ENGINEERS, "[person:ana@example.com, person:frank@example.com]");
    breakGlass(ana, Duration.ofHours(1));
    readsInOperations(
        "the break-glass access of Ana Lima to Production, read only: besides the holder");
    assertThat(events("break_glass_review_impossible")).hasSize(1);
    policy(ALL_ENGINEERS, "[person:bruno@example.com, person:dana@example.com]");
    pass(Duration.ofHours(6));
    readsInOperations("The break-glass access of Ana Lima can be reviewed now");
  }

  @Test
  void break_glass_replaces_a_pending_request_and_is_offered_only_to_eligible_people() {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    card();
    breakGlass(ana, Duration.ofHours(1));
    readsThere(bruno, "Cancelled by the requester");
    alerted(ana, "is ready");

    policy("[group:sre-leads]", "[group:sre-leads]");
    openForm(sandbox.slack().person("U0DANA"), "prod-readonly");
    assertThat(sandbox.slack().person("U0DANA").form().orElseThrow().words())
        .doesNotContain("Emergency");
  }

  @Test
  void break_glass_is_not_granted_if_the_holder_may_no_longer_use_it_at_the_add() throws Exception {
    sandbox.entra().fail("POST */members/$ref", DirectoryStandIn.ALWAYS, 503);
    breakGlass(ana, Duration.ofHours(1));
    eventually(() -> assertThat(number("select count(*) from access_grant")).isOne());
    policy("[group:sre-leads]", "[group:sre-leads]");
    sandbox.entra().clearFaults();
    pass(Duration.ofMinutes(2));
    alerted(ana, "no longer eligible");
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  private void policy(String eligible, String reviewBy) {
    policy(eligible, reviewBy, "");
  }

  private void policy(String eligible, String reviewBy, String more) {
    HourkeySandbox.policy(
        example ->
            example.replaceFirst(
                    "    permission_set: ReadOnlyAccess\n",
                    "    permission_set: ReadOnlyAccess\n    break_glass: { eligible: %s, review_by: %s }\n"
                        .formatted(eligible, reviewBy))
                + more);
    assertThat(catalog.refresh().problems()).isEmpty();
  }

  private void breakGlass(WorkspaceUser who, Duration duration) {
    openForm(who, "prod-readonly");
    who.submit(
        Map.of(
            "how_long",
            Long.toString(duration.toSeconds()),
            "why",
            REASON,
            "break_glass",
            List.of("true")));
  }

  private void review(WorkspaceUser who, PostedMessage card, String outcome, String comment) {
    who.click(card, "review");
    eventually(() -> assertThat(who.form()).isPresent());
    who.submit(Map.of("outcome", outcome, "comment", comment));
  }

  private void remindedAfter(Duration time, int number) {
    pass(time);
    eventually(() -> assertThat(notified("ReviewOverdue")).isEqualTo(number));
  }

  private void readsInOperations(String words) {
    eventually(
        () ->
            assertThat(bruno.everything(OPERATIONS)).anyMatch(one -> one.words().contains(words)));
  }

  private static void whispered(WorkspaceUser who, String words) {
    eventually(
        () ->
            assertThat(who.messages(APPROVALS))
                .anyMatch(one -> (one.text() + one.words()).contains(words)));
  }

  private List<String> events(String type) {
    return trail.after(begun, Optional.empty(), 1000).stream()
        .map(AuditEntry::payload)
        .filter(payload -> payload.contains("\"type\":\"" + type + "\""))
        .toList();
  }
}

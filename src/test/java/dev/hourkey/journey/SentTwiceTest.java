package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.Fault;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Forms that are sent again, clicks that change nothing, and forms that Slack does not open. */
@QuarkusTest
class SentTwiceTest extends JourneyTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String CORRECTED = "INC-42: disk full on db-2, not db-1";

  private long begun;

  @BeforeEach
  void aNewPage() throws SQLException {
    begun = number("select coalesce(max(seq), 0) from audit_event");
  }

  @Test
  void a_form_that_is_sent_again_with_a_correction_replaces_the_first_request() {
    openForm(ana, "prod-readonly");
    whileTheAnswerIsLost(
        () ->
            assertThat(ana.submit(Map.of("how_long", "3600", "why", REASON)).acknowledged())
                .isFalse());
    eventually(() -> assertThat(card().words()).contains(REASON, "Approve"));
    assertThat(ana.form()).as("Slack leaves it open").isPresent();
    assertThat(ana.submit(Map.of("how_long", "7200", "why", CORRECTED)).answer()).isEmpty();

    PostedMessage second = readsThere(bruno, CORRECTED);
    assertThat(second.words()).contains("2 h", "Approve");
    eventually(
        () ->
            assertThat(bruno.messages(APPROVALS).getFirst().words())
                .contains("Cancelled by the requester")
                .doesNotContain("Deny…"));
    assertThat(events("access_requested")).hasSize(2);
    assertThat(events("request_cancelled")).hasSize(1);
    bruno.click(second, "approve");
    alerted(ana, "is ready");
  }

  @Test
  void the_same_form_that_is_sent_again_unchanged_is_one_request() throws SQLException {
    openForm(ana, "prod-readonly");
    Map<String, String> filled = Map.of("how_long", "3600", "why", REASON);
    whileTheAnswerIsLost(() -> ana.submit(filled));
    eventually(() -> assertThat(number("select count(*) from submission")).isOne());
    assertThat(ana.submit(filled).answer()).isEmpty();
    card();
    assertThat(number("select count(*) from submission")).isOne();
    assertThat(events("access_requested")).hasSize(1);
  }

  @Test
  void a_correction_after_the_approval_is_refused_in_a_sentence() {
    openForm(ana, "prod-readonly");
    whileTheAnswerIsLost(() -> ana.submit(Map.of("how_long", "3600", "why", REASON)));
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
    ana.submit(Map.of("how_long", "7200", "why", CORRECTED));
    alerted(ana, "You already have Production, read only");
    assertThat(events("request_refused")).hasSize(1);
  }

  @Test
  void double_and_late_clicks_are_recorded() {
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.doubleClick(card(), "approve");
    alerted(ana, "is ready");
    eventually(() -> assertThat(events("review_refused")).hasSize(1));
    assertThat(events("grant_opened")).hasSize(1);
  }

  @Test
  void clicks_of_strangers_and_guests_are_recorded() {
    WorkspaceUser hugo = sandbox.slack().person("U0HUGO");
    WorkspaceUser greta = sandbox.slack().person("U0GRETA");
    ask(ana, "prod-readonly", HOUR, REASON);
    hugo.click(card(), "approve");
    readsThere(hugo, "Only members of this workspace can use Hourkey");
    greta.click(card(), "approve");
    readsThere(greta, "full members of this workspace");
    eventually(
        () ->
            assertThat(events("submission_refused"))
                .anyMatch(one -> one.contains("U0HUGO") && one.contains("\"what\":\"approve\""))
                .anyMatch(one -> one.contains("U0GRETA") && one.contains("\"what\":\"approve\"")));
  }

  @Test
  void a_form_with_a_mistake_is_on_record_without_what_was_typed() {
    openForm(ana, "prod-admin");
    ana.submit(Map.of("how_long", "3600", "why", "because I can do it ok?"));
    eventually(
        () ->
            assertThat(events("submission_refused"))
                .singleElement()
                .asString()
                .contains("U0ANA", "\"what\":\"request\"")
                .doesNotContain("because I can"));
  }

  @Test
  void nobody_can_flood_the_trail_with_clicks() {
    WorkspaceUser hugo = sandbox.slack().person("U0HUGO");
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card();
    pass(untilTheNextHour()); // The quota is for an hour of the clock.
    for (int i = 0; i < 30; i++) {
      hugo.click(card, "approve");
    }
    eventually(
        () ->
            assertThat(number("select refused from refusal_count where sender like '%HUGO'"))
                .isEqualTo(30));
    assertThat(events("submission_refused")).hasSize(20);
    assertThat(events("refusals_not_recorded")).hasSize(1);

    pass(Duration.ofHours(1));
    hugo.click(card, "approve");
    eventually(() -> assertThat(events("submission_refused")).hasSize(21));
  }

  private static Duration untilTheNextHour() {
    Instant now = clock();
    return Duration.between(now, now.truncatedTo(ChronoUnit.HOURS).plus(HOUR));
  }

  @Test
  void a_form_that_slack_does_not_open_is_answered_where_it_was_asked_for() throws Exception {
    refuse("views.open", "expired_trigger_id");
    ana.run("general", "/aws-access");
    eventually(
        () ->
            assertThat(ana.messages("general"))
                .anyMatch(one -> one.words().contains("Slack did not open the form")));
    sandbox.slack().heal();
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card();
    refuse("views.open", "internal_error");
    bruno.click(card, "deny");
    readsThere(bruno, "Slack did not open the form");
    assertThat(bruno.form()).isEmpty();
  }

  @Test
  void a_form_that_slack_does_not_fill_is_answered_and_counted_until_one_is_taken()
      throws Exception {
    sandbox.entra().delay("GET *users*", DirectoryStandIn.ALWAYS, Duration.ofSeconds(1));
    refuse("views.update", "invalid_arguments");
    for (int i = 0; i < 3; i++) {
      ana.run("general", "/aws-access");
    }
    eventually(
        () ->
            assertThat(ana.messages("general"))
                .filteredOn(one -> one.words().contains("Slack did not accept this form"))
                .hasSize(3));
    eventually(() -> assertThat(refusedInARow()).isGreaterThanOrEqualTo(3));
    sandbox.slack().heal();
    sandbox.entra().clearFaults();
    openForm(ana, "prod-readonly");
    eventually(() -> assertThat(refusedInARow()).isZero());
  }

  private double refusedInARow() throws Exception {
    return text("q/metrics")
        .lines()
        .filter(line -> line.startsWith("hourkey_slack_forms_refused{form=\"request\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private void refuse(String method, String error) {
    sandbox.slack().fail(new Fault(method, Fault.Kind.ERROR, Fault.ALWAYS, error));
  }

  /** The form reaches Hourkey, and Slack does not hear the acknowledgement in time. */
  private void whileTheAnswerIsLost(Runnable submission) {
    sandbox.slack().fail(new Fault("delivery/interactive", Fault.Kind.LOST, 1, ""));
    submission.run();
  }

  private List<String> events(String type) {
    return trail.after(begun, Optional.empty(), 1000).stream()
        .map(AuditEntry::payload)
        .filter(payload -> payload.contains("\"type\":\"" + type + "\""))
        .toList();
  }
}

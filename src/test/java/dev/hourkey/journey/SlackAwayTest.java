package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.sandbox.slack.Fault;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Slack is down or limits the rate, and access does not wait for it. */
@QuarkusTest
class SlackAwayTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";

  private long begun;

  @BeforeEach
  void aNewPage() throws SQLException {
    begun = number("select coalesce(max(seq), 0) from audit_event");
  }

  @Test
  void slack_that_is_away_for_three_hours_hears_everything_once_and_as_it_is_then() {
    live();
    fail("chat.*", Fault.Kind.HTML, "");
    pass(Duration.ofMinutes(51));
    eventually(() -> assertThat(waiting()).isPositive());
    pass(Duration.ofMinutes(10));
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    eventually(() -> assertThat(ended()).isOne());
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse();
    ask(ana, "prod-readonly", Duration.ofHours(1), "INC-43: it is full again");
    eventually(() -> assertThat(record().getLast()).contains("INC-43"));
    pass(Duration.ofHours(2));
    List<String> before = record();

    sandbox.slack().heal();
    pass(Duration.ofMinutes(1));
    alertedInTime(ana, "has ended");
    eventually(() -> assertThat(waiting()).isZero());
    assertThat(bruno.messages(APPROVALS))
        .filteredOn(card -> !card.words().contains("INC-43"))
        .singleElement()
        .satisfies(card -> assertThat(card.words()).contains("Ended: time was up"));
    assertThat(bruno.messages(APPROVALS))
        .filteredOn(card -> card.words().contains("INC-43") && card.words().contains("Deny…"))
        .hasSize(1);
    assertThat(ana.directMessages().stream().map(PostedMessage::words))
        .as("a warning that was never heard is no longer one")
        .noneMatch(words -> words.contains("End it now"))
        .filteredOn(words -> words.contains("has ended"))
        .hasSize(1);
    assertThat(record()).startsWith(before.toArray(String[]::new));
  }

  @Test
  void a_request_that_was_over_before_slack_came_back_is_brought_to_no_approver() throws Exception {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    card();
    onlyReplyThere("waits for a decision on");
    fail("chat.*", Fault.Kind.HTML, "");
    ask(ana, "prod-admin", Duration.ofHours(1), "INC-43: the disk of db-1 is full");
    eventually(() -> assertThat(record().getLast()).contains("INC-43"));
    pass(Duration.ofMinutes(90));
    pass(Duration.ofHours(3));
    eventually(
        () ->
            assertThat(number("select count(*) from access_request where phase = 'EXPIRED'"))
                .isEqualTo(2));
    eventually( // A post that was begun before the end may still arrive.
        () -> assertThat(number("select count(*) from work_claim")).isZero());

    sandbox.slack().heal();
    pass(Duration.ofMinutes(2));
    eventually(() -> assertThat(waiting()).isZero());
    assertThat(bruno.replies(APPROVALS)).as("what was said before is gone").isEmpty();
    assertThat(bruno.messages(APPROVALS)).hasSize(1);
    assertThat(bruno.directMessages()).isEmpty();
  }

  @Test
  void a_rate_limit_of_slack_holds_up_every_post_and_nothing_else() {
    fail("chat.postMessage", Fault.Kind.RATE_LIMITED, "120");
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    eventually(() -> assertThat(heldBack("chat.postMessage")).isBetween(120.0, 180.0));
    assertThat(bruno.messages(APPROVALS)).isEmpty();
    assertThat(ana.directMessages()).isEmpty();

    sandbox.slack().heal();
    inTime(() -> assertThat(bruno.messages(APPROVALS)).isNotEmpty()); // One may just be refused.
    bruno.click(card(), "approve");
    alertedInTime(ana, "is ready");
  }

  @Test
  void a_token_that_slack_refuses_is_tried_by_one_message_for_all_and_loses_none() {
    fail("chat.*", Fault.Kind.ERROR, "invalid_auth");
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    eventually(() -> assertThat(failures("chat.postMessage")).isPositive());
    sandbox.slack().heal();
    pass(Duration.ofMinutes(1));
    card();
    alerted(ana, "Waiting for 1 approval");
    eventually(() -> assertThat(failures("chat.postMessage")).isZero());
  }

  @Test
  void operations_get_a_digest_on_monday_once_and_never_late() throws SQLException {
    pass(untilMonday()); // All of it is in one week.
    live();
    ana.run("general", "/aws-access end");
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "You ended");
    maintenanceIsDone(untilMonday().plusHours(9), "digest");
    eventually(() -> assertThat(digests()).hasSize(1));
    assertThat(digests().getFirst().words())
        .contains("*Requests:* 1 (1 approved)", "*Time to removal:*", "Production, read only (1)");
    maintenanceIsDone(Duration.ofMinutes(15), "digest");
    maintenanceIsDone(Duration.ofDays(2), "digest");

    fail("chat.postMessage", Fault.Kind.ERROR, "internal_error");
    maintenanceIsDone(untilMonday().plusHours(9), "digest");
    eventually(() -> assertThat(failures("chat.postMessage")).isPositive());
    pass(Duration.ofDays(1));
    sandbox.slack().heal();
    pass(Duration.ofMinutes(2));
    eventually(() -> assertThat(waiting()).isZero());
    assertThat(digests()).hasSize(1);
  }

  private static Duration untilMonday() {
    LocalDateTime now = LocalDateTime.ofInstant(clock(), ZoneOffset.UTC);
    return Duration.between(
        now, now.toLocalDate().with(TemporalAdjusters.next(DayOfWeek.MONDAY)).atStartOfDay());
  }

  private List<PostedMessage> digests() {
    return bruno.messages("aws-ops").stream()
        .filter(one -> one.words().contains("Access in the week of"))
        .toList();
  }

  private void live() {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
  }

  private void fail(String method, Fault.Kind kind, String detail) {
    sandbox.slack().fail(new Fault(method, kind, Fault.ALWAYS, detail));
  }

  private List<String> record() {
    return trail.after(begun, Optional.empty(), 1000).stream().map(AuditEntry::payload).toList();
  }

  private double waiting() throws SQLException {
    return number("select count(*) from notification where next_try_at is not null");
  }

  private double ended() throws SQLException {
    return number("select count(*) from access_grant where ended_at is not null");
  }

  /** For how many seconds after the first telling. */
  private double heldBack(String line) throws SQLException {
    return number(
        """
        select coalesce(extract(epoch from max(open_until) - min(created_at)), 0)
        from circuit_breaker, notification where method = '%s'
        """
            .formatted(line));
  }

  private long failures(String line) throws SQLException {
    return number("select sum(failures) from circuit_breaker where method = '%s'".formatted(line));
  }
}

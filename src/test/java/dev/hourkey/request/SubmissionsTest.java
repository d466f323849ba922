package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Redeliveries, and forms that are sent again. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class SubmissionsTest extends RequestDatabaseTest {
  @Test
  void a_delivery_is_new_once_for_as_long_as_slack_may_send_it_again() throws SQLException {
    assertThat(submissions.firstTime("fingerprint")).isTrue();
    assertThat(submissions.firstTime("fingerprint")).isFalse();
    clock.advance(Duration.ofHours(24));
    submissions.forgetOldDeliveries();
    assertThat(submissions.firstTime("fingerprint")).isFalse();
    clock.advance(Duration.ofHours(2));
    submissions.forgetOldDeliveries();
    assertThat(number("select count(*) from delivery")).isZero();
  }

  @Test
  void a_click_that_is_redelivered_is_stored_once_and_due() throws SQLException {
    for (int times = 0; times < 3; times++) {
      submissions.take("click", chat(ANA), Optional.of("C0"), request("prod-readonly"));
    }
    assertThat(number("select count(*) from submission")).isOne();
    assertThat(number("select count(*) from submission where next_try_at is not null")).isOne();
  }

  @Test
  void the_same_form_again_changes_nothing() throws SQLException {
    form("first", HOUR);
    form("second", HOUR);
    assertThat(number("select count(*) from submission")).isOne();
  }

  @Test
  void a_corrected_form_replaces_one_that_was_not_processed() throws SQLException {
    form("first", HOUR);
    UUID first = submission("first");
    form("second", Duration.ofMinutes(30));
    assertThat(process(first).answer())
        .hasValue("You sent this form again with a correction, so only the later one counts.");
    process(submission("second"));
    assertThat(request().access().duration()).isEqualTo(Duration.ofMinutes(30));
    assertThat(number("select count(*) from access_request")).isOne();
  }

  @Test
  void a_corrected_form_cancels_the_request_that_it_made_before() throws SQLException {
    form("first", HOUR);
    process(submission("first"));
    UUID before = request().id();
    form("second", Duration.ofMinutes(30));
    assertThat(process(submission("second")).answer()).isEmpty();
    assertThat(requests.find(before).orElseThrow().state())
        .isInstanceOf(RequestState.Cancelled.class);
    assertThat(request().pending()).isTrue();
    assertThat(request().access().duration()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void a_form_that_was_refused_may_be_sent_again_as_it_was() throws SQLException {
    catalog(example -> example.replace("id: prod-readonly", "id: prod-view"));
    form("first", HOUR);
    assertThat(process(submission("first")).refused()).isTrue();
    catalog(example -> example);
    form("second", HOUR);
    assertThat(process(submission("second")).answer()).isEmpty();
  }

  private void form(String trigger, Duration duration) {
    clock.advance(Duration.ofSeconds(1));
    submissions.takeForm(
        "V1",
        trigger,
        chat(ANA),
        Optional.empty(),
        new SubmissionCommand.NewRequest(
            List.of("prod-readonly"), duration, JUSTIFICATION, Optional.empty(), false));
  }

  private UUID submission(String trigger) throws SQLException {
    return UUID.fromString(text("select id from submission where key = 'view:V1:" + trigger + "'"));
  }

  private void catalog(java.util.function.UnaryOperator<String> change) {
    HourkeySandbox.policy(change);
    var _ = catalog.refresh();
  }
}

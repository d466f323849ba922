package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Reminders and expiry of a request, and its card. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class RequestServiceTest extends RequestDatabaseTest {
  @Inject SilentRequests silent;
  @Inject UndeliveredCards cards;

  @Test
  void approvers_are_reminded_and_then_the_request_expires() throws SQLException {
    UUID request = requested().id();
    cards.posted(request, POSTED);
    Instant start = clock.instant();
    assertThat(silent.wake(request)).hasValue(start.plus(Duration.ofMinutes(15)));
    assertThat(reminders()).isZero();
    clock.advance(Duration.ofMinutes(15));
    assertThat(silent.wake(request)).hasValue(start.plus(Duration.ofHours(1)));
    assertThat(reminders()).isOne();
    clock.advance(Duration.ofMinutes(225));
    assertThat(silent.wake(request)).isEmpty();
    assertThat(request().state()).isEqualTo(new RequestState.Expired(clock.instant()));
    assertThat(lastEvent()).isEqualTo("request_expired");
    assertThat(number("select count(*) from notification where kind = 'RequestNotGranted'"))
        .isOne();
    assertThat(silent.wake(request)).isEmpty();
    assertThat(number("select count(*) from notification where kind = 'RequestNotGranted'"))
        .isOne();
    assertThat(silent.wake(UUID.randomUUID())).isEmpty();
  }

  @Test
  void a_card_that_the_chat_rejects_is_reported_once_for_each_reason() throws SQLException {
    UUID request = requested().id();
    cards.notPosted(request, "aws-approvals", "is_archived");
    cards.notPosted(request, "aws-approvals", "is_archived");
    assertThat(events("card_not_posted", request)).isOne();
    assertThat(request().cardProblem()).hasValue("aws-approvals: is_archived");
    cards.notPosted(request, "aws-approvals", "not_in_channel");
    assertThat(events("card_not_posted", request)).isEqualTo(2);
    cards.posted(request, POSTED);
    assertThat(request().cardProblem()).isEmpty();
  }

  private long reminders() throws SQLException {
    return number(
        "select count(*) from notification where kind = 'ApproversMentioned' and number > 1");
  }

  private long events(String type, UUID subject) throws SQLException {
    return number(
        "select count(*) from audit_event where type = '%s' and subject = '%s'"
            .formatted(type, subject));
  }
}

package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** ReminderTimes and expiry of a request, and its card. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class RequestServiceTest extends RequestDatabaseTest {
  private static final String MENTIONED =
      "select wanted from notification where kind = 'ApproversMentioned'";

  @Inject PendingRequestLifecycle silent;
  @Inject UndeliveredCards cards;
  @Inject DecisionCards decisionCards;
  @Inject EntityManager entities;

  @Test
  void approvers_are_reminded_and_then_the_request_expires() throws SQLException {
    UUID request = requested().id();
    cards.posted(request, POSTED);
    Instant start = clock.instant();
    silent.wake(request);
    assertThat(nextWake(request)).as("a nudge").isEqualTo(start.plus(Duration.ofMinutes(5)));
    clock.advance(Duration.ofMinutes(5));
    silent.wake(request);
    assertThat(nextWake(request)).isEqualTo(start.plus(Duration.ofMinutes(15)));
    assertThat(reminders()).isZero();
    clock.advance(Duration.ofMinutes(10));
    silent.wake(request);
    assertThat(nextWake(request)).isEqualTo(start.plus(Duration.ofHours(1)));
    assertThat(reminders()).isOne();
    clock.advance(Duration.ofMinutes(225));
    silent.wake(request);
    assertThat(request().state()).isEqualTo(new RequestState.Expired(clock.instant()));
    assertThat(lastEvent()).isEqualTo("request_expired");
    assertThat(number("select count(*) from notification where kind = 'RequestNotGranted'"))
        .isOne();
    silent.wake(request);
    assertThat(number("select count(*) from notification where kind = 'RequestNotGranted'"))
        .isOne();
    silent.wake(UUID.randomUUID());
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

  @Test
  void approvers_who_are_being_notified_are_told_of_a_decision_that_comes_at_the_same_time()
      throws Exception {
    UUID request = requested().id();
    decisionCards.posted(request, POSTED);
    DecisionCard card = decisionCards.find(request).orElseThrow();
    Submission click = store(BRUNO, new SubmissionCommand.Approve(request));
    var onlyBruno =
        new Recipients(
            List.of(new Recipients.Recipient(BRUNO, "Bruno")),
            List.of(),
            List.of(),
            List.of(),
            0,
            true,
            Optional.empty());
    var nobodyElse = new Recipients.Candidates(List.of(), List.of(), true, true);
    AtomicLong noted = new AtomicLong();
    Future<Void> decided =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  decisionCards.resolve(card, onlyBruno, nobodyElse);
                  noted.set((int) entities.createNativeQuery(MENTIONED).getSingleResult());
                  return Sql.untilDoneOrLocked(
                      database,
                      () -> {
                        processor.process(click.id());
                      });
                });
    decided.get(20, TimeUnit.SECONDS);
    assertThat(number(MENTIONED)).as("drawn again").isGreaterThan(noted.get());
  }
}

package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Patience;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * Two replicas process what two people click at the same moment: two threads here, which share
 * nothing but the database.
 */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class TwoReplicasTest extends RequestDatabaseTest {
  private static final int ROUNDS = 4;

  @Inject BreakGlassReviews reviews;
  @Inject BreakGlassReviewProcessor reviewer;

  @RepeatedTest(ROUNDS)
  void one_of_two_decisions_on_a_shared_card_counts_for_each_request() throws Exception {
    UUID card = sharedCard();
    Submission yes = store(BRUNO, new SubmissionCommand.Approve(card));
    Submission no = store(CHLOE, new SubmissionCommand.Deny(card, "Use the dashboards"));
    atOnce(() -> process(yes.id()), () -> process(no.id()));
    atOnce(() -> processParts(yes), () -> processParts(no));

    List<AccessRequest> decided = requests.onCard(card);
    assertThat(decided).hasSize(2).noneMatch(AccessRequest::pending);
    long approved =
        decided.stream().filter(one -> one.state() instanceof RequestState.Approved).count();
    assertThat(number("select count(*) from access_grant")).isEqualTo(approved);
    assertThat(number("select count(*) from review")).as("one each").isEqualTo(2);
    List<Submission> parts = parts(yes, no);
    assertThat(parts).hasSize(4).noneMatch(Submission::open);
    assertThat(parts.stream().filter(Submission::refused)).as("who came second").hasSize(2);
    assertThat(told("DecisionWanted")).as("the card, redrawn in its place").isOne();
    assertThat(told("Answer")).as("to each of those who came second").isBetween(1L, 2L);
  }

  @RepeatedTest(ROUNDS)
  void a_click_that_reaches_both_replicas_has_one_effect() throws Exception {
    UUID card = sharedCard();
    Submission click = store(BRUNO, new SubmissionCommand.Approve(card));
    atOnce(() -> process(click.id()), () -> process(click.id()));
    assertThat(submissions.partsOf(click.id())).as("it is split once").hasSize(2);
    atOnce(() -> processParts(click), () -> processParts(click));

    assertThat(requests.onCard(card))
        .hasSize(2)
        .extracting(AccessRequest::state)
        .allMatch(RequestState.Approved.class::isInstance);
    assertThat(number("select count(*) from access_grant")).isEqualTo(2);
    assertThat(number("select count(*) from review")).isEqualTo(2);
    assertThat(parts(click)).noneMatch(Submission::open).noneMatch(Submission::refused);
    assertThat(told("DecisionWanted")).isOne();
    assertThat(told("Answer")).isZero();
  }

  @RepeatedTest(ROUNDS)
  void a_review_that_reaches_both_replicas_has_one_effect() throws Exception {
    UUID request = brokenGlass();
    long before = events("break_glass_reviewed") + events("review_refused");
    Submission review =
        store(BRUNO, new SubmissionCommand.ReviewBreakGlass(request, true, "db-1 was down"));
    atOnce(() -> process(review.id()), () -> process(review.id()));

    assertThat(submissions.find(review.id()).orElseThrow().refused()).isFalse();
    assertThat(events("break_glass_reviewed") + events("review_refused")).isEqualTo(before + 1);
    assertThat(told("AccessReviewed")).isOne();
    assertThat(told("Answer")).isZero();
  }

  @RepeatedTest(ROUNDS)
  void one_of_two_reviews_of_break_glass_access_counts() throws Exception {
    UUID request = brokenGlass();
    long before = events("break_glass_reviewed");
    Submission justified =
        store(BRUNO, new SubmissionCommand.ReviewBreakGlass(request, true, "db-1 was down"));
    Submission not =
        store(CHLOE, new SubmissionCommand.ReviewBreakGlass(request, false, "no incident"));
    atOnce(() -> process(justified.id()), () -> process(not.id()));

    boolean first = reviews.find(request).orElseThrow().outcome().orElseThrow().justified();
    assertThat(submissions.find(justified.id()).orElseThrow().refused()).isEqualTo(!first);
    Submission second = submissions.find(first ? not.id() : justified.id()).orElseThrow();
    assertThat(second.refused()).isTrue();
    assertThat(second.answer().orElse(""))
        .contains("already reviewed by " + (first ? "Bruno Costa" : "Chloé Martin"));
    assertThat(events("break_glass_reviewed")).isEqualTo(before + 1);
    assertThat(told("AccessReviewed")).isOne();
    assertThat(told("DecisionWanted")).as("the card, redrawn in its place").isOne();
    assertThat(told("Answer")).isOne();
  }

  @RepeatedTest(ROUNDS)
  void a_review_at_the_moment_of_its_reminder_is_not_asked_for_again() throws Exception {
    UUID request = brokenGlass();
    clock.advance(Duration.ofDays(2));
    long lateBefore = events("break_glass_review_late");
    Submission review =
        store(BRUNO, new SubmissionCommand.ReviewBreakGlass(request, true, "db-1 was down"));
    atOnce(() -> process(review.id()), () -> reviewer.wake(request), () -> reviewer.wake(request));

    BreakGlassReview done = reviews.find(request).orElseThrow();
    assertThat(done.outcome()).isPresent();
    assertThat(told("ReviewOverdue")).isEqualTo(done.remindersSent()).isLessThanOrEqualTo(1);
    assertThat(events("break_glass_review_late") - lateBefore).isLessThanOrEqualTo(1);
    assertThat(told("AccessReviewed")).isOne();
    reviewer.wake(request);
    assertThat(told("ReviewOverdue")).as("never again").isEqualTo(done.remindersSent());
  }

  /** Two requests of Ana that Bruno or Chloé decides. */
  private UUID sharedCard() throws SQLException {
    HourkeySandbox.policy(
        example ->
            example
                .replace("    approvals: 2\n", "")
                .replace(
                    "    approvers: [group:sre-leads]\n",
                    "    approvers: [group:sre-leads, person:head-of-ops@example.com]\n"));
    catalog.refresh();
    Submission form =
        submit(
            ANA,
            new SubmissionCommand.NewRequest(
                List.of("prod-readonly", "prod-admin"),
                HOUR,
                JUSTIFICATION,
                Optional.empty(),
                false));
    return requests.together(form.id()).getFirst().card();
  }

  private UUID brokenGlass() throws SQLException {
    HourkeySandbox.policy(
        example ->
            example.replace(
                "    group: aws-prod-readonly\n",
                "    group: aws-prod-readonly\n    break_glass: { eligible: [group:engineering],"
                    + " review_by: [group:sre-leads, person:head-of-ops@example.com] }\n"));
    catalog.refresh();
    Submission form =
        submit(
            ANA,
            new SubmissionCommand.NewRequest(
                List.of("prod-readonly"), HOUR, JUSTIFICATION, Optional.empty(), true));
    assertThat(form.answer()).isEmpty();
    return request().id();
  }

  @Test
  void break_glass_waits_for_every_request_that_it_replaces_before_it_locks_the_person()
      throws Exception {
    HourkeySandbox.policy(
        example ->
            example.replaceAll(
                "(?m)^    (approvers: .group:sre-leads.|approvals: 2)$",
                "    $1\n"
                    + "    limits: { total: 8h, within: 7d }\n"
                    + "    break_glass: { eligible: [group:engineering], review_by:"
                    + " [group:sre-leads] }"));
    assertThat(catalog.refresh().problems()).isEmpty();
    UUID later = requested(ANA, "prod-admin").id();
    Submission breakGlass =
        store(
            ANA,
            new SubmissionCommand.NewRequest(
                List.of("prod-readonly", "prod-admin"),
                HOUR,
                JUSTIFICATION,
                Optional.empty(),
                true));
    try (Connection approval = database.getConnection();
        ExecutorService replica = Executors.newSingleThreadExecutor()) {
      approval.setAutoCommit(false);
      locks(approval, "access_request where id = '" + later + "'");
      Future<?> opening = replica.submit(() -> process(breakGlass.id()));
      Patience.eventually(
          () ->
              assertThat(
                      number(
                          "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"))
                  .isOne());
      locks(
          approval,
          "person where id = '" + requests.find(later).orElseThrow().requester().value() + "'");
      approval.rollback();
      opening.get();
    }
    assertThat(requests.find(later).orElseThrow().state())
        .isInstanceOf(RequestState.Cancelled.class);
    assertThat(number("select count(*) from access_grant")).isEqualTo(2);
  }

  private static void locks(Connection transaction, String row) throws SQLException {
    try (Statement sql = transaction.createStatement();
        ResultSet found = sql.executeQuery("select 1 from " + row + " for update nowait")) {
      assertThat(found.next()).isTrue();
    }
  }

  private void processParts(Submission click) {
    submissions.partsOf(click.id()).forEach(part -> process(part.id()));
  }

  private List<Submission> parts(Submission... clicks) {
    return Stream.of(clicks).flatMap(click -> submissions.partsOf(click.id()).stream()).toList();
  }

  private long told(String kind) throws SQLException {
    return number("select count(*) from notification where kind = '" + kind + "'");
  }

  private long events(String type) throws SQLException {
    return number("select count(*) from audit_event where type = '" + type + "'");
  }
}

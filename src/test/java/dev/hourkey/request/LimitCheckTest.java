package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.ApprovalCheck;
import dev.hourkey.grant.ApprovalCheck.Warrant;
import dev.hourkey.request.Submission.Command;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** How much of an entitlement one person gets over time, by the grants in the database. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class LimitCheckTest extends RequestDatabaseTest {
  private static final String AT_ONCE = "staging-poweruser";

  @Inject ApprovalCheck check;

  @Test
  void time_that_was_held_counts_and_not_what_was_granted() throws SQLException {
    limits("prod-readonly", "total: 2h, within: 7d");
    ended(granted(), Duration.ofMinutes(61), Duration.ZERO);
    refusedWith("59 minutes of that is left; 1 hour is possible from ");
    assertThat(lastEvent()).isEqualTo("request_refused");
    ended(UUID.fromString(text("select id from access_grant")), HOUR, Duration.ZERO);
    assertThat(requested().pending()).isTrue();
  }

  @Test
  void a_grant_that_was_never_active_does_not_count() throws SQLException {
    limits("prod-readonly", "total: 1h, within: 7d, cool_down: 1d");
    UUID grant = granted();
    execute(
        """
        update access_grant set phase = 'ENDED', cause = 'NEVER_ARRIVED', ended_at = '%s',
          next_look_at = null where id = '%s'
        """
            .formatted(clock.instant(), grant));
    clock.advance(Duration.ofSeconds(1));
    assertThat(requested().pending()).isTrue();
  }

  @Test
  void other_people_and_other_entitlements_do_not_count() throws SQLException {
    limits("prod-readonly", "total: 1h, within: 7d, cool_down: 1d");
    ended(granted(), HOUR, Duration.ZERO);
    refusedWith("nothing is left");
    assertThat(submit(DANA, request("prod-readonly")).answer())
        .as("whatever Dana is told, it is not about limits")
        .isNotEqualTo(submit(ANA, request("prod-readonly")).answer());
    assertThat(submit(ANA, request(AT_ONCE)).answer()).isEmpty();
  }

  @Test
  void after_a_grant_there_is_a_pause() throws SQLException {
    limits("prod-readonly", "cool_down: 30m");
    ended(granted(), HOUR, Duration.ofMinutes(29));
    refusedWith("This access is followed by a pause of 30 minutes; it is possible again from ");
    clock.advance(Duration.ofMinutes(1));
    assertThat(requested().pending()).isTrue();
  }

  @Test
  void an_approval_is_judged_as_well_and_a_shorter_one_may_fit() throws SQLException {
    UUID earlier = granted();
    ended(earlier, HOUR, Duration.ZERO);
    UUID request = requested().id();
    limits("prod-readonly", "total: 90m, within: 7d");
    assertThat(submit(BRUNO, new Command.Approve(request)).answer().orElseThrow())
        .contains("30 minutes of that is left");
    assertThat(lastEvent()).isEqualTo("review_refused");
    assertThat(
            submit(BRUNO, new Command.Approve(request, Optional.of(Duration.ofMinutes(30)), ""))
                .answer())
        .isEmpty();
    assertThat(check.of(request)).isEqualTo(new Warrant.Stands());
    limits("prod-readonly", "total: 1h, within: 7d");
    assertThat(((Warrant.Fallen) check.of(request)).why())
        .as("right before the add")
        .contains("one person may have this access for 1 hour in 7 days, and nothing is left");
  }

  @Test
  void many_requests_at_the_same_moment_do_not_exceed_the_limit_together() throws Exception {
    limits(AT_ONCE, "total: 1h, within: 7d");
    assertThat(submit(ANA, request("prod-readonly")).answer()).isEmpty(); // Now she is known.
    List<Callable<Submission>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      UUID id = store(ANA, request(AT_ONCE)).id();
      all.add(() -> process(id));
    }
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (Future<Submission> one : threads.invokeAll(all)) {
        one.get();
      }
    }
    assertThat(number("select count(*) from access_grant where entitlement = '" + AT_ONCE + "'"))
        .isOne();
  }

  @Test
  void a_request_waits_for_one_of_the_same_person_that_is_being_decided() throws Exception {
    limits(AT_ONCE, "total: 1h, within: 7d");
    assertThat(submit(ANA, request(AT_ONCE)).answer()).isEmpty();
    UUID grant = UUID.fromString(text("select id from access_grant"));
    ended(grant, Duration.ofSeconds(1), Duration.ZERO);
    UUID next = store(ANA, request(AT_ONCE)).id();
    try (var other = database.getConnection();
        var sql = other.createStatement();
        var threads = Executors.newSingleThreadExecutor()) {
      other.setAutoCommit(false);
      sql.execute("select 1 from person for no key update");
      Future<Submission> waiting = threads.submit(() -> process(next));
      Thread.sleep(300); // Long enough to get past a lock that does not exist.
      sql.execute(
          "update access_grant set live_since = live_since - interval '1 h' where id = '%s'"
              .formatted(grant));
      other.commit();
      assertThat(answerOf(waiting)).contains("nothing is left");
    }
    assertThat(number("select count(*) from access_grant")).isOne();
  }

  @Test
  void a_request_that_starts_later_expires_at_its_start() throws SQLException {
    ahead("14d");
    Instant start = clock.instant().plus(Duration.ofMinutes(30));
    assertThat(submit(ANA, startingAt(start)).answer()).isEmpty();
    assertThat(request().expiresAt()).isEqualTo(start);
    assertThat(request().startsAt()).hasValue(start);
  }

  @Test
  void a_request_may_not_start_too_far_ahead_or_ahead_at_all() throws SQLException {
    Instant start = clock.instant().plus(Duration.ofDays(2));
    assertThat(submit(ANA, startingAt(start)).answer())
        .hasValue("This access can only start at once, and not be scheduled.");
    ahead("1d");
    assertThat(submit(ANA, startingAt(start)).answer())
        .hasValue("This access may start at most 1 day ahead.");
    assertThat(number("select count(*) from access_request")).isZero();
  }

  @Test
  void a_scheduled_grant_is_one_of_the_grants_of_its_holder() throws SQLException {
    ahead("14d");
    Instant start = clock.instant().plus(Duration.ofDays(2));
    submit(ANA, startingAt(start));
    assertThat(submit(BRUNO, new Command.Approve(request().id())).answer()).isEmpty();
    assertThat(text("select phase from access_grant")).isEqualTo("SCHEDULED");
    assertThat(submit(ANA, request("prod-readonly")).answer().orElseThrow())
        .contains("You already have Production, read only scheduled: it starts " + start);
    UUID grant = UUID.fromString(text("select id from access_grant"));
    assertThat(submit(ANA, new Command.EndEarly(grant)).answer()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(requested().pending()).isTrue();
  }

  @Test
  void an_approval_needs_a_policy_that_still_lets_access_start_later() throws SQLException {
    ahead("14d");
    submit(ANA, startingAt(clock.instant().plus(HOUR)));
    HourkeySandbox.policy("");
    catalog.refresh();
    assertThat(submit(BRUNO, new Command.Approve(request().id())).answer())
        .hasValue("This access can only start at once, and not be scheduled.");
  }

  @Test
  void limits_are_judged_with_the_start() throws SQLException {
    ended(granted(), HOUR, Duration.ZERO);
    HourkeySandbox.policy(
        example ->
            example.replace(
                "  - id: prod-readonly\n",
                "  - id: prod-readonly\n    start_ahead: 14d\n    limits: { total: 1h, within: 1d, cool_down: 2h }\n"));
    assertThat(catalog.refresh().problems()).isEmpty();
    refusedWith("nothing is left");
    assertThat(
            submit(ANA, startingAt(clock.instant().plus(Duration.ofHours(3))))
                .answer()
                .orElseThrow())
        .contains("nothing is left");
    assertThat(submit(ANA, startingAt(clock.instant().plus(Duration.ofDays(1)))).answer())
        .isEmpty();
  }

  private static Command.NewRequest startingAt(Instant start) {
    return new Command.NewRequest(
        List.of("prod-readonly"), HOUR, JUSTIFICATION, Optional.of(start), false);
  }

  private void ahead(String longest) {
    HourkeySandbox.policy(
        example ->
            example.replace(
                "  - id: prod-readonly\n",
                "  - id: prod-readonly\n    start_ahead: " + longest + "\n"));
    assertThat(catalog.refresh().problems()).isEmpty();
  }

  private static String answerOf(Future<Submission> processed)
      throws ExecutionException, InterruptedException {
    return processed.get().answer().orElseThrow();
  }

  private void refusedWith(String words) throws SQLException {
    assertThat(submit(ANA, request("prod-readonly")).answer().orElseThrow()).contains(words);
  }

  /** A grant was held for this long, until this long ago. */
  private void ended(UUID grant, Duration held, Duration ago) throws SQLException {
    clock.advance(Duration.ofSeconds(1)); // The next request comes after this one.
    Instant end = clock.instant().minus(ago);
    execute(
        """
        update access_grant set phase = 'ENDED', cause = 'EXPIRED', live_since = '%1$s',
          ends_at = '%2$s', due_at = '%2$s', ended_at = '%3$s', next_look_at = null,
          deadline = '%2$s'::timestamptz + interval '1 day',
          opened_at = '%1$s'::timestamptz - interval '1 minute'
        where id = '%4$s'
        """
            .formatted(end.minus(held), end, clock.instant(), grant));
  }

  private void limits(String entitlement, String limits) {
    HourkeySandbox.policy(
        example ->
            example.replace(
                "  - id: " + entitlement + "\n",
                "  - id: " + entitlement + "\n    limits: { " + limits + " }\n"));
    assertThat(catalog.refresh().problems()).isEmpty();
  }
}

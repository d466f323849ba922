package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.ApprovalCheck;
import dev.hourkey.grant.ApprovalCheck.Warrant;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Patience;
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
  void the_time_of_use_counts_and_not_the_granted_time() throws SQLException {
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
          next_check_at = null where id = '%s'
        """
            .formatted(clock.instant(), grant));
    clock.advance(Duration.ofSeconds(1));
    assertThat(requested().pending()).isTrue();
  }

  @Test
  void grants_of_other_people_and_entitlements_do_not_count() throws SQLException {
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
    refusedWith(
        "There is a pause of 30 minutes between grants of this access; the next one can start from ");
    clock.advance(Duration.ofMinutes(1));
    assertThat(requested().pending()).isTrue();
  }

  @Test
  void an_approval_is_evaluated_as_well_and_a_shorter_one_may_fit() throws SQLException {
    UUID earlier = granted();
    ended(earlier, HOUR, Duration.ZERO);
    UUID request = requested().id();
    limits("prod-readonly", "total: 90m, within: 7d");
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(request)).answer().orElseThrow())
        .contains("30 minutes of that is left");
    assertThat(lastEvent()).isEqualTo("review_refused");
    assertThat(
            submit(
                    BRUNO,
                    new SubmissionCommand.Approve(request, Optional.of(Duration.ofMinutes(30)), ""))
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
      Patience.eventually(
          () ->
              assertThat(
                      number(
                          "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"))
                  .isOne());
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
        .hasValue("This access can only start at once, and can't be scheduled.");
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
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(request().id())).answer()).isEmpty();
    assertThat(text("select phase from access_grant")).isEqualTo("SCHEDULED");
    assertThat(submit(ANA, request("prod-readonly")).answer().orElseThrow())
        .contains("You already have Production, read only scheduled: it starts " + start);
    UUID grant = UUID.fromString(text("select id from access_grant"));
    assertThat(submit(ANA, new SubmissionCommand.EndEarly(grant)).answer()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(requested().pending()).isTrue();
  }

  @Test
  void an_approval_needs_a_policy_that_still_lets_access_start_later() throws SQLException {
    ahead("14d");
    submit(ANA, startingAt(clock.instant().plus(HOUR)));
    HourkeySandbox.policy("");
    catalog.refresh();
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(request().id())).answer())
        .hasValue("This access can only start at once, and can't be scheduled.");
  }

  @Test
  void limits_are_evaluated_with_the_start() throws SQLException {
    ended(granted(), HOUR, Duration.ZERO);
    HourkeySandbox.policy(
        example ->
            example.replace(
                "  - id: prod-readonly\n",
                """
                  - id: prod-readonly
                    start_ahead: 14d
                    limits: { total: 1h, within: 1d, cool_down: 2h }
                """));
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

  @Test
  void an_extension_is_evaluated_like_a_request_for_the_whole_access() throws SQLException {
    UUID grant = active();
    limits("prod-readonly", "total: 90m, within: 7d, cool_down: 1d");
    assertThat(submit(ANA, extension(grant, HOUR.multipliedBy(2))).answer().orElseThrow())
        .contains("1 hour 30 minutes in 7 days, and 1 hour 30 minutes of that is left");
    limits("prod-readonly", "total: 2h, within: 7d, cool_down: 1d");
    assertThat(submit(ANA, extension(grant, HOUR.multipliedBy(2))).answer()).isEmpty();
    AccessRequest request = request();
    Instant end = Instant.parse(endOf(grant));
    assertThat(request.expiresAt()).as("it expires with the access").isEqualTo(end);
    assertThat(event()).contains("\"extendsGrant\":\"" + grant + "\"", "\"duration\":\"PT2H\"");

    assertThat(submit(BRUNO, new SubmissionCommand.Approve(request.id())).answer()).isEmpty();
    assertThat(Instant.parse(endOf(grant))).isEqualTo(end.plus(HOUR));
    assertThat(lastEvent()).isEqualTo("grant_extended");
    assertThat(number("select count(*) from access_grant")).isOne();
    assertThat(check.of(request.id())).isEqualTo(new Warrant.Stands());
    limits("prod-readonly", "total: 1h, within: 7d");
    assertThat(check.of(request.id())).isInstanceOf(Warrant.Fallen.class);
  }

  @Test
  void an_extension_is_granted_at_once_only_if_the_whole_time_needs_no_approval()
      throws SQLException {
    HourkeySandbox.policy(
        example ->
            example.replace(
                "    approvers: [group:sre-leads]\n",
                """
                    approvers: [group:sre-leads]
                    overrides: [{ when: 'duration <= duration("2h")', approvals: 0 }]
                """));
    assertThat(catalog.refresh().problems()).isEmpty();
    submit(ANA, request("prod-readonly"));
    UUID grant = activated(UUID.fromString(text("select id from access_grant")));
    Instant end = Instant.parse(endOf(grant));
    assertThat(submit(ANA, extension(grant, HOUR.multipliedBy(2))).answer()).isEmpty();
    assertThat(Instant.parse(endOf(grant))).isEqualTo(end.plus(HOUR));
    clock.advance(Duration.ofSeconds(1));
    assertThat(submit(ANA, extension(grant, HOUR.multipliedBy(4))).answer()).isEmpty();
    assertThat(request().pending()).as("four hours in all need an approval").isTrue();
    assertThat(Instant.parse(endOf(grant))).isEqualTo(end.plus(HOUR));
  }

  @Test
  void an_extension_that_cannot_be_is_refused_with_a_sentence() throws SQLException {
    UUID grant = granted();
    assertThat(submit(ANA, extension(grant, HOUR.multipliedBy(2))).answer().orElseThrow())
        .contains("isn't active yet");
    activated(grant);
    assertThat(submit(ANA, extension(grant, Duration.ofMinutes(30))).answer().orElseThrow())
        .contains("already lasts that long");
    assertThat(submit(ANA, extension(grant, Duration.ofHours(9))).answer().orElseThrow())
        .contains("isn't offered for that long");
    assertThat(submit(DANA, extension(grant, HOUR.multipliedBy(2))).answer()).isPresent();
    assertThat(submit(BRUNO, extension(grant, HOUR.multipliedBy(2))).answer().orElseThrow())
        .contains("This access does not exist");
    execute(
        "update access_grant set group_id = '22222222-0000-4000-8000-0000000000ff' where id = '%s'"
            .formatted(grant));
    assertThat(submit(ANA, extension(grant, HOUR.multipliedBy(2))).answer().orElseThrow())
        .contains("it now stands for another Entra group");
    clock.advance(HOUR);
    assertThat(submit(ANA, extension(grant, HOUR.multipliedBy(2))).answer().orElseThrow())
        .contains("is ending or has ended");
    assertThat(number("select count(*) from access_request")).isOne();
  }

  @Test
  void one_extension_at_a_time_and_a_shorter_one_is_longer_than_now() throws SQLException {
    UUID grant = active();
    Instant end = Instant.parse(endOf(grant));
    assertThat(submit(ANA, extension(grant, HOUR.multipliedBy(4))).answer()).isEmpty();
    assertThat(submit(ANA, extension(grant, HOUR.multipliedBy(2))).answer().orElseThrow())
        .contains("You already requested");
    UUID request = request().id();
    assertThat(
            submit(BRUNO, new SubmissionCommand.Approve(request, Optional.of(HOUR), "")).answer())
        .isPresent();
    assertThat(
            submit(
                    BRUNO,
                    new SubmissionCommand.Approve(request, Optional.of(HOUR.multipliedBy(2)), ""))
                .answer())
        .isEmpty();
    assertThat(Instant.parse(endOf(grant))).isEqualTo(end.plus(HOUR));
    assertThat(submit(CHLOE, new SubmissionCommand.Approve(request)).answer())
        .as("too late")
        .isPresent();
    assertThat(Instant.parse(endOf(grant))).isEqualTo(end.plus(HOUR));
  }

  @Test
  void an_extension_is_withdrawn_when_its_access_is_ended_or_is_ending() throws SQLException {
    UUID grant = active();
    submit(ANA, extension(grant, HOUR.multipliedBy(2)));
    assertThat(submit(ANA, new SubmissionCommand.EndEarly(grant)).answer()).isEmpty();
    assertThat(request().state()).isInstanceOf(RequestState.Cancelled.class);
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(request().id())).answer().orElseThrow())
        .contains("the access that it would extend is ending");
    assertThat(text("select phase from access_grant")).isEqualTo("REVOKING");

    clock.advance(Duration.ofDays(1));
    UUID next = active();
    submit(ANA, extension(next, HOUR.multipliedBy(2)));
    execute(
        "update access_grant set phase = 'REVOKING', cause = 'REMOVED_ELSEWHERE' where id = '%s'"
            .formatted(next)); // By Hourkey itself, which does not look for requests.
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(request().id())).answer().orElseThrow())
        .contains("the access that it would extend is ending");
    assertThat(request().state()).isInstanceOf(RequestState.Cancelled.class);
    assertThat(number("select count(*) from review where request = '" + request().id() + "'"))
        .isZero();
  }

  private static SubmissionCommand.NewRequest extension(UUID grant, Duration whole) {
    return new SubmissionCommand.NewRequest(
        List.of("prod-readonly"),
        whole,
        JUSTIFICATION,
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.of(grant));
  }

  /** A grant of Ana for an hour that AWS shows. */
  private UUID active() throws SQLException {
    return activated(granted());
  }

  private String endOf(UUID grant) throws SQLException {
    return text(
        """
        select to_char(ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        from access_grant where id = '%s'
        """
            .formatted(grant));
  }

  private String event() throws SQLException {
    return text("select payload from audit_event order by seq desc limit 1");
  }

  private static SubmissionCommand.NewRequest startingAt(Instant start) {
    return new SubmissionCommand.NewRequest(
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
          ends_at = '%2$s', due_at = '%2$s', ended_at = '%3$s', next_check_at = null,
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

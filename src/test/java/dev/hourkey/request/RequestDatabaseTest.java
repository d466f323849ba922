package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.PersonId;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.MovableClock;
import dev.hourkey.support.Sql;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Requests in a real database, with the sandbox as directories and the example as policy file.
 * Nothing happens in the background: a submission is processed when the test says so.
 */
abstract class RequestDatabaseTest {
  static final String ANA = "U0ANA";
  static final String BRUNO = "U0BRUNO";
  static final String CHLOE = "U0CHLOE";
  static final String DANA = "U0DANA";
  static final String GROUP = "aws-prod-readonly";
  static final String PRODUCTION = "111122223333";
  static final String JUSTIFICATION = "INC-42: disk full on db-1";
  static final Duration HOUR = Duration.ofHours(1);
  static final DecisionCard.Place POSTED = new DecisionCard.Place("C0APPROVALS", "1.2");

  @Inject Submissions submissions;
  @Inject SubmissionProcessor processor;
  @Inject Requests requests;
  @Inject Catalog catalog;
  @Inject StandingMembershipCheck standingMembers;
  @Inject MovableClock clock;
  @Inject DataSource database;

  @BeforeEach
  void nothingWasRequested() throws SQLException {
    clock.advance(Duration.ofDays(1));
    HourkeySandbox.get().reset();
    HourkeySandbox.policy("");
    empty();
    catalog.refresh();
  }

  @AfterEach
  void empty() throws SQLException {
    Sql.empty(
        database,
        "review, approval_pair, access_grant, access_request, submission, delivery, refusal_count,"
            + " notification, decision_card, approver_message, membership, standing_membership,"
            + " compared_group, drift, work_claim, person");
    boolean _ = standingMembers.restoredSince(Instant.EPOCH);
    execute("update granting_switch set paused_at = null");
    execute(
        """
        update database_identity set written_by = txid_current(), restore_id = null,
          restore_found_at = null, restore_settled_at = null
        """);
  }

  /** Stores a command and processes it once. */
  Submission submit(String user, SubmissionCommand command) throws SQLException {
    Submission stored = store(user, command);
    return process(stored.id());
  }

  /** The same by somebody who signed in to the console. */
  Submission submit(PersonId person, SubmissionCommand command) throws SQLException {
    return process(store(ChatUser.consoleUser(person), command).id());
  }

  Submission store(String user, SubmissionCommand command) throws SQLException {
    return store(chat(user), command);
  }

  private Submission store(ChatUser user, SubmissionCommand command) throws SQLException {
    String key = UUID.randomUUID().toString();
    submissions.take(key, user, Optional.empty(), command);
    UUID id = UUID.fromString(text("select id from submission where key = '" + key + "'"));
    return submissions.find(id).orElseThrow();
  }

  Submission process(UUID id) {
    processor.process(id);
    return submissions.find(id).orElseThrow();
  }

  /** A request of Ana that waits for its approval. */
  AccessRequest requested() throws SQLException {
    return requested(ANA, "prod-readonly");
  }

  AccessRequest requested(String user, String entitlement) throws SQLException {
    Submission submission = submit(user, request(entitlement));
    assertThat(submission.answer()).isEmpty();
    return request();
  }

  /** The request that was made last; the clock may not have moved since the one before. */
  AccessRequest request() throws SQLException {
    String id =
        text(
            "select subject from audit_event where type = 'access_requested' order by seq desc"
                + " limit 1");
    return requests.find(UUID.fromString(id)).orElseThrow();
  }

  /** The grant of a request that Ana made and Bruno approved. */
  UUID granted() throws SQLException {
    UUID request = requested().id();
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    return UUID.fromString(text("select id from access_grant where request = '" + request + "'"));
  }

  /** Makes a grant one that AWS shows, for an hour from now. */
  UUID activated(UUID grant) throws SQLException {
    clock.advance(Duration.ofSeconds(1)); // The next request comes after this one.
    execute(
        """
        update access_grant set phase = 'LIVE', added_at = '%1$s', live_since = '%1$s',
          ends_at = '%2$s', due_at = '%2$s' where id = '%3$s'
        """
            .formatted(clock.instant(), clock.instant().plus(HOUR), grant));
    return grant;
  }

  static SubmissionCommand.NewRequest request(String entitlement) {
    return new SubmissionCommand.NewRequest(
        List.of(entitlement), HOUR, JUSTIFICATION, Optional.empty(), false);
  }

  static ChatUser chat(String user) {
    return new ChatUser("T0HOURKEY", user);
  }

  static void disable(String objectIdEnd, String principalName) {
    HourkeySandbox.get()
        .entra()
        .putUser(
            Map.of(
                "id",
                "11111111-0000-4000-8000-00000000000" + objectIdEnd,
                "displayName",
                "Somebody",
                "userPrincipalName",
                principalName,
                "mail",
                principalName,
                "accountEnabled",
                false));
  }

  /** What a replica does. */
  interface Work {
    void run() throws Exception;
  }

  static void atOnce(Work... all) throws Exception {
    CyclicBarrier together = new CyclicBarrier(all.length);
    try (ExecutorService replicas = Executors.newFixedThreadPool(all.length)) {
      List<Future<?>> running = new ArrayList<>();
      for (Work one : all) {
        running.add(
            replicas.submit(
                () -> {
                  together.await();
                  one.run();
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  /** The type of the audit event that was recorded last. */
  String lastEvent() throws SQLException {
    return text("select type from audit_event order by seq desc limit 1");
  }

  String text(String query) throws SQLException {
    try (var connection = database.getConnection();
        var sql = connection.createStatement();
        var rows = sql.executeQuery(query)) {
      assertThat(rows.next()).as(query).isTrue();
      return rows.getString(1);
    }
  }

  long number(String query) throws SQLException {
    return Sql.number(database, query);
  }

  void execute(String statement) throws SQLException {
    Sql.execute(database, statement);
  }

  /** When a worker processes a request next. */
  Instant nextWake(UUID request) throws SQLException {
    return Instant.EPOCH.plus(
        number(
            "select (extract(epoch from next_wake_at) * 1000000)::bigint from access_request where id = '%s'"
                .formatted(request)),
        ChronoUnit.MICROS);
  }
}

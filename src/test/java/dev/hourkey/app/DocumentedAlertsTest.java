package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.slack.ModalFailures;
import dev.hourkey.slack.ModalFailures.Form;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.PromQuery;
import dev.hourkey.support.Scrape;
import dev.hourkey.support.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Every alert of {@code deploy/prometheus/alerts.yaml} is silent while nothing is wrong, fires when
 * its problem is caused and clears when it is over, and {@code docs/operations.md} names the same
 * alerts.
 */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class DocumentedAlertsTest {
  private static final Pattern METRIC = Pattern.compile("hourkey_\\w+");

  @TestHTTPResource("/q/metrics")
  URI metrics = URI.create("");

  @Inject Metrics counted;
  @Inject Waking workers;
  @Inject Sweeper sweeper;
  @Inject DatabaseClock clock;
  @Inject MeterRegistry registry;
  @Inject DataSource database;
  @Inject Catalog catalog;
  @Inject ModalFailures forms;

  /** What makes an alert fire, and how much later it does. */
  private record Trouble(Makes makes, Duration later) {
    Trouble(Makes makes) {
      this(makes, Duration.ZERO);
    }
  }

  private interface Makes {
    void happen() throws SQLException, IOException, InterruptedException;
  }

  /** In the order in which the problems are caused; a rule that is missing here fails the test. */
  private Map<String, Trouble> troubles() {
    Map<String, Trouble> troubles = new LinkedHashMap<>();
    troubles.put("HourkeySweeperSilent", new Trouble(() -> {}, Duration.ofSeconds(121)));
    troubles.put("HourkeyRevocationsOverdue", new Trouble(() -> grants("LIVE", 1)));
    troubles.put("HourkeyRevocationLate", new Trouble(() -> grants("LIVE", 1)));
    troubles.put(
        "HourkeyGrantingPaused",
        new Trouble(
            () ->
                execute(
                    """
                    update granting_switch set paused_at = now(), incident = gen_random_uuid(), changed_at = now(), changed_by = 'olga',
                      role = 'OPERATOR', reason = 'INC-99'
                    """)));
    troubles.put(
        "HourkeyScimJobNotRunning",
        new Trouble(
            () ->
                execute(
                    """
                    update scim_job set stopped_because = 'quarantine', since = now(),
                      incident = gen_random_uuid(), seen_at = now()
                    """)));
    troubles.put(
        "HourkeyScimJobUnseen",
        new Trouble(() -> execute("update scim_job set seen_at = now() - interval '11 minutes'")));
    troubles.put(
        "HourkeyCredentialsFail",
        new Trouble(
            () ->
                execute(
                    """
                    update vendor_credentials set failing_since = now(), failed_at = now(), because = 'test',
                      incident = gen_random_uuid(), alerted = true
                    where vendor = 'ENTRA'
                    """)));
    troubles.put("HourkeyCredentialExpires", new Trouble(() -> {}, Duration.ofDays(310)));
    troubles.put(
        "HourkeySlowToGrant",
        new Trouble(
            () ->
                registry
                    .get("hourkey.grant.time.to.active")
                    .timer()
                    .record(Duration.ofSeconds(150))));
    troubles.put(
        "HourkeySlowToRemove",
        new Trouble(
            () -> registry.get("hourkey.grant.time.to.gone").timer().record(Duration.ofHours(3))));
    troubles.put("HourkeyProvisioningBacklog", new Trouble(() -> grants("SYNCING", 26)));
    troubles.put(
        "HourkeyEndsWaitForWorkers",
        new Trouble(
            () -> {
              grants("LIVE", 1);
              execute("update access_grant set next_check_at = now() - interval '40 seconds'");
            }));
    troubles.put(
        "HourkeyMessagesWait",
        new Trouble(
            () ->
                execute(
                    """
                    insert into notification (key, kind, subject, created_at, wanted_at, next_try_at)
                    values ('GrantActive/1', 'GrantActive', gen_random_uuid(), now() - interval '11 minutes',
                      now() - interval '11 minutes', now())
                    """)));
    troubles.put("HourkeyBreakGlassReviewLate", new Trouble(this::aReviewIsLate));
    troubles.put("HourkeyAccessReviewLate", new Trouble(this::anAccessReviewIsLate));
    troubles.put("HourkeyDrift", new Trouble(() -> drift("UNAPPROVED_MEMBER", "now()")));
    troubles.put(
        "HourkeyPolicyBroken",
        new Trouble(
            () -> {
              HourkeySandbox.policy("nonsense: 1\n");
              catalog.refresh();
            }));
    troubles.put(
        "HourkeySlackFormsRefused",
        new Trouble(
            () -> {
              for (int times = 0; times < 3; times++) {
                forms.refused(Form.REQUEST, "invalid_blocks");
              }
            }));
    troubles.put(
        "HourkeyApiTokensRefused",
        new Trouble(
            () -> {
              for (int times = 0; times < 101; times++) {
                call(metrics.resolve("/api/v1/grants"), "Authorization", "Bearer wrong");
              }
            }));
    troubles.put(
        "HourkeyDriftUnwatched",
        new Trouble(() -> drift("UNAPPROVED_MEMBER", "timestamptz '2026-01-01Z'")));
    troubles.put("HourkeyMembersUnexplained", new Trouble(() -> drift("UNEXPLAINED", "now()")));
    troubles.put(
        "HourkeyAuditNotIntact",
        new Trouble(
            () ->
                execute(
                    """
                    update audit_check set broken_at = 7, because = 'the entry is missing',
                      broken_since = now(), incident = gen_random_uuid()
                    """)));
    troubles.put(
        "HourkeyAuditUnverified",
        new Trouble(
            () -> execute("update audit_check set checked_at = now() - interval '49 hours'")));
    troubles.put(
        "HourkeyAuditNotDelivered",
        new Trouble(
            () ->
                execute(
                    """
                    select audit_append(json_build_object('at', to_char((now() - interval '16 minutes') at time zone 'UTC',
                      'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'subject', 's', 'type', 'request_expired', 'v', 1)::text)
                    """)));
    troubles.put(
        "HourkeyCheckpointRefused", new Trouble(() -> checkpointTrouble("INCONSISTENT", "now()")));
    troubles.put(
        "HourkeyCheckpointsOld",
        new Trouble(
            () ->
                execute(
                    """
                    insert into audit_origin (origin, begun_at, begun_by, because, covered_at)
                    values ('log', now(), 'Hourkey', 'test', now() - interval '3 hours')
                    """)));
    troubles.put(
        "HourkeyCheckpointsNotKept",
        new Trouble(() -> checkpointTrouble("WITNESS", "now() - interval '2 hours'")));
    troubles.put("HourkeyClockWrong", new Trouble(this::theDatabasesClockIsAhead));
    return troubles;
  }

  @BeforeEach
  @AfterEach
  void nothingIsWrong() throws SQLException {
    HourkeySandbox.get().reset(); // Its clock may have been moved.
    HourkeySandbox.policy("");
    catalog.refresh();
    forms.accepted(Form.REQUEST);
    Sql.empty(
        database,
        """
        access_grant, access_request, submission, notification, membership, person, drift,
          work_claim
        """);
    execute(
        """
        update scim_job set stopped_because = null, since = null, incident = null, seen_at = now(),
          unseen_since = null
        """);
    execute(
        """
        update audit_check set checked_at = now(), broken_at = null, because = null,
          broken_since = null, differing = null, differing_since = null
        """);
    execute(
        """
        insert into audit_delivery (destination, position, next_try_at)
        select 'collector', seq, now() from audit_head
        on conflict (destination) do update set position = excluded.position
        """);
    execute("update granting_switch set paused_at = null");
    execute("update vendor_credentials set failing_since = null, alerted = false");
    execute("update audit_checkpoint_trouble set failing_since = null");
    execute("delete from audit_origin");
    clock.synchronize(database);
  }

  private void checkpointTrouble(String what, String since) throws SQLException {
    execute(
        """
        update audit_checkpoint_trouble set failing_since = %s, failed_at = now(), because = 'test',
          incident = gen_random_uuid() where what = '%s'
        """
            .formatted(since, what));
  }

  @Test
  void every_alert_fires_when_its_problem_is_caused_and_neither_before_nor_after()
      throws Exception {
    Map<String, String> alerts = alerts();
    Map<String, Trouble> troubles = troubles();
    Scrape earlier = scrape();
    assertThat(troubles.keySet()).as("each alert has a trouble here").isEqualTo(alerts.keySet());
    for (var one : troubles.entrySet()) {
      String alert = one.getKey();
      String expression = alerts.getOrDefault(alert, "");
      assertThat(scrape().since(earlier).fires(expression, now())).as(alert + " before").isFalse();
      one.getValue().makes().happen();
      assertThat(scrape().since(earlier).fires(expression, now().plus(one.getValue().later())))
          .as(alert + ": " + expression)
          .isTrue();
      Scrape fired = scrape();
      nothingIsWrong();
      assertThat(scrape().since(fired).fires(expression, now())).as(alert + " after").isFalse();
    }
  }

  @Test
  void operations_md_has_an_alert_for_every_metric_that_a_rule_is_about() throws IOException {
    var inRules =
        alerts().values().stream()
            .flatMap(DocumentedAlertsTest::metricsOf)
            .map(name -> name.replace("_bucket", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    var documented =
        Files.readAllLines(Path.of("docs/operations.md")).stream()
            .filter(line -> line.startsWith("| `hourkey_"))
            .map(line -> line.split("\\|", -1))
            .filter(cells -> !cells[3].isBlank() && !cells[3].strip().equals("–"))
            .flatMap(cells -> metricsOf(cells[3].contains("`hourkey_") ? cells[3] : cells[1]))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(inRules).isEqualTo(documented);
  }

  @Test
  void every_documented_metric_is_there() throws Exception {
    counted.count(); // Some exist from the first count on, some with the workers.
    workers.wake();
    String text = read();
    Files.readAllLines(Path.of("docs/operations.md")).stream()
        .filter(line -> line.startsWith("| `hourkey_"))
        .flatMap(line -> metricsOf(line.split("\\|", -1)[1]))
        .forEach(
            name -> assertThat(text).as(name).containsPattern("(?m)^" + name + "(_bucket)?[ {]"));
  }

  @Test
  void every_metric_and_label_that_an_alert_or_the_dashboard_asks_for_is_there() throws Exception {
    counted.count();
    workers.wake();
    String text = read();
    Stream.concat(alerts().values().stream(), dashboard())
        .forEach(
            expression ->
                PromQuery.of(expression)
                    .forEach(
                        (metric, labels) ->
                            assertThat(text.lines().filter(line -> line.startsWith(metric)))
                                .as(expression)
                                .anyMatch(
                                    line ->
                                        line.matches(metric + "[{ ].*")
                                            && labels.stream().allMatch(line::contains))));
  }

  /** The queries of the dashboard for Grafana. */
  private static Stream<String> dashboard() throws IOException {
    var queries =
        new ObjectMapper()
            .readTree(Path.of("deploy/grafana/hourkey.json").toFile())
            .findValuesAsText("expr");
    assertThat(queries).hasSizeGreaterThan(30);
    return queries.stream();
  }

  private static Stream<String> metricsOf(String text) {
    return METRIC.matcher(text).results().map(MatchResult::group);
  }

  /** The expressions of the rules, by the names of the alerts. */
  @SuppressWarnings("unchecked")
  private static Map<String, String> alerts() throws IOException {
    Map<String, List<Map<String, List<Map<String, String>>>>> file =
        new Yaml().load(Files.readString(Path.of("deploy/prometheus/alerts.yaml")));
    return file.getOrDefault("groups", List.of()).stream()
        .flatMap(group -> group.getOrDefault("rules", List.of()).stream())
        .collect(
            Collectors.toMap(
                rule -> String.valueOf(rule.get("alert")),
                rule -> String.valueOf(rule.get("expr"))));
  }

  private Scrape scrape() throws Exception {
    if (sweeper.finished().isEmpty()) {
      sweeper.sweep();
      nothingIsWrong();
    }
    counted.count();
    return new Scrape(read());
  }

  private String read() throws IOException, InterruptedException {
    return call(metrics, "Accept", "text/plain");
  }

  private static String call(URI address, String... header)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(address).headers(header).build();
      return http.send(request, BodyHandlers.ofString()).body();
    }
  }

  private Instant now() {
    return sweeper.finished().orElse(clock.instant());
  }

  private void grants(String phase, int many) throws SQLException {
    execute(
        """
        insert into person (id, team_id, chat_id, name, principal_name, linked_at)
        values ('ana', 'T', 'U', 'Ana', 'ana@example.com', now())
        """);
    execute(
        """
        with asked as (
          insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
            duration_seconds, justification, requested_at, expires_at,
            remind_after_seconds, phase, decided_at)
          select gen_random_uuid(), 'ana', 'it' || i, 'It', 'g', 'g', false, 60, 'INC-42', now(),
            now() + interval '1 hour', '{}', 'APPROVED', now()
          from generate_series(1, %1$d) i returning id, entitlement)
        insert into access_grant (id, request, holder, entitlement, entitlement_name, group_id,
          group_name, duration_seconds, warn_before_seconds, opened_at, deadline, phase, added_at,
          live_since, ends_at, due_at, on_demand_due_at, next_check_at)
        select gen_random_uuid(), id, 'ana', entitlement, 'It', 'g', 'g', 60, 10,
          now() - interval '1 hour', now() + interval '1 hour', '%2$s', now() - interval '1 hour',
          case when '%2$s' = 'LIVE' then now() - interval '1 hour' end,
          case when '%2$s' = 'LIVE' then now() - interval '10 minutes' end,
          now() - interval '10 minutes', now() - interval '1 minute', now() + interval '1 hour'
        from asked
        """
            .formatted(many, phase));
  }

  private void aReviewIsLate() throws SQLException {
    grants("LIVE", 1);
    execute(
        """
        insert into break_glass_review (request, begun_at, due_at, next_wake_at, late)
        select id, now() - interval '2 days', now() - interval '1 day', now() + interval '1 day', true
        from access_request
        """);
  }

  private void anAccessReviewIsLate() throws SQLException {
    execute(
        """
        with auditor as (
          insert into person (id, name, principal_name, linked_at)
          values ('noor', 'Noor', 'noor@example.com', now()) returning id)
        insert into access_review (id, entitlements, policy_digest, snapshot, unlisted, begun_at, begun_by, due_at,
          next_wake_at)
        select gen_random_uuid(), '{prod}', 'd', 's', '{}', now() - interval '2 days', id, now() - interval '1 day',
          now() + interval '1 day'
        from auditor
        """);
  }

  private void drift(String kind, String lastSeen) throws SQLException {
    execute(
        """
        insert into drift (id, kind, group_id, group_name, member, name, first_seen, last_seen, report)
        values (gen_random_uuid(), '%s', 'g', 'g', 'm', 'm', now() - interval '1 hour', %s,
          gen_random_uuid())
        """
            .formatted(kind, lastSeen));
  }

  /** A session with a {@code clock_timestamp()} of this test. */
  private void theDatabasesClockIsAhead() throws SQLException {
    execute("create schema if not exists another_time");
    execute(
        """
        create or replace function another_time.clock_timestamp() returns timestamptz language sql as
          'select pg_catalog.clock_timestamp() + interval ''10 seconds'''
        """);
    var shifted = new PGSimpleDataSource();
    try (var connection = database.getConnection()) {
      shifted.setUrl(connection.getMetaData().getURL());
    }
    shifted.setUser("postgres");
    shifted.setPassword("postgres");
    shifted.setOptions("-c search_path=another_time,pg_catalog");
    clock.synchronize(shifted);
  }

  private void execute(String statement) throws SQLException {
    Sql.execute(database, statement);
  }
}

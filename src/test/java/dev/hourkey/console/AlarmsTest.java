package dev.hourkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.notification.Notification;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import dev.hourkey.support.WebVisitor;
import dev.hourkey.support.WebVisitor.Shown;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the page Now says is wrong, over rows that are there. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class AlarmsTest {
  /** What operators are told in the chat, and why the page does not list it as trouble. */
  private static final Map<Class<?>, String> NOT_LISTED =
      Map.of(
          Notification.BreakGlassUsed.class,
          "an event; the page says when its review is late or nobody can do it",
          Notification.GroupGone.class,
          "an event, after which the grant has ended; its page says so",
          Notification.PolicyChanged.class,
          "an event; the page Policy lists the changes",
          Notification.StandingRecorded.class,
          "an event; the page Standing access lists the members");

  private static final String TROUBLE =
      """
      insert into person (id, name, principal_name, linked_at) values ('ana', 'Ana Lima', 'ana@example.com', now());
      insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
        duration_seconds, justification, requested_at, expires_at, next_wake_at, remind_after_seconds, phase, decided_at,
        card_problem)
      values ('aaaaaaaa-0000-4000-8000-000000000001', 'ana', 'prod-readonly', 'Production, read only', 'g', 'aws-prod',
          false, 3600, 'INC-42', now(), now() + interval '4 hours', null, '{}', 'APPROVED', now(), null),
        ('aaaaaaaa-0000-4000-8000-000000000002', 'ana', 'prod-admin', 'Production, administrator', 'g', 'aws-prod',
          false, 3600, 'INC-42', now(), now() + interval '4 hours', now(), '{}', 'PENDING', null,
          'aws-approvals: channel_not_found');
      insert into access_grant (id, request, holder, entitlement, entitlement_name, group_id, group_name, duration_seconds,
        warn_before_seconds, opened_at, deadline, phase, cause, due_at, removed_at, returned_at, next_check_at)
      values ('bbbbbbbb-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000001', 'ana', 'prod-readonly',
        'Production, read only', 'g', 'aws-prod', 3600, 600, now() - interval '2 hours', now() + interval '1 hour',
        'CLEARING', 'EXPIRED', now(), now(), now(), now());
      insert into break_glass_review (request, begun_at, due_at, next_wake_at, late, impossible)
      values ('aaaaaaaa-0000-4000-8000-000000000001', '2026-03-02T12:00Z', '2026-03-03T12:00Z', now(), true, true);
      insert into access_review (id, entitlements, policy_digest, snapshot, unlisted, begun_at, begun_by, due_at, next_wake_at)
      values (gen_random_uuid(), '{prod-admin}', 'd', 's', '{}', '2020-03-02T12:00Z', 'ana', '2020-03-03T12:00Z', now());
      update audit_checkpoint_trouble set failing_since = '2026-03-02T12:00Z', failed_at = now(), alerted = true,
        incident = gen_random_uuid(), because = 'entry 7 differs from the signed one' where what = 'INCONSISTENT';
      update audit_checkpoint_trouble set failing_since = '2026-03-02T12:00Z', failed_at = now(), alerted = true,
        incident = gen_random_uuid(), because = 'the folder is read-only' where what = 'DIRECTORY';
      update audit_check set differing = 'Access review 7: The due date differs from audit event 9.',
        differing_since = '2026-03-02T12:00Z', differing_incident = gen_random_uuid();
      insert into audit_delivery (destination, position, next_try_at, failing_since, failed_at, because, incident, alerted)
      values ('collector', 0, now(), '2026-03-02T12:00Z', now(), 'it answered 503', gen_random_uuid(), true);
      insert into audit_origin (origin, begun_at, begun_by, because)
      values ('example.com/first', '2020-03-02T12:00Z', 'Hourkey', 'the first log'),
        ('example.com/second', now(), 'Chloé', 'restored from a backup');
      update expiring_credential set failing_since = now(), failed_at = now(), because = '2020-01-01T00:00:00Z',
        incident = gen_random_uuid(), alerted = true where credential = 'SCIM_TOKEN'
      """;

  private static final String OVER =
      """
      delete from audit_origin where origin like 'example.com/%';
      delete from audit_delivery where destination = 'collector';
      update audit_checkpoint_trouble set failing_since = null;
      update audit_check set differing = null, differing_since = null;
      update expiring_credential set failing_since = null
      """;

  @TestHTTPResource("/")
  URI hourkey = URI.create("");

  @Inject DataSource database;
  @Inject Catalog catalog;
  @Inject Alarms alarms;

  @BeforeEach
  void begin() throws SQLException {
    HourkeySandbox.get().reset();
    HourkeySandbox.policy("");
    var _ = catalog.refresh();
    int _ = Sql.execute(database, OVER);
    Sql.empty(database, "person");
  }

  @AfterEach
  void end() throws SQLException {
    int _ = Sql.execute(database, OVER);
    Sql.empty(database, "person");
  }

  @Test
  void all_that_operators_are_told_in_the_chat_is_on_the_page_or_has_a_reason_not_to_be() {
    Set<Class<?>> shown =
        alarms.sources().map(AlarmSource::kind).collect(Collectors.toUnmodifiableSet());
    assertThat(
            Stream.of(Notification.Alarm.class, Notification.Event.class)
                .flatMap(kind -> Stream.of(kind.getPermittedSubclasses()))
                .filter(kind -> !kind.isInterface()))
        .allMatch(kind -> shown.contains(kind) != NOT_LISTED.containsKey(kind));
  }

  @Test
  void problems_with_the_evidence_itself_are_on_the_page() throws Exception {
    WebVisitor visitor = new WebVisitor(hourkey);
    assertThat(lines(visitor.signIn("/console/now", "Noor Haddad"))).isEmpty();
    int _ = Sql.execute(database, TROUBLE);
    Shown now = visitor.open("/console/now");
    assertThat(lines(now))
        .containsSubsequence(
            "Access reviews differ from the audit trail. Access review 7: The due date differs from"
                + " audit event 9. Since 2 Mar 2026, 12:00:00 UTC.",
            "The audit trail contradicts an earlier signed checkpoint. Entry 7 differs from the"
                + " signed one. Since 2 Mar 2026, 12:00:00 UTC.",
            "Audit events are not delivered. It answered 503. Since 2 Mar 2026, 12:00:00 UTC.",
            "Break-glass uses that nobody can review: 1.",
            "Late break-glass reviews: 1.",
            "Late access reviews: 1.",
            "The AWS SCIM token in Entra expired on 1 Jan 2020, 00:00:00 UTC.")
        .anyMatch(line -> line.contains("checkpoints don't reach") && line.contains("read-only"))
        .anyMatch(line -> line.contains("a new name. Changed by Chloé: restored from a backup."))
        .anyMatch(line -> line.contains("Approvers don't see a request: Production, administrator"))
        .anyMatch(line -> line.contains("Ended access is back in AWS: Production, read"))
        .hasSize(11);
    assertThat(now.body())
        .contains(
            "<a href=\"/console/audit-trail\">",
            "<a href=\"/console/evidence/break-glass?open=true\">",
            "<a href=\"/console/evidence/reviews\">",
            "<a href=\"/console/grants/bbbbbbbb-0000-4000-8000-000000000001\">");
    int _ = Sql.execute(database, "update audit_origin set begun_at = '2025-03-02T12:00Z'");
    assertThat(lines(visitor.open("/console/now"))).noneMatch(line -> line.contains("a new name"));
  }

  /** The alarms as a person reads them. */
  private static List<String> lines(Shown page) {
    assertThat(page.status()).isEqualTo(200);
    return Pattern.compile("<p class=\"problem\">(.*?)</p>")
        .matcher(page.body())
        .results()
        .map(found -> found.group(1).replaceAll("<[^>]*>", "").replace("&#39;", "'").strip())
        .toList();
  }
}

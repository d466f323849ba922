package dev.hourkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import dev.hourkey.request.ActionRateLimiter;
import dev.hourkey.request.ActionRateLimiter.Kind;
import dev.hourkey.request.SubmissionProcessor;
import dev.hourkey.request.VendorCallLimiter;
import dev.hourkey.support.Accessibility;
import dev.hourkey.support.Chromium;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import dev.hourkey.support.WebVisitor;
import dev.hourkey.support.WebVisitor.Shown;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages over rows that are there; nothing happens by itself. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class ConsolePagesTest {
  private static final String ANA = "11111111-0000-4000-8000-000000000001";
  private static final String REASON = "INC-42: disk full on db-1";
  private static final UUID REQUEST = UUID.fromString("aaaaaaaa-0000-4000-8000-000000000001");
  private static final String ELI = "11111111-0000-4000-8000-000000000005";
  private static final UUID GRANT = UUID.fromString("bbbbbbbb-0000-4000-8000-000000000001");

  private static final String ROWS =
      """
      insert into person (id, name, principal_name, linked_at) values
        ('11111111-0000-4000-8000-000000000001', 'Ana Lima', 'ana@example.com', now()),
        ('11111111-0000-4000-8000-000000000002', 'Bruno Costa', 'bruno@example.com', now());
      insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, opens, high_risk,
        duration_seconds, justification, requested_at, expires_at, remind_after_seconds, phase, decided_at, last_approved_at)
      values ('%1$s', '11111111-0000-4000-8000-000000000001', 'prod-readonly', 'Production, read only',
        '22222222-0000-4000-8000-000000000004', 'aws-prod-readonly', '%3$s', false, 3600,
        'INC-42: disk full on db-1', '2026-03-02T12:00Z', '2026-03-02T16:00Z', '{}', 'APPROVED', '2026-03-02T12:05Z',
        '2026-03-02T12:05Z');
      insert into review values ('%1$s', 1, '11111111-0000-4000-8000-000000000002', true, 'go', '2026-03-02T12:05Z');
      insert into access_grant (id, request, holder, entitlement, entitlement_name, group_id, group_name, opens, duration_seconds,
        warn_before_seconds, opened_at, deadline, phase, added_at, live_since, ends_at, due_at, aws_presence, next_check_at)
      values ('%2$s', '%1$s', '11111111-0000-4000-8000-000000000001', 'prod-readonly', 'Production, read only',
        '22222222-0000-4000-8000-000000000004', 'aws-prod-readonly', '%3$s', 3600, 600,
        '2026-03-02T12:05Z', '2999-03-02T14:35Z', 'LIVE', '2026-03-02T12:05Z', '2026-03-02T12:06Z',
        '2999-03-02T13:06Z', '2999-03-02T13:06Z', 'MEMBER', '2026-03-02T13:06Z')
      """
          .formatted(
              REQUEST,
              GRANT,
              """
              {"targets":[{"accountId":"111122223333","accountName":"Production","permissionSet":"ReadOnlyAccess","session":"PT1H","state":"ACTIVE"}],"complete":true}
              """
                  .strip());

  private static final UUID PENDING = UUID.fromString("aaaaaaaa-0000-4000-8000-000000000002");

  private static final String LAST_POLICY_CHANGE =
      "select max(seq) from audit_event where type = 'policy_changed'";

  private static final String TIME_OF_EVENT =
      """
      select floor(extract(epoch from (payload::jsonb ->> 'at')::timestamptz))::bigint from audit_event where seq = ?
      """;

  private static final String TO_DECIDE =
      """
      insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, opens, high_risk,
        decide_with, duration_seconds, justification, ticket, progress, requested_at, expires_at, next_wake_at,
        remind_after_seconds, phase)
      select '%s', requester, 'prod-admin', 'Production, administrator', '22222222-0000-4000-8000-000000000005',
        'aws-prod-admin', opens, true, 'ENTRA', 3600, justification, 'INC-42: Disk full on db-1 (In Progress)',
        '[{"approvers":"sre-leads or head-of-ops","approved":0,"needed":2,"escalation":null}]',
        now(), now() + interval '4 hours', now() + interval '4 hours', '{}', 'PENDING'
      from access_request where id = '%s'
      """
          .formatted(PENDING, REQUEST);

  private static final Route.FulfillOptions NO_CONTENT = new Route.FulfillOptions().setStatus(204);

  private static final Locator.WaitForOptions GONE =
      new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);

  @TestHTTPResource("/")
  URI hourkey = URI.create("");

  @Inject DataSource database;
  @Inject AuditTrail trail;
  @Inject Catalog catalog;
  @Inject SubmissionProcessor processor;
  @Inject VendorCallLimiter waits;
  @Inject Clock clock;

  @ConfigProperty(name = "hourkey.slack.actions-per-minute")
  int limit;

  @Inject ActionRateLimiter limiter;

  private WebVisitor browser = new WebVisitor(hourkey);

  @BeforeEach
  void putRows() throws SQLException {
    HourkeySandbox.get().reset();
    HourkeySandbox.policy("");
    var _ = catalog.refresh();
    Sql.empty(
        database,
        "break_glass_review, review, access_grant, access_request, submission, refusal_count, notification, delivery,"
            + " provisioning_blocker, person");
    int _ = Sql.execute(database, ROWS);
    browser = new WebVisitor(hourkey);
  }

  @Test
  void lists_are_read_page_by_page() throws Exception {
    int _ =
        Sql.execute(
            database,
            """
            insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
              duration_seconds, justification, requested_at, expires_at, remind_after_seconds, phase, decided_at)
            select gen_random_uuid(), requester, 'e' || n, 'Old ' || n, group_id, group_name, false, 3600, 'old',
              requested_at - interval '1 day', requested_at, '{}', 'EXPIRED', requested_at
            from access_request, generate_series(1, 60) n
            """);
    Shown first = browser.signIn("/console/requests?person=Ana", "Noor Haddad");
    assertThat(first.body().split("<th scope=\"row\">")).hasSize(1 + 50);
    String next = first.body().replaceAll("(?s).*href=\"([^\"]+after=[^\"]+)\".*", "$1");
    Shown second = browser.open(next.replace("&amp;", "&"));
    assertThat(second.body().split("<th scope=\"row\">")).hasSize(1 + 11);
    assertThat(second.body()).doesNotContain("Next page");
    int _ = Sql.execute(database, "delete from access_request where justification = 'old'");
    assertThat(browser.open(next.replace("&amp;", "&")).body())
        .as("never an empty list, which would look complete")
        .contains("This page of the list no longer exists. Go back to the first page.");
  }

  @Test
  void the_grants_of_a_day_are_those_that_overlap_it() throws Exception {
    int _ =
        Sql.execute(
            database,
            """
            insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
              duration_seconds, justification, requested_at, expires_at, remind_after_seconds, phase, decided_at)
            select '00000000-0000-4000-8000-000000000001', requester, 'long', 'Nineteen days', group_id, group_name, false,
              3600, 'long', requested_at - interval '1 day', requested_at, '{}', 'APPROVED', requested_at
            from access_request
            """);
    int _ =
        Sql.execute(
            database,
            """
            insert into access_grant (id, request, holder, entitlement, entitlement_name, group_id, group_name,
              duration_seconds, warn_before_seconds, opened_at, deadline, phase, cause, due_at, ended_at)
            select '00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000001', holder, 'long',
              'Nineteen days', group_id, group_name, 3600, 600, '2026-03-01T12:00Z', '2026-03-20T12:00Z', 'ENDED',
              'EXPIRED', '2026-03-20T12:00Z', '2026-03-20T12:00Z'
            from access_grant
            """);
    assertThat(
            browser.signIn("/console/grants?from=2026-03-20&to=2026-03-20", "Noor Haddad").body())
        .contains("Nineteen days", "Production, read only");
    assertThat(browser.open("/console/grants?from=2026-03-21&to=2026-03-21").body())
        .contains("Production, read only")
        .doesNotContain("Nineteen days");
    assertThat(browser.open("/console/grants?from=2026-03-01&to=2026-03-01").body())
        .contains("Nineteen days")
        .doesNotContain("Production, read only");
  }

  @Test
  void lists_say_who_decided_and_since_when_a_grant_is_late() throws Exception {
    int _ =
        Sql.execute(
            database,
            """
            insert into person (id, name, principal_name, linked_at)
            values ('dana', 'Dana Novak', 'dana@example.com', now());
            insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
              duration_seconds, justification, requested_at, expires_at, remind_after_seconds, phase, decided_at,
              decided_by, reason)
            select gen_random_uuid(), requester, lower(kind), kind, group_id, group_name, false, 3600, 'INC-43',
              requested_at, expires_at, '{}', other.phase, requested_at,
              case other.phase when 'DENIED' then 'dana' end, case other.phase when 'DENIED' then 'no' end
            from access_request, (values ('Refused by Dana', 'DENIED'), ('Open to all', 'APPROVED'), ('Forgotten', 'EXPIRED'))
              other (kind, phase);
            insert into review (request, number, reviewer, approved, reason, reviewed_at)
            select id, n, (array['11111111-0000-4000-8000-000000000002', 'dana'])[n], n = 1, 'no', requested_at
            from access_request, generate_series(1, 2) n where phase = 'DENIED';
            update access_grant set phase = 'REVOKING', cause = 'EXPIRED', overdue_alerted_at = now(), due_at = '2026-03-02T11:00Z'
            """);
    String bruno =
        "<td data-label=\"Decided by\"><a"
            + " href=\"/console/people/11111111-0000-4000-8000-000000000002\">Bruno Costa</a></td>";
    String dana =
        "<td data-label=\"Decided by\"><a href=\"/console/people/dana\">Dana Novak</a></td>";
    String nobody = "<td data-label=\"Decided by\">No approval needed</td>";
    assertThat(unbroken(browser.signIn("/console/requests", "Noor Haddad")))
        .containsOnlyOnce(bruno)
        .containsOnlyOnce(dana)
        .containsOnlyOnce(nobody)
        .containsOnlyOnce("<td data-label=\"Decided by\">–</td>");
    assertThat(unbroken(browser.open("/console/people/" + ANA))).contains(bruno, dana, nobody);
    assertThat(unbroken(browser.open("/console/entitlements/prod-readonly")))
        .contains(bruno, "May request: engineering.");
    assertThat(unbroken(browser.open("/console/accounts/111122223333"))).contains(bruno);
    assertThat(unbroken(browser.open("/console/grants"))).contains(bruno);
    assertThat(unbroken(browser.open("/console/grants/" + GRANT)))
        .containsPattern("<dt>Decided by</dt><dd><a href=\"[^\"]+\">Bruno Costa</a></dd>");
    assertThat(unbroken(browser.open("/console/now")))
        .contains(bruno)
        .contains(
            "Being removed, overdue</span><small>since <time datetime=\"2026-03-02T11:00:00Z\">");
    WebVisitor ana = new WebVisitor(hourkey);
    assertThat(unbroken(ana.signIn("/console/grants/" + GRANT, "Ana Lima")))
        .contains("<dt>Decided by</dt><dd>Bruno Costa</dd>");

    int _ =
        Sql.execute(
            database,
            """
            with asked as (
              insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
                duration_seconds, justification, requested_at, expires_at, remind_after_seconds, phase, decided_at,
                extends_grant, extends_from, extends_seconds)
              select gen_random_uuid(), requester, entitlement, entitlement_name, group_id, group_name, false, 7200, 'INC-44',
                requested_at, expires_at, '{}', 'APPROVED', requested_at, '%s', expires_at, 3600
              from access_request where phase = 'APPROVED' and entitlement = 'prod-readonly' returning id)
            insert into review (request, number, reviewer, approved, reason, reviewed_at)
            select id, 1, 'dana', true, 'longer', now() from asked
            """
                .formatted(GRANT));
    for (String page : List.of("/console/grants", "/console/now", "/console/people/" + ANA)) {
      assertThat(unbroken(browser.open(page)))
          .as(page)
          .containsPattern("Bruno Costa</a>, <a[^>]+>Dana");
    }
    assertThat(unbroken(ana.open("/console/grants/" + GRANT)))
        .as("with the extension")
        .contains("<dt>Decided by</dt><dd>Bruno Costa, Dana Novak</dd>");
  }

  /** A page in one line, because a template may end a line anywhere between its words. */
  private static String unbroken(Shown page) {
    return page.body().replaceAll("\\R *", "");
  }

  @Test
  void people_end_what_their_former_account_holds() throws Exception {
    int _ =
        Sql.execute(
            database,
            """
            update person set replaced_by = '11111111-0000-4000-8000-000000000002'
            where name = 'Ana Lima'
            """);
    Shown mine = browser.signIn("/console/my-access", "Bruno Costa");
    assertThat(mine.body()).contains("Production, read only", "End now").doesNotContain("Extend<");
    assertThat(browser.open("/console/grants/" + GRANT).status()).isEqualTo(200);
    assertThat(browser.open("/console/requests/" + REQUEST).status()).isEqualTo(200);
    Shown _ =
        browser.send("/console/my-access/end", Map.of("key", key(mine), "grant", GRANT.toString()));
    process();
    assertThat(number("access_grant where phase = 'REVOKING' and cause = 'ENDED_EARLY'")).isOne();
  }

  @Test
  void somebody_requests_access_without_the_chat() throws Exception {
    assertThat(browser.signIn("/console", "Dana Novak").body()).contains("Nothing at the moment.");
    assertThat(browser.open("/console/my-access/request").body())
        .contains("Production, read only", "Staging, power user");
    Shown form = browser.open("/console/my-access/request?entitlement=staging-poweruser");
    assertThat(form.body()).contains("PowerUserAccess", "without an approval");
    Map<String, String> request = new HashMap<>();
    request.put("key", key(form));
    request.put("entitlement", "staging-poweruser");
    request.put("seconds", "3600");
    request.put("justification", "short");
    assertThat(browser.send("/console/my-access/request", request).body())
        .contains("id=\"mistake\"", ">short</textarea>");

    request.put("justification", REASON);
    Shown sent = browser.send("/console/my-access/request", request);
    assertThat(sent.body()).contains("It was saved and is being processed.");
    var _ = browser.send("/console/my-access/request", request); // A double click has one effect.
    process();
    assertThat(browser.open(sent.at().toString()).body())
        .contains("Your request was submitted.", "Staging, power user", "End now");
    assertThat(number("access_grant where entitlement = 'staging-poweruser'")).isOne();
    assertThat(number("notification where kind = 'Answer'")).isZero();
  }

  @Test
  void several_are_requested_together_for_later_and_for_somebody_else() throws Exception {
    severalForLater();
    assertThat(browser.signIn("/console/my-access/request", "Dana Novak").body())
        .contains("Incident kit", "Production, read only, Staging, power user");
    Shown form = browser.open("/console/my-access/request?entitlement=incident");
    assertThat(form.body())
        .contains("value=\"prod-readonly\"", "value=\"staging-poweruser\"", "At most 14 days ahead")
        .contains(">1 hour<", ">4 hours<")
        .doesNotContain(">30 minutes<", ">8 hours<");
    Map<String, String> request = new HashMap<>();
    request.put("key", key(form));
    request.put("entitlement", "incident");
    request.put("seconds", "3600");
    request.put("justification", REASON);
    request.put("address", "ana@example.com");
    for (String wrong :
        List.of("soon", "2020-01-01T00:00", TimeField.text(later(Duration.ofDays(20))))) {
      request.put("start", wrong);
      assertThat(browser.send("/console/my-access/request", request).body())
          .contains("id=\"start-mistake\"", "value=\"ana@example.com\"", "value=\"" + wrong + "\"");
    }
    request.put("start", TimeField.text(later(Duration.ofDays(2))));
    Shown sent = browser.send("/console/my-access/request", request);
    process();
    // Ana has one of them already, so nobody can request that for her once more.
    assertThat(browser.open(sent.at().toString()).body())
        .contains("Your requests were submitted.", "Production, read only");
    assertThat(
            number(
                "access_grant where entitlement = 'staging-poweruser' and holder = '"
                    + ANA
                    + "' and phase = 'SCHEDULED'"))
        .isOne();
  }

  /** The same form with a key of its own, as each page that is opened has one. */
  private static Map<String, String> keyed(Map<String, String> form) {
    Map<String, String> keyed = new HashMap<>(form);
    keyed.put("key", "" + UUID.randomUUID());
    return keyed;
  }

  @Test
  void more_forms_in_a_minute_than_the_chat_accepts_are_refused_and_can_be_sent_again()
      throws Exception {
    var _ = browser.signIn("/console", "Bruno Costa");
    Map<String, String> request =
        Map.of("entitlement", "prod-readonly", "seconds", "3600", "justification", REASON);
    for (int i = 0; i < limit; i++) {
      Shown _ = browser.send("/console/my-access/request", keyed(request));
    }
    Shown answer = browser.send("/console/my-access/request", keyed(request));
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.body())
        .contains("more than %d actions in a minute".formatted(limit), "Send it again", REASON);
    assertThat(number("submission")).isEqualTo(limit);
    Map<String, String> end = Map.of("key", "" + UUID.randomUUID(), "grant", "" + GRANT);
    assertThat(browser.send("/console/my-access/end", end).status()).isEqualTo(200);
  }

  @Test
  void a_script_that_opens_pages_does_not_use_up_the_quota_of_graph() throws Exception {
    var _ = browser.signIn("/console/my-access", "Eli Brandt");
    String request = "/console/my-access/request";
    Map<String, String> mistaken = Map.of("key", "" + UUID.randomUUID());
    Shown _ = refused(Kind.REQUESTING, () -> browser.open(request));
    Shown _ = refused(Kind.REQUESTING, () -> browser.send(request, mistaken));
    Shown page = refused(Kind.VIEWING, () -> browser.open("/console/grants"));
    assertThat(page.body()).contains("Wait a few seconds and try again.");
    assertThat(page.response().headers().firstValue("Retry-After")).isPresent();
    Map<String, String> end = Map.of("key", "" + UUID.randomUUID(), "grant", "" + GRANT);
    Shown _ = browser.send("/console/my-access/end", end);
    assertThat(number("submission")).as("access can be ended").isOne();
  }

  /** What Eli gets once he has done too much; Graph is asked for nothing but his role. */
  private Shown refused(Kind kind, Supplier<Shown> opening) {
    for (int attempt = 0; attempt < 50; attempt++) { // Time goes on, and allows one more.
      useUp(kind);
      long before = lookUps();
      Shown page = opening.get();
      if (page.status() == 429) {
        assertThat(lookUps() - before).isLessThanOrEqualTo(kind == Kind.VIEWING ? 0 : 1);
        return page;
      }
    }
    throw new AssertionError("never refused");
  }

  private void useUp(Kind kind) {
    for (int i = 0; i <= 3 * limit; i++) {
      var _ = limiter.refusal(ELI, kind);
    }
  }

  /** How often Entra was asked for the groups of somebody. */
  private static long lookUps() {
    return HourkeySandbox.get().entra().calls().stream()
        .filter(call -> call.name().contains("checkMemberGroups"))
        .count();
  }

  /** Has the policy file allow a bundle, a later start and requests for others. */
  private void severalForLater() {
    HourkeySandbox.policy(
        example ->
            example.replace(
                    "defaults:\n",
                    "defaults:\n  start_ahead: 14d\n  on_behalf_of: [group:engineering]\n")
                + """

                bundles:
                  - { id: incident, name: Incident kit, entitlements: [prod-readonly, staging-poweruser] }
                """);
    var _ = catalog.refresh();
  }

  private Instant later(Duration after) {
    return clock.instant().plus(after);
  }

  @Test
  void the_holder_extends_and_ends_access_and_nobody_else_does() throws Exception {
    Shown held = browser.signIn("/console/my-access", "Ana Lima");
    assertThat(held.body()).contains("Production, read only", "Active", "End now", "Extend");
    WebVisitor chloe = new WebVisitor(hourkey);
    var _ = chloe.signIn("/console", "Chloé Martin");
    Map<String, String> end = Map.of("key", key(held), "grant", GRANT.toString());
    Shown tried = chloe.send("/console/my-access/end", end);
    process();
    assertThat(chloe.open(tried.at().toString()).body()).contains("class=\"problem\"");
    assertThat(number("access_grant where cause is not null")).isZero();
    assertThat(browser.open(tried.at().toString()).body()).doesNotContain("class=\"problem\"");
    assertThat(
            chloe
                .send(
                    "/console/my-access/extend",
                    Map.of("key", "" + UUID.randomUUID(), "grant", "" + GRANT, "seconds", "7200"))
                .status())
        .isEqualTo(404);
    for (long seconds : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 0, 400_000_000_000L}) {
      Shown forever =
          browser.send(
              "/console/my-access/extend",
              Map.of(
                  "key",
                  "" + UUID.randomUUID(),
                  "grant",
                  "" + GRANT,
                  "seconds",
                  "" + seconds,
                  "justification",
                  "INC-42: disk full on db-1"));
      process();
      assertThat(browser.open(forever.at().toString()).body())
          .as("extended to %d seconds", seconds)
          .contains("class=\"problem\"");
    }

    Shown again = browser.open("/console/my-access");
    Shown ended =
        browser.send("/console/my-access/end", Map.of("key", key(again), "grant", "" + GRANT));
    process();
    assertThat(browser.open(ended.at().toString()).body()).contains("Your access is ending.");
    int _ = Sql.execute(database, "delete from delivery"); // As some minutes later.
    Shown sentAgain =
        browser.send("/console/my-access/end", Map.of("key", key(again), "grant", "" + GRANT));
    assertThat(sentAgain.body()).contains("Your access is ending.");
    assertThat(number("access_grant where cause = 'ENDED_EARLY'")).isOne();
  }

  @Test
  void an_entitlement_that_somebody_may_not_request_looks_as_if_it_did_not_exist()
      throws Exception {
    var _ = browser.signIn("/console", "Chloé Martin");
    for (String justification : List.of(REASON, "short")) {
      String exists = asked("prod-readonly", justification).body();
      assertThat(exists)
          .contains("This can&#39;t be requested, or not by you. Choose another.")
          .doesNotContain("Production, read only");
      assertThat(withoutKey(asked("no-such-thing", justification).body()))
          .isEqualTo(withoutKey(exists).replace("prod-readonly", "no-such-thing"));
    }
    assertThat(number("submission")).isZero();
  }

  private static String withoutKey(String body) {
    return body.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "");
  }

  private Shown asked(String entitlement, String justification) {
    return browser.send(
        "/console/my-access/request",
        Map.of(
            "key",
            UUID.randomUUID().toString(),
            "entitlement",
            entitlement,
            "seconds",
            "3600",
            "justification",
            justification));
  }

  @Test
  void a_request_that_cannot_be_evaluated_now_is_stored_and_evaluated_later() throws Exception {
    var entra = HourkeySandbox.get().entra();
    entra.putGroup(Map.of("id", "22222222-0000-4000-8000-0000000000ff", "displayName", "interns"));
    HourkeySandbox.policy(
        example ->
            example.replaceFirst(
                "approvers: .group:sre-leads.", "$0\n    excluded: [group:interns]"));
    var _ = catalog.refresh();
    entra.deleteGroup("interns");
    var _ = browser.signIn("/console", "Dana Novak");
    Shown sent = asked("prod-readonly", REASON);
    assertThat(sent.body()).doesNotContain("requested, or not by you");
    assertThat(number("submission")).isOne();
  }

  @Test
  void somebody_who_is_no_longer_eligible_reads_why_and_can_correct_it() throws Exception {
    var _ = browser.signIn("/console", "Dana Novak");
    Shown sent = asked("staging-poweruser", REASON);
    HourkeySandbox.policy(
        example -> example.replace("[group:engineering]", "['person:head-of-ops@example.com']"));
    var _ = catalog.refresh();
    process();
    assertThat(browser.open(sent.at().toString()).body())
        .contains("class=\"problem\"", "Correct it and send it again");
    assertThat(number("access_request")).isOne();
  }

  @Test
  void the_policy_page_says_who_may_what_and_shows_the_file_in_force() throws Exception {
    Shown page = browser.signIn("/console/policy", "Noor Haddad");
    assertThat(page.body()).contains("max_duration: 8h", "sha256:");
    String asked = "/console/policy?entitlement=prod-readonly&person=";
    assertThat(browser.open(asked + "ana@example.com").body())
        .contains("Ana Lima may request Production, read only for 30m. Approvals needed: 1.");
    assertThat(browser.open(asked + "head-of-ops@example.com").body())
        .contains("Chloé Martin may not request");
    assertThat(browser.open(asked + "nobody@example.com").body())
        .contains("Entra shows 0 accounts of");
    assertThat(browser.open(asked + "ana@example.com&by=head-of-ops@example.com").body())
        .contains(
            "Chloé Martin may not request Production, read only on behalf of Ana Lima for 30m:"
                + " you can&#39;t request this access for others.",
            "on_behalf_of: nobody is named — unsatisfied");
    assertThat(browser.open(asked + "ana@example.com&start=2999-03-02T12:00").body())
        .contains("start_ahead: ", "for 30m from 2 Mar 2999, 12:00:00 UTC")
        .doesNotContain("2999-03-02T12:00:00Z");
    assertThat(browser.open(asked + "ana@example.com&start=soon").body())
        .contains("“soon” is not a time");
    assertThat(browser.open(asked + "ana@example.com&at=soon").body())
        .contains("“soon” is not a time", "value=\"soon\"");
  }

  @Test
  void entitlements_are_listed_with_who_may_request_them_and_whether_that_is_possible_now()
      throws Exception {
    String list = "/console/entitlements";
    assertThat(unbroken(browser.signIn(list, "Noor Haddad")))
        .containsSubsequence(
            "<a href=\"/console/entitlements/prod-admin\">Production, administrator</a>",
            "<td data-label=\"Active now\">0</td>",
            "<a href=\"/console/entitlements/prod-readonly\">Production, read only</a>",
            "ReadOnlyAccess in Production<small>by aws-prod-readonly</small>",
            "<td data-label=\"May request\">engineering</td>",
            "<td data-label=\"Approvals\">1 of sre-leads</td>",
            "<a href=\"/console/grants?state=ACTIVE&amp;entitlement=prod-readonly\">1</a>",
            "<span class=\"tag good\">Yes</span>");
    assertThat(browser.open(list + "?about=aws-PROD-readonly").body())
        .contains("Production, read only")
        .doesNotContain("Production, administrator");
    assertThat(browser.open(list + "?about=%22nothing%22").body()).contains("None.");
    assertThat(browser.open(list + "?state=MAYBE").body()).contains("There is no state “MAYBE”.");

    HourkeySandbox.get()
        .entra()
        .changeGroup("aws-prod-readonly", Map.of("groupTypes", List.of("DynamicMembership")));
    var _ = catalog.refresh();
    assertThat(unbroken(browser.open(list + "?state=UNAVAILABLE")))
        .contains(
            "<a href=\"/console/entitlements/prod-readonly\">",
            "<span class=\"tag bad\">No</span><small>group &#39;aws-prod-readonly&#39; is dynamic");
    assertThat(browser.open(list + "/prod-readonly").body())
        .contains("It can&#39;t be requested now: group &#39;aws-prod-readonly&#39; is dynamic");

    HourkeySandbox.policy(
        file -> file.replaceFirst("(?s)  - id: prod-readonly.*?(?=  - id: prod-admin)", ""));
    var _ = catalog.refresh();
    assertThat(unbroken(browser.open(list)))
        .contains(
            "prod-readonly", "<small>nothing in the policy file in force has this id now</small>");
    int _ = Sql.execute(database, "update access_grant set phase = 'REVOKING', cause = 'EXPIRED'");
    assertThat(unbroken(browser.open(list)))
        .as("somebody has it as long as its removal is stuck")
        .containsSubsequence("prod-readonly", "<td data-label=\"Active now\">0</td>");
    WebVisitor ana = new WebVisitor(hourkey);
    assertThat(ana.signIn(list, "Ana Lima").status()).isEqualTo(403);
    assertThat(ana.open(list + "/prod-admin/people").status()).isEqualTo(403);
  }

  @Test
  void an_entitlement_whose_policy_cannot_be_resolved_is_listed_with_the_reason() throws Exception {
    HourkeySandbox.policy(file -> file.replace("group:sre-leads", "group:sre-laeds"));
    var _ = catalog.refresh();
    String list = "/console/entitlements";
    assertThat(unbroken(browser.signIn(list + "?state=UNAVAILABLE", "Noor Haddad")))
        .contains("/console/entitlements/prod-readonly", "Entra has no group &#39;sre-laeds&#39;")
        .doesNotContain("has this id now");
    assertThat(browser.open(list + "/prod-readonly").body())
        .contains("It can&#39;t be requested now: Entra has no group &#39;sre-laeds&#39;");
    assertThat(browser.open(list + "/nothing").body())
        .contains(
            "It can&#39;t be requested now: nothing in the policy file in force has this id now.");
  }

  @Test
  void the_cause_of_the_last_refusal_may_be_over() throws Exception {
    int _ =
        Sql.execute(
            database,
            """
            insert into provisioning_blocker (cause, alerted, failing_since, failed_at, because, incident)
            values ('GROUP:22222222-0000-4000-8000-000000000004', true, '2026-03-02T10:00Z', '2026-03-02T11:00Z',
              'the group is not assigned', gen_random_uuid())
            """);
    String why =
        "refused at the last request, on 2 Mar 2026, 11:00:00 UTC: the group is not assigned";
    assertThat(unbroken(browser.signIn("/console/entitlements?state=UNKNOWN", "Noor Haddad")))
        .contains("/console/entitlements/prod-readonly", "Not known</span><small>" + why);
    assertThat(browser.open("/console/entitlements/prod-readonly").body())
        .contains("It is not known whether it can be requested now: " + why);
  }

  @Test
  void while_ten_pages_wait_for_graph_the_next_one_does_not_ask_it() throws Exception {
    Shown _ = browser.signIn("/console/policy", "Noor Haddad");
    whileWaiting(
        10,
        () -> {
          assertThat(browser.open("/console/entitlements/prod-readonly/people").body())
              .contains("Hourkey is busy at the moment, so Hourkey can't tell who they are.")
              .doesNotContain("Ana Lima");
          assertThat(
                  browser
                      .open("/console/policy?entitlement=prod-readonly&person=ana@example.com")
                      .body())
              .contains("Hourkey is busy at the moment. Try again in a minute.")
              .doesNotContain("Ana Lima may request");
        });
  }

  private void whileWaiting(int pages, Runnable then) {
    if (pages == 0) {
      then.run();
      return;
    }
    boolean _ =
        waits.get(
            VendorCallLimiter.Caller.CONSOLE,
            () -> {
              whileWaiting(pages - 1, then);
              return true;
            },
            () -> false);
  }

  @Test
  void entitlements_are_listed_page_by_page() throws Exception {
    int _ =
        Sql.execute(
            database,
            """
            with more as (
              insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
                duration_seconds, justification, requested_at, expires_at, remind_after_seconds, phase, decided_at)
              select gen_random_uuid(), requester, 'held-' || n, 'Held ' || n, group_id, group_name, false, 3600, 'old',
                requested_at, requested_at, '{}', 'APPROVED', requested_at
              from access_request, generate_series(1, 60) n
              returning id, requester, entitlement, entitlement_name)
            insert into access_grant (id, request, holder, entitlement, entitlement_name, group_id, group_name, duration_seconds,
              warn_before_seconds, opened_at, deadline, phase, added_at, live_since, ends_at, due_at, next_check_at)
            select gen_random_uuid(), more.id, more.requester, more.entitlement, more.entitlement_name, group_id, group_name,
              3600, 600, opened_at, deadline, 'LIVE', added_at, live_since, ends_at, due_at, next_check_at
            from access_grant, more
            """);
    Shown first = browser.signIn("/console/entitlements?about=held", "Noor Haddad");
    assertThat(first.body().split("<th scope=\"row\">")).hasSize(1 + 50);
    String next = first.body().replaceAll("(?s).*href=\"([^\"]+after=[^\"]+)\".*", "$1");
    Shown second = browser.open(next.replace("&amp;", "&"));
    assertThat(second.body().split("<th scope=\"row\">")).hasSize(1 + 10);
    assertThat(second.body()).contains("value=\"held\"").doesNotContain("Next page");
  }

  @Test
  void the_people_who_may_request_and_approve_are_listed_or_said_to_be_unknown() throws Exception {
    String people = "/console/entitlements/prod-readonly/people";
    assertThat(browser.signIn("/console/entitlements/prod-readonly", "Noor Haddad").body())
        .contains("href=\"" + people + "\"");
    assertThat(unbroken(browser.open(people)))
        .containsSubsequence(
            "<h2>May request</h2>",
            "<a href=\"/console/people/" + ANA + "\">Ana Lima</a>",
            "group:engineering",
            "<h2>May approve, or review break-glass</h2>",
            "Bruno Costa",
            "group:sre-leads (stage 1)");
    assertThat(browser.open("/console/entitlements/nothing/people").status()).isEqualTo(404);
    HourkeySandbox.get().entra().deny("GET */transitiveMembers*", 100);
    assertThat(browser.open(people).body())
        .contains("so Hourkey can't tell who they are.")
        .doesNotContain("Bruno Costa", "Nobody.");
  }

  @Test
  void the_policy_page_answers_for_another_time() throws Exception {
    HourkeySandbox.policy(
        file ->
            file.replaceFirst(
                "approvers: \\[group:sre-leads]\\R",
                """
                approvers: [group:sre-leads]
                    overrides:
                      - { when: '!in_hours("Mon-Fri 08:00-18:00 UTC")', approvals: 2 }
                """));
    var _ = catalog.refresh();
    String asked = "/console/policy?entitlement=prod-readonly&person=ana@example.com&at=";
    assertThat(browser.signIn(asked + "2026-03-02T12:00", "Noor Haddad").body())
        .contains(
            "if they do so at 2 Mar 2026, 12:00:00 UTC. Approvals needed: 1.",
            "The policy file itself, groups, and who is on call are as they are now");
    assertThat(browser.open(asked + "2026-03-01T12:00").body())
        .contains("if they do so at 1 Mar 2026, 12:00:00 UTC. Approvals needed: 2.");
  }

  @Test
  void each_version_of_the_policy_file_has_a_page_with_its_text_and_its_time() throws Exception {
    HourkeySandbox.policy(file -> file + "\n# Once it was like this: <b>\n");
    var _ = catalog.refresh();
    String digest = catalog.version();
    long old = Sql.number(database, LAST_POLICY_CHANGE);
    HourkeySandbox.policy(file -> file + "\n# Now it is like this\n");
    var _ = catalog.refresh();
    long current = Sql.number(database, LAST_POLICY_CHANGE);
    Instant until = Instant.ofEpochSecond(Sql.number(database, TIME_OF_EVENT, current));

    Shown history = browser.signIn("/console/policy", "Noor Haddad");
    assertThat(history.body()).contains("/console/policy/" + old, "/console/policy/" + current);
    assertThat(browser.open("/console/policy/" + old).body())
        .contains(
            "# Once it was like this: &lt;b&gt;",
            "sha256:" + digest,
            "<dt>Until</dt><dd>" + TimeText.shown(until),
            "/console/policy/" + current,
            "This is the text that the audit trail recorded")
        .doesNotContain("# Now it is like this");
    assertThat(browser.open("/console/policy/" + current).body())
        .contains("# Now it is like this", "It is in force now.");
    assertThat(browser.open("/console/audit-trail/" + old).body())
        .contains("/console/policy/" + old);
    assertThat(browser.open("/console/policy/0").status()).isEqualTo(404);
    WebVisitor ana = new WebVisitor(hourkey);
    assertThat(ana.signIn("/console/policy/" + old, "Ana Lima").status()).isEqualTo(403);

    int _ =
        Sql.execute(database, "update policy_text set content = 'other' where digest = ?", digest);
    assertThat(browser.open("/console/policy/" + old).body())
        .contains("This text was changed in the database");
    int _ = Sql.execute(database, "delete from policy_text where digest = ?", digest);
    assertThat(browser.open("/console/policy/" + old).body())
        .contains("The database doesn’t have this text any more");
  }

  @Test
  void a_request_leads_to_the_policy_that_evaluated_it_and_to_what_has_changed_since()
      throws Exception {
    int _ =
        Sql.execute(
            database,
            "update access_request set decided_at = now(), evaluated_against = ?",
            catalog.version());
    long version =
        Sql.number(
            database,
            "select max(seq) from audit_event where type = 'policy_changed' and payload like ?",
            "%\"digest\":\"" + catalog.version() + "\"%");
    assertThat(browser.signIn("/console/requests/" + REQUEST, "Noor Haddad").body())
        .contains(
            "sha256:" + catalog.version(),
            "/console/policy/" + version,
            "/console/policy?from=" + version);
    assertThat(browser.open("/console/grants/" + GRANT).body())
        .contains("/console/policy/" + version);
    assertThat(browser.open("/console/policy?from=" + version).body())
        .contains("The version that the request was evaluated against.", "audit event " + version)
        .doesNotContain("audit event " + (version - 1) + "<");
    long first =
        Sql.number(
            database,
            """
            select min(seq) from audit_event where type = 'policy_changed' and payload like '%"before":""%'
            """);
    assertThat(browser.open("/console/policy?before=" + (first + 1)).body())
        .contains("The first version.");
    int _ =
        Sql.execute(
            database,
            "update access_request set phase = 'DENIED', decided_by = ?, reason = 'Not today'",
            ANA);
    int _ = Sql.execute(database, "update access_grant set overdue_alerted_at = now()");
    assertThat(browser.open("/console/requests?state=DENIED").body()).contains("Not today");
    assertThat(browser.open("/console/grants?state=LATE").body()).contains("Ana Lima");
  }

  @Test
  void a_grant_that_was_slow_is_no_longer_late_once_it_is_active() throws Exception {
    int _ = Sql.execute(database, "update access_grant set phase = 'SYNCING', slow_alerted = true");
    assertThat(unbroken(browser.signIn("/console/grants", "Noor Haddad")))
        .contains(
            "On its way to AWS, late</span><small>since <time datetime=\"2026-03-02T12:05:00Z\">");
    int _ = Sql.execute(database, "update access_grant set phase = 'LIVE'");
    assertThat(unbroken(browser.open("/console/grants"))).contains("Active</span></td>");
    int _ =
        Sql.execute(
            database,
            "update access_grant set phase = 'ENDED', cause = 'EXPIRED', ended_at = now(),"
                + " next_check_at = null, overdue_alerted_at = now()");
    assertThat(unbroken(browser.open("/console/grants"))).contains("Ended late</span></td>");
  }

  @Test
  void a_grant_leads_auditors_to_what_was_done_with_it_in_aws() throws Exception {
    assertThat(browser.signIn("/console/grants/" + GRANT, "Noor Haddad").body())
        .contains(
            "cloudtrailv2",
            "Username%3Dana%2540example.com",
            "SELECT eventtime, eventsource",
            "ReadOnlyAccess in Production");
    assertThat(browser.open("/console/now").body())
        .contains(
            "Provisioning on demand: 5 of 5 calls are left in these 11 seconds, and 0 grants");
    WebVisitor ana = new WebVisitor(hourkey);
    assertThat(ana.signIn("/console/grants/" + GRANT, "Ana Lima").body())
        .contains("Timeline")
        .doesNotContain("cloudtrail");
  }

  @Test
  void access_at_a_past_time_is_read_from_the_trail() throws Exception {
    opened();
    int _ = Sql.execute(database, "update access_grant set entitlement_name = 'Changed since'");
    String now = browser.signIn("/console/moment", "Chloé Martin").body();
    assertThat(now).contains("Ana Lima", "logs-readonly", "Being set up", "not known yet");
    assertThat(now).doesNotContain("Changed since");
    assertThat(browser.open("/console/moment?about=Logs-Read").body()).contains("Ana Lima");
    assertThat(browser.open("/console/moment?about=nothing%20like%20it").body())
        .contains("No access matches “nothing like it”.");
    assertThat(browser.open("/console/moment?time=2020-01-01T00:00").body())
        .contains("1 Jan 2020, 00:00:00 UTC", "Nobody had access.");
    assertThat(browser.open("/console/moment?time=yesterday").body())
        .contains("“yesterday” is not a time", "value=\"yesterday\"");
    assertThat(browser.open("/console/moment?time=9998-01-01T00:00").body())
        .contains("This time is in the future", "value=\"9998-01-01T00:00\"")
        .doesNotContain("Ana Lima");
    WebVisitor ana = new WebVisitor(hourkey);
    assertThat(ana.signIn("/console/moment", "Ana Lima").status()).isEqualTo(403);
  }

  /** Only the owner of the tables can append such entries. */
  @Test
  void an_audit_entry_without_a_time_is_shown_as_one_and_breaks_no_page() throws Exception {
    for (String subject : List.of(GRANT.toString(), "no-uuid-" + UUID.randomUUID())) {
      long _ =
          Sql.number(
              database,
              "select audit_append(?)",
              """
              {"holder":"%s","subject":"%s","type":"grant_opened"}\
              """
                  .formatted(ANA, subject));
    }
    long last = trail.head().seq();
    String undated = "Hourkey always writes one";
    assertThat(browser.signIn("/console/moment", "Chloé Martin").body()).contains(undated);
    assertThat(browser.open("/console/audit-trail/" + last).body()).contains(undated);
    assertThat(browser.open("/console/grants/" + GRANT).body()).contains("without a time");
    int _ =
        Sql.execute(
            database, "select audit_append(?)", "{\"subject\":\"p\",\"type\":\"policy_changed\"}");
    assertThat(browser.open("/console/policy").body()).contains("without a time");
  }

  @Test
  void service_levels_are_counted_by_week_entitlement_and_approver() throws Exception {
    Instant now = clock.instant();
    int _ =
        Sql.execute(
            database,
            "update access_grant set opened_at = ?, live_since = ?, removed_at = ?, ended_at = ?,"
                + " phase = 'ENDED', cause = 'EXPIRED', next_check_at = null, overdue_alerted_at ="
                + " now()",
            now.minusSeconds(100),
            now.minusSeconds(60),
            now,
            now);
    int _ =
        Sql.execute(
            database,
            "update access_request set requested_at = ?, decided_at = ?",
            now.minusSeconds(105),
            now.minusSeconds(100));
    int _ = Sql.execute(database, "update review set reviewed_at = ?", now.minusSeconds(100));
    String all = browser.signIn("/console/service-levels", "Chloé Martin").body();
    assertThat(all)
        .contains("5 seconds / 5 seconds", "40 seconds / 40 seconds", "<rect class")
        .contains("Late ends: bars for each week; the highest is 1")
        .contains("<td data-label=\"Late ends\">1</td>")
        .contains("Entitlements used: bars for each week; the highest is 1")
        .contains("<td data-label=\"Entitlements used\">1</td>")
        .containsPattern(
            "<strong>1 of \\d+</strong> entitlements that can be requested now were used")
        .contains("Not used in the last 90 days", "href=\"/console/entitlements/prod-admin\"")
        .doesNotContain("href=\"/console/entitlements/prod-readonly\"");
    assertThat(browser.open("/console/service-levels?entitlement=other").body())
        .doesNotContain("5 seconds", "40 seconds");
    assertThat(browser.open("/console/service-levels?approver=bruno@example.com").body())
        .contains("5 seconds / 5 seconds", "40 seconds / 40 seconds");
    assertThat(browser.open("/console/service-levels?approver=ana@example.com").body())
        .doesNotContain("5 seconds", "40 seconds");
    assertThat(browser.open("/console/service-levels?approver=nobody").body())
        .contains("knows nobody named “nobody”");
    unusedAfter("opened_at = '%s'".formatted(now.minus(Duration.ofDays(120))), false);
    unusedAfter("ended_at = '%s'".formatted(now.minus(Duration.ofDays(100))), true);
    unusedAfter(
        "phase = 'LIVE', cause = null, ended_at = null, ends_at = due_at, next_check_at = due_at",
        false);
  }

  private void unusedAfter(String change, boolean unused) throws SQLException {
    int _ = Sql.execute(database, "update access_grant set " + change);
    String page = browser.open("/console/service-levels").body();
    assertThat(page.contains("href=\"/console/entitlements/prod-readonly\""))
        .as(change)
        .isEqualTo(unused);
    assertThat(page).contains("href=\"/console/entitlements/prod-admin\"");
  }

  @Test
  void operators_read_what_doctor_finds_and_nobody_else_does() throws Exception {
    WebVisitor auditor = new WebVisitor(hourkey);
    assertThat(auditor.signIn("/console/doctor", "Noor Haddad").status()).isEqualTo(403);
    long before = askedWhatGroupsOpen();
    String page = browser.signIn("/console/doctor", "Chloé Martin").body();
    assertThat(askedWhatGroupsOpen() - before).isLessThanOrEqualTo(1); // It tries the action.
    assertThat(page)
        .contains(
            "It is the bot of Example (T0HOURKEY).",
            "arn:aws:sts::111122223333:assumed-role/hourkey/",
            // The tests run as the owner of the tables.
            "/blob/main/docs/install-options.md#one-database-role\">")
        .doesNotContain(HourkeySandbox.API_TOKEN);
    int calls = HourkeySandbox.get().aws().calls().size();
    assertThat(browser.open("/console/doctor").body()).contains("Doctor");
    assertThat(HourkeySandbox.get().aws().calls()).hasSize(calls); // It is kept for a minute.
  }

  private static long askedWhatGroupsOpen() {
    return HourkeySandbox.get().aws().calls().stream()
        .filter(call -> call.name().endsWith(".ListAccountAssignmentsForPrincipal"))
        .count();
  }

  @Test
  void refused_requests_are_found_by_clicking() throws Exception {
    refused("ada-admin", "You are not eligible for this entitlement.");
    String requests = browser.signIn("/console/requests", "Noor Haddad").body();
    String refused = "/console/audit-trail/events?type=request_refused";
    assertThat(requests).contains("href=\"" + refused + "\"");
    assertThat(browser.open(refused).body())
        .contains("A request by Ana Lima for ada-admin was refused.")
        .contains("You are not eligible for this entitlement.")
        .contains("<option value=\"request_refused\" selected>request refused</option>")
        .containsPattern("2026-\\d\\d-\\d\\d.+audit event \\d+</a>");
    String person = browser.open("/console/people/" + ANA).body();
    assertThat(person).contains("href=\"" + refused + "&amp;person=" + ANA + "\"");
    assertThat(browser.open(refused + "&person=" + ANA).body()).contains("ada-admin");
    assertThat(browser.open(refused + "&person=Noor").body()).doesNotContain("ada-admin");
    assertThat(browser.open("/console/audit-trail/events?type=request_denied").body())
        .doesNotContain("ada-admin");
    assertThat(browser.open("/console/audit-trail/events?type=refusals&person=xyz").body())
        .contains("There is no event type “refusals”.", "Hourkey knows nobody named “xyz”.");
  }

  @Test
  void events_are_read_page_by_page_the_newest_first() throws Exception {
    for (int number = 1; number <= 51; number++) {
      refused("e" + number + ";", "No");
    }
    String first =
        browser.signIn("/console/audit-trail/events?person=" + ANA, "Noor Haddad").body();
    assertThat(first).containsSubsequence("e51;", "e50;", "e2;").doesNotContain(" e1;");
    String next = first.replaceAll("(?s).*href=\"([^\"]+before=[^\"]+)\".*", "$1");
    assertThat(browser.open(next.replace("&amp;", "&")).body())
        .contains(" e1;")
        .doesNotContain(" e2;");
  }

  private void refused(String entitlement, String reason) {
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                trail.record(
                    new AuditEvent.RequestRefused(
                        UUID.randomUUID(),
                        new PersonId(ANA),
                        Optional.empty(),
                        entitlement,
                        reason)));
  }

  @Test
  void an_entitlement_says_that_its_decisions_need_a_sign_in() throws Exception {
    HourkeySandbox.policy(
        file -> file.replaceFirst("risk: high", "risk: high\n    decide_with: entra"));
    var _ = catalog.refresh();
    String words = "2 of sre-leads or head-of-ops@example.com, each with a sign-in";
    assertThat(browser.signIn("/console/entitlements", "Noor Haddad").body())
        .containsOnlyOnce(words)
        .containsOnlyOnce("each with a sign-in");
    assertThat(browser.open("/console/entitlements/prod-admin").body()).contains(words);
  }

  @Test
  void an_event_leads_to_the_grant_or_the_request_that_it_is_about() throws Exception {
    for (UUID subject : List.of(REQUEST, GRANT, UUID.randomUUID())) {
      QuarkusTransaction.requiringNew()
          .run(() -> trail.record(new AuditEvent.RequestApproved(subject, List.of())));
    }
    long last = trail.head().seq();
    assertThat(browser.signIn("/console/audit-trail/" + (last - 2), "Noor Haddad").body())
        .contains("href=\"/console/requests/" + REQUEST, "it needed no approval");
    assertThat(browser.open("/console/audit-trail/" + (last - 1)).body())
        .contains("href=\"/console/grants/" + GRANT);
    assertThat(browser.open("/console/audit-trail/" + last).body()).doesNotContain("it is about");
  }

  @Test
  void access_by_break_glass_is_never_said_to_need_no_approval() throws Exception {
    int _ =
        Sql.execute(
            database,
            """
            delete from review;
            insert into break_glass_review (request, begun_at, due_at, next_wake_at)
              select id, requested_at, expires_at, expires_at from access_request
            """);
    assertThat(browser.signIn("/console", "Noor Haddad").status()).isEqualTo(200);
    for (String page :
        List.of(
            "now",
            "grants",
            "requests",
            "grants/" + GRANT,
            "requests/" + REQUEST,
            "people/" + ANA,
            "entitlements/prod-readonly")) {
      assertThat(browser.open("/console/" + page).body())
          .as(page)
          .contains("Nobody: break-glass")
          .doesNotContain("No approval needed");
    }
  }

  /** Records that a grant was opened for Ana, which no row tells. */
  private void opened() {
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                trail.record(
                    new AuditEvent.GrantOpened(
                        UUID.randomUUID(),
                        REQUEST,
                        new PersonId(ANA),
                        "logs-readonly",
                        new EntraGroup("group", "aws-logs-readonly"),
                        AwsAccess.none(),
                        Duration.ofHours(1),
                        Optional.empty(),
                        Instant.parse("2026-03-02T15:00:00Z"),
                        Optional.empty())));
  }

  @Test
  void everybody_can_use_the_pages() throws Exception {
    severalForLater();
    recordEvents();
    opened();
    try (Chromium chromium = new Chromium()) {
      Page page = chromium.open(1440, 900);
      page.navigate(hourkey.resolve("/console").toString());
      Accessibility.check(page, "console-sign-in");
      page.getByText("Chloé Martin").click();
      check(page, "now", "now");
      check(page, "grants", "grants");
      check(page, "grants/" + GRANT, "grant");
      check(page, "requests", "requests");
      check(page, "requests/" + REQUEST, "request");
      check(page, "people/" + ANA, "person");
      check(page, "audit-trail/events?person=" + ANA, "events");
      check(page, "entitlements", "entitlements");
      check(page, "entitlements/prod-readonly", "entitlement");
      check(page, "entitlements/prod-readonly/people", "entitlement-people");
      check(page, "accounts/111122223333", "account");
      check(page, "policy?person=ana@example.com&entitlement=prod-readonly", "policy");
      check(page, "my-access/request?entitlement=nothing", "nothing-to-request");
      check(page, "moment", "moment");
      someWeeks();
      check(page, "service-levels", "service-levels");
      check(page, "doctor", "doctor");
      check(page, "nowhere", "nowhere");
      decide(page);
      page.context().clearCookies();
      page.navigate(hourkey.resolve("/console/my-access").toString());
      page.getByText("Ana Lima").click();
      Accessibility.check(page, "console-my-access");
      check(page, "my-access/request", "to-request");
      check(page, "my-access/request?entitlement=prod-readonly", "request-form");
      check(page, "my-access/request?entitlement=incident", "request-several");
    }
  }

  @Test
  void now_refreshes_itself_and_leads_to_the_sign_in_once_the_session_is_over() throws Exception {
    try (Chromium chromium = new Chromium()) {
      Page page = chromium.open(1440, 900);
      page.clock().install();
      page.navigate(hourkey.resolve("/console/now").toString());
      page.getByText("Chloé Martin").click();
      page.waitForURL("**/console/now");
      assertThat(page.getByText("Production, administrator").count()).isZero();
      int _ = Sql.execute(database, TO_DECIDE);
      page.clock().fastForward(16_000);
      page.getByText("Production, administrator").waitFor();
      page.context().clearCookies();
      page.clock().fastForward(16_000);
      page.waitForURL(address -> !address.contains("/console/now"));
      page.getByText("Chloé Martin").waitFor();
    }
  }

  /** Requests and grants of the last weeks, some of which ended late. */
  private void someWeeks() throws SQLException {
    int _ =
        Sql.execute(
            database,
            """
            with requested as (
              insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
                duration_seconds, justification, requested_at, expires_at, remind_after_seconds, phase, decided_at)
              select gen_random_uuid(), '%s', (array['prod-readonly', 'prod-admin', 'long-ago'])[1 + n / 20 %% 3], 'Any', 'g',
                'g', false, 3600, 'INC-42', at, at + interval '4 hours', '{}', 'APPROVED',
                at + n * n %% 49 * interval '1 minute'
              from (select n, cast(? as timestamptz) - n * interval '31 hours' as at from generate_series(1, 60) n) days
              returning id, requester, entitlement, requested_at, decided_at),
            reviewed as (
              insert into review (request, number, reviewer, approved, reason, reviewed_at)
              select id, 1, '11111111-0000-4000-8000-000000000002', true, '', decided_at from requested)
            insert into access_grant (id, request, holder, entitlement, entitlement_name, group_id, group_name,
              duration_seconds, warn_before_seconds, opened_at, deadline, phase, cause, added_at, live_since, ends_at, due_at,
              removed_at, ended_at, overdue_alerted_at)
            select gen_random_uuid(), id, requester, entitlement, 'Any', 'g', 'g', 3600, 600, decided_at,
              decided_at + interval '3 hours', 'ENDED', 'EXPIRED', decided_at,
              decided_at + (decided_at - requested_at) * 0.7, decided_at + interval '1 hours', decided_at + interval '1 hours',
              decided_at + interval '1 hours', decided_at + interval '1 hours' + (decided_at - requested_at) / 9,
              case when decided_at - requested_at > interval '40 minutes' then decided_at end
            from requested
            """
                .formatted(ANA),
            clock.instant());
  }

  /** Through Entra's sign-in and back, as a browser takes it. */
  private void decide(Page page) throws SQLException {
    int _ = Sql.execute(database, TO_DECIDE);
    check(page, "decisions/" + PENDING, "decision");
    page.getByLabel("Comment for the requester").fill("Tell us when the disk is fixed");
    page.route("**/console/step-up*", route -> route.fulfill(NO_CONTENT)); // Stay on the page.
    page.getByText("Sign in and approve").click();
    page.waitForURL("**/sign-in?decision=*");
    Accessibility.check(page, "console-decision-sign-in");
    page.unroute("**/console/step-up*");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in")).click();
    page.getByText("It asks for MFA (c1).").waitFor();
    page.getByText("Chloé Martin").click();
    page.getByText("It was saved and is being processed.").waitFor();
    Accessibility.check(page, "console-decision-sent");
    assertThat(page.url()).contains("/console/decisions/" + PENDING + "?sent=");
    process();
    page.getByText("It was saved and is being processed.").waitFor(GONE); // By itself.
    Accessibility.check(page, "console-decision-made");
    page.navigate(hourkey.resolve("/console/decisions/" + REQUEST).toString());
    Accessibility.check(page, "console-nothing-to-decide");
  }

  private void check(Page page, String path, String name) {
    page.navigate(hourkey.resolve("/console/" + path).toString());
    Accessibility.check(page, "console-" + name);
  }

  private void recordEvents() {
    PersonId ana = new PersonId(ANA);
    EntraGroup group = new EntraGroup("22222222-0000-4000-8000-000000000004", "aws-prod-readonly");
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              trail.record(new AuditEvent.RequestDenied(REQUEST, ana, "An example of a denial"));
              trail.record(new AuditEvent.MemberAdded(GRANT, ana, group));
              trail.record(
                  new AuditEvent.GrantActive(
                      GRANT, Instant.parse("2026-03-02T13:06:00Z"), Duration.ofSeconds(61)));
              trail.record(new AuditEvent.EndOverdue(GRANT, Duration.ofMinutes(3)));
            });
  }

  private void process() throws SQLException {
    try (var connection = database.getConnection();
        var rows =
            connection
                .createStatement()
                .executeQuery("select id from submission where next_try_at is not null")) {
      List<UUID> open = new java.util.ArrayList<>();
      while (rows.next()) {
        open.add(rows.getObject(1, UUID.class));
      }
      open.forEach(processor::process);
    }
  }

  private long number(String of) throws SQLException {
    return Sql.number(database, "select count(*) from " + of);
  }

  private static String key(Shown page) {
    return page.body().replaceAll("(?s).*?name=\"key\" value=\"([^\"]+)\".*", "$1");
  }
}

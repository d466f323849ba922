package dev.hourkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import dev.hourkey.audit.AuditCheck;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.evidence.AccessReviews;
import dev.hourkey.notification.Messenger;
import dev.hourkey.notification.Notification;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.support.Accessibility;
import dev.hourkey.support.Chromium;
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
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages Evidence and Audit trail, over rows that are there; nothing happens by itself. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class EvidencePagesTest {
  private static final String ANA = "11111111-0000-4000-8000-000000000001";
  private static final String BRUNO = "11111111-0000-4000-8000-000000000002";
  private static final String CHLOE = "11111111-0000-4000-8000-000000000003";
  private static final String REQUEST = "aaaaaaaa-0000-4000-8000-000000000001";

  private static final String ROWS =
      """
      insert into person (id, name, principal_name, linked_at) values
        ('11111111-0000-4000-8000-000000000001', 'Ana Lima', 'ana@example.com', now()),
        ('11111111-0000-4000-8000-000000000002', 'Bruno Costa', 'bruno@example.com', now()),
        ('11111111-0000-4000-8000-000000000003', 'Chloé Martin', 'head-of-ops@example.com', now());
      insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
        duration_seconds, justification, requested_at, expires_at, remind_after_seconds, phase, decided_at)
      values ('%1$s', '11111111-0000-4000-8000-000000000001', 'prod-readonly', 'Production, read only',
        '22222222-0000-4000-8000-000000000004', 'aws-prod-readonly', false, 3600,
        'INC-42: disk full on db-1', '2026-03-02T12:00Z', '2026-03-02T16:00Z', '{}', 'APPROVED', '2026-03-02T12:05Z');
      insert into access_grant (id, request, holder, entitlement, entitlement_name, group_id, group_name, duration_seconds,
        warn_before_seconds, opened_at, deadline, phase, cause, due_at, ended_at)
      values (gen_random_uuid(), '%1$s', '11111111-0000-4000-8000-000000000001', 'prod-readonly', 'Production, read only',
        '22222222-0000-4000-8000-000000000004', 'aws-prod-readonly', 3600, 600,
        '2026-03-02T12:05Z', '2026-03-02T14:35Z', 'ENDED', 'EXPIRED', '2026-03-02T13:06Z', '2026-03-02T13:07Z');
      insert into approval_pair values
        ('11111111-0000-4000-8000-000000000001', '11111111-0000-4000-8000-000000000002', 7, '2026-03-02T12:05Z', '%1$s', true),
        ('11111111-0000-4000-8000-000000000002', '11111111-0000-4000-8000-000000000001', 2, '2026-03-02T12:05Z', '%1$s', true),
        ('11111111-0000-4000-8000-000000000001', '11111111-0000-4000-8000-000000000003', 5, '2026-03-02T12:05Z', '%1$s', false),
        ('11111111-0000-4000-8000-000000000003', '11111111-0000-4000-8000-000000000003', 3, '2026-03-02T12:05Z', '%1$s', false);
      insert into break_glass_review (request, begun_at, due_at, next_wake_at, late)
      values ('%1$s', '2026-03-02T12:00Z', '2026-03-03T12:00Z', now(), true);
      insert into compared_group values ('g', 'aws-standing', now(), now(), null);
      insert into standing_membership values ('g', '11111111-0000-4000-8000-000000000002', 'BASELINE', '2026-03-02T12:00Z'),
        ('g', 'nobody-known', 'APPEARED', '2026-03-02T12:00Z')
      """
          .formatted(REQUEST);

  @TestHTTPResource("/")
  URI hourkey = URI.create("");

  @Inject DataSource database;
  @Inject AuditCheck check;
  @Inject Catalog catalog;
  @Inject AccessReviews reviews;
  @Inject Messenger messenger;

  private WebVisitor noor = new WebVisitor(hourkey);

  @BeforeEach
  void putRows() throws SQLException {
    HourkeySandbox.get().reset();
    HourkeySandbox.policy(
        example ->
            example.replaceFirst(
                    "eligible: \\[group:engineering]\\R    approvers: \\[group:sre-leads]\\R",
                    """
                    eligible: [group:engineering]
                        excluded: ['person:eli@partner.example']
                        approvers: [group:sre-leads]
                        overrides:
                          - { when: 'duration <= duration("30m")', eligible: ['person:head-of-ops@example.com'] }
                        break_glass: { eligible: ['person:dana@example.com'], review_by: ['person:head-of-ops@example.com'] }
                    """)
                + "\nroles: { operators: ['person:head-of-ops@example.com'] }\n");
    var _ = catalog.refresh();
    Sql.empty(
        database,
        "access_review_item, access_review, approval_pair, break_glass_review,"
            + " standing_membership, compared_group, review, access_grant, access_request,"
            + " submission, notification, person");
    int _ = Sql.execute(database, ROWS);
    noor = new WebVisitor(hourkey);
  }

  @AfterEach
  void emptyRows() throws SQLException {
    int _ =
        Sql.execute(database, "update audit_check set differing = null, differing_since = null");
    HourkeySandbox.policy("");
    Sql.empty(
        database,
        "access_review_item, access_review, approval_pair, standing_membership, compared_group,"
            + " access_request, person");
  }

  @Test
  void the_record_says_whether_it_is_intact_and_how_to_check_that() throws Exception {
    check.run();
    String page = noor.signIn("/console/audit-trail", "Noor Haddad").body();
    assertThat(page)
        .contains(
            "<strong>Intact.</strong>",
            "No signed checkpoint was compared.",
            "Checkpoints are off.",
            "audit verify --file");
  }

  @Test
  void an_export_is_downloaded_and_then_listed_with_who_made_it() throws Exception {
    var _ = noor.signIn("/console/audit-trail", "Noor Haddad");
    Shown file = export("events-csv", "2026-01-01", "2026-12-31");
    assertThat(file.response().headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"hourkey-events-csv.csv\"");
    assertThat(file.body())
        .startsWith("#export,")
        .contains("from=2026-01-01T00:00:00Z,to=2027-01-01T00:00:00Z", "\r\n#end,rows=");
    assertThat(noor.open("/console/audit-trail").body())
        .contains("Noor Haddad", "events-csv", "with its hash")
        .contains("1 Jan 2026, 00:00:00 UTC to 1 Jan 2027, 00:00:00 UTC");
  }

  @Test
  void the_form_says_why_nothing_is_exported_and_keeps_the_input() throws Exception {
    var _ = noor.signIn("/console/audit-trail", "Noor Haddad");
    long before = events("export_begun");
    assertThat(export("events-csv", "yesterday", "2026-12-31").body())
        .contains("“yesterday” is not a date", "value=\"yesterday\"", "value=\"2026-12-31\"");
    assertThat(export("grants-csv", "", "").body()).contains("“From” and “To” are needed");
    assertThat(export("eligible-csv", "2026-01-01", "2026-02-01").body())
        .contains("must be empty, because this export shows the present state");
    assertThat(export("tarball", "", "").body()).contains("There is no format “tarball”.");
    HourkeySandbox.get().entra().fail("GET /v1.0/groups/*", DirectoryStandIn.ALWAYS, 403);
    assertThat(export("eligible-csv", "", "").body()).contains("so nothing was exported.");
    assertThat(events("export_begun")).isEqualTo(before);
  }

  @Test
  void somebody_whose_account_is_disabled_exports_nothing() throws Exception {
    var _ = noor.signIn("/console/audit-trail", "Noor Haddad");
    long before = events("export_begun");
    HourkeySandbox.get().entra().changeUser("noor@example.com", Map.of("accountEnabled", false));
    assertThat(export("events-csv", "", "").body()).contains("disabled");
    assertThat(events("export_begun")).isEqualTo(before);
  }

  @Test
  void while_entra_is_away_an_auditor_still_exports_the_record() throws Exception {
    var _ = noor.signIn("/console/audit-trail", "Noor Haddad");
    HourkeySandbox.get().entra().fail("GET *users*", DirectoryStandIn.ALWAYS, 503);
    assertThat(export("events-csv", "", "").body()).startsWith("#export,");
  }

  @Test
  void the_populations_are_complete() throws Exception {
    var _ = noor.signIn("/console/audit-trail", "Noor Haddad");
    assertThat(export("eligible-csv", "", "").body())
        .contains(
            "prod-readonly,\"Production, read only\",Ana Lima,ana@example.com," + ANA,
            ",member,enabled,group:engineering,,",
            "prod-readonly,\"Production, read only\",Chloé Martin,head-of-ops@example.com,",
            "person:head-of-ops@example.com (line ",
            "person:dana@example.com (break_glass)",
            "prod-admin,\"Production, administrator\",Eli Brandt,")
        .doesNotContain("prod-readonly,\"Production, read only\",Eli Brandt,");
    assertThat(export("approvers-csv", "", "").body())
        .contains(
            "prod-readonly,\"Production, read only\",Bruno Costa,",
            "group:sre-leads (stage 1)",
            "person:head-of-ops@example.com (break_glass review)")
        .doesNotContain("staging-poweruser");
    assertThat(export("entitlements-csv", "", "").body())
        .contains(
            "prod-readonly,\"Production, read only\",aws-prod-readonly,",
            "ReadOnlyAccess in 111122223333 Production,yes,normal,group:engineering,",
            "#end,rows=3,");
    assertThat(export("policies-csv", "", "").body())
        .contains("since,file,policy_sha256,")
        .contains(
            Sql.number(database, "select count(*) from audit_event where type = 'policy_changed'")
                + ",sha256=");
  }

  @Test
  void separation_of_duties_names_those_to_look_at_and_nobody_else() throws Exception {
    String page = noor.signIn("/console/evidence/separation", "Noor Haddad").body();
    String own = between(page, "Approved their own request", "Approved each other");
    assertThat(own).contains(CHLOE).doesNotContain(ANA, BRUNO);
    String mutual = between(page, "<h2>Approved each other", "Operators who approved");
    assertThat(mutual).contains(ANA, BRUNO, ">7</a>", ">2</a>").doesNotContain(CHLOE);
    assertThat(mutual)
        .as("a phone has the same headings")
        .contains("data-label=\"Requests of the first approved\"");
    String operators = page.substring(page.indexOf("<h2>Operators who approved"));
    assertThat(operators).contains("Chloé Martin", ANA).doesNotContain("Bruno Costa");

    HourkeySandbox.get().entra().fail("GET /v1.0/users*", DirectoryStandIn.ALWAYS, 403);
    assertThat(noor.open("/console/evidence/separation").body())
        .contains("so Hourkey can't tell who the operators are now");
  }

  @Test
  void the_page_says_whether_the_policy_file_has_standing_members_removed() throws Exception {
    assertThat(noor.signIn("/console/evidence/standing", "Noor Haddad").body())
        .contains("Hourkey leaves them there.");
    HourkeySandbox.policy("drift: remove\n");
    var _ = catalog.refresh();
    assertThat(noor.open("/console/evidence/standing").body())
        .contains("Hourkey removes those that appeared after the group was first compared")
        .doesNotContain("Hourkey leaves them there.");
  }

  @Test
  void the_page_says_when_each_group_was_compared_with_entra_and_with_aws() throws Exception {
    int _ = Sql.execute(database, "delete from standing_membership");
    assertThat(noor.signIn("/console/evidence", "Noor Haddad").body())
        .as("not compared is not the same as nothing found")
        .contains("Not all compared yet")
        .doesNotContain("None found");
    assertThat(noor.open("/console/evidence/standing").body())
        .contains("Not compared with Entra yet.", "Not compared with AWS yet.");
    List<String> groups =
        catalog.current().entitlements().stream().map(one -> one.group().id()).toList();
    String compared =
        """
        insert into compared_group (group_id, group_name, first_compared_at, compared_at, aws_compared_at)
        values (?, 'any', '2026-03-02T12:00Z', '2026-03-02T13:00Z', cast(? as timestamptz))
        """;
    int _ = Sql.execute(database, compared, groups.get(0), Instant.parse("2026-03-02T12:30:00Z"));
    assertThat(noor.open("/console/evidence/standing").body())
        .contains(
            "Compared with Entra at <time datetime=\"2026-03-02T13:00:00Z\">",
            "1 of 3 groups. The others are not compared yet",
            "Compared with AWS at <time datetime=\"2026-03-02T12:30:00Z\">");
    int _ = Sql.execute(database, compared, groups.get(1), Instant.parse("2026-03-02T12:20:00Z"));
    int _ = Sql.execute(database, compared, groups.get(2), Instant.parse("2026-03-02T12:40:00Z"));
    assertThat(noor.open("/console/evidence/standing").body())
        .contains("or later: all 3 groups that grant access now.", "12:20:00 UTC");
    assertThat(noor.open("/console/evidence").body())
        .contains("None found")
        .doesNotContain("Not all compared yet");
    int _ =
        Sql.execute(
            database,
            "insert into standing_membership values (?, ?, 'BASELINE', '2026-03-02T12:00Z')",
            catalog.find("prod-readonly").orElseThrow().group().id(),
            BRUNO);
    for (String page :
        List.of("accounts/111122223333", "entitlements/prod-readonly", "people/" + BRUNO)) {
      assertThat(between(noor.open("/console/" + page).body(), "Access now", "Access before"))
          .as("what Hourkey did not grant is access as well: " + page)
          .contains("Standing access", "Bruno Costa", "There when the group was first compared");
    }
    for (String page :
        List.of("entitlements/prod-admin", "accounts/444455556666", "people/" + ANA)) {
      assertThat(between(noor.open("/console/" + page).body(), "Standing access", "Access before"))
          .contains("None is recorded.");
    }
    assertThat(api("standing-access").get(0).get("comparedAt").asText())
        .isEqualTo("2026-03-02T13:00:00Z");
    int _ =
        Sql.execute(
            database,
            """
            insert into drift (id, kind, group_id, group_name, member, name, first_seen, last_seen, unwatched_since)
            values (gen_random_uuid(), 'LEFT_IN_AWS', 'g', 'g', 'm', 'm', '2026-03-02T12:00Z', '2026-03-02T12:10Z',
              '2026-03-02T12:10Z')
            """);
    assertThat(noor.open("/console/evidence/standing").body())
        .contains("It may be over: not compared since");
    int _ = Sql.execute(database, "delete from drift");
  }

  @Test
  void standing_access_and_break_glass_are_listed() throws Exception {
    assertThat(noor.signIn("/console/evidence", "Noor Haddad").body())
        .contains("2 standing", "1 to be reviewed", "1 late", "1 approved their own", "1 pair");
    assertThat(noor.open("/console/evidence/standing").body())
        .contains("people/" + BRUNO, "nobody-known", "aws-standing", "Appeared later")
        .doesNotContain("people/nobody-known");
    String next = noor.open("/console/evidence/standing?group=g&person=" + BRUNO).body();
    assertThat(between(next, "Standing members", "Drift that is not over"))
        .contains("nobody-known")
        .doesNotContain("Bruno Costa");
    assertThat(noor.open("/console/evidence/break-glass").body())
        .contains("Ana Lima", "To be reviewed, late", "INC-42");
    int _ =
        Sql.execute(
            database,
            "update break_glass_review set next_wake_at = null, justified = false, comment = 'no',"
                + " reviewer = ?, reviewed_at = now()",
            BRUNO);
    assertThat(noor.open("/console/evidence/break-glass").body())
        .contains("Not justified, late", "Bruno Costa: no");
    assertThat(noor.open("/console/evidence/break-glass?open=true").body())
        .doesNotContain("Ana Lima");
    assertThat(noor.open("/console/evidence/break-glass?from=2026-01-01&to=2026-03-31").body())
        .contains("Ana Lima", "value=\"2026-03-31\"");
    assertThat(noor.open("/console/evidence/break-glass?from=2026-04-01&to=2026-06-30").body())
        .doesNotContain("Ana Lima");
    assertThat(noor.open("/console/evidence/break-glass?from=spring").body())
        .contains("“spring” is not a date");
    assertThat(api("break-glass?from=2026-01-01&to=2026-04-01")).hasSize(1);
    assertThat(api("break-glass?to=2026-03-02")).isEmpty();
    JsonNode members = api("standing-access?limit=1");
    assertThat(members.get(0).get("personName").asText()).isEqualTo("Bruno Costa");
    assertThat(api("standing-access?after=g/" + BRUNO).findValuesAsText("person"))
        .containsExactly("nobody-known");
  }

  @Test
  void an_access_review_is_begun_decided_and_closed_and_all_of_it_is_recorded() throws Exception {
    var _ = noor.signIn("/console/evidence/reviews", "Noor Haddad");
    assertThat(begin(UUID.randomUUID(), "", "2999-01-01").body())
        .contains("Tick at least one entitlement.", "value=\"2999-01-01\"");
    assertThat(begin(UUID.randomUUID(), "prod-readonly", "2001-01-01").body())
        .contains("Choose today or a later day.", "value=\"prod-readonly\" checked");
    assertThat(begin(UUID.randomUUID(), "removed-since", "2999-01-01").body())
        .contains("“removed-since” can&#39;t be requested now, so the review was not started.");
    NewReview some =
        NewReview.read(
            List.of("prod-readonly", "removed-since", "prod-readonly"),
            "2999-01-01",
            catalog.versioned(),
            Instant.now());
    assertThat(some.problems()).as("one of several is missing").hasSize(1);
    assertThat(some.some()).hasSize(1);
    UUID id = UUID.randomUUID();
    Shown begun = begin(id, "prod-readonly", "2999-01-01");
    var _ = begin(id, "prod-readonly", "2999-01-01"); // A double click has one effect.
    String path = "/console/evidence/reviews/" + id;
    assertThat(begun.at().getPath()).isEqualTo(path);
    assertThat(
            Sql.number(
                database, "select count(*) from audit_event where subject = ?", id.toString()))
        .isOne();
    assertThat(begun.body())
        .contains("Ana Lima", "2 Mar 2026, 12:05:00 UTC", "Never", "This is you")
        .contains("1 Jan 2999, 23:59:59 UTC")
        .doesNotContain("Eli Brandt");
    assertThat(event("access_review_begun", "snapshot")).hasSize(64);
    assertThat(event("access_review_begun", "policyDigest")).isEqualTo(catalog.version());

    int ana = number(begun, "Ana Lima");
    int bruno = number(begun, "Bruno Costa");
    Shown tried =
        noor.send(
            path,
            Map.of(
                "decision-" + ana,
                "keep",
                "comment-" + ana,
                "On call for it",
                "decision-" + bruno,
                "remove",
                "comment-" + bruno,
                " "));
    assertThat(tried.body()).contains("Write why.", "On call for it", "1 to keep, 0 to remove");
    assertThat(decisions()).isOne();
    var _ = noor.send(path, Map.of("decision-" + ana, "keep", "comment-" + ana, "On call for it"));
    assertThat(decisions()).as("the same decision again is none").isOne();

    Map<String, String> rest = new HashMap<>();
    rest.put("decision-" + bruno, "remove");
    rest.put("decision-" + ownNumber(id), "keep");
    rest.put("comment", "Moved to another team");
    Shown decided = noor.send(path, rest);
    assertThat(decided.body())
        .contains("1 to keep, 1 to remove")
        .contains("Take Bruno Costa out of the Entra group that “group:engineering” names")
        .contains("Hourkey does not write the policy file");
    assertThat(decisions()).as("nobody decides on themselves").isEqualTo(2);
    assertThat(event("access_review_decided", "comment")).isEqualTo("Moved to another team");

    remindedOnce(id);
    assertThat(api("access-reviews").findValuesAsText("state")).contains("open");
    assertThat(api("access-reviews/" + id).get("removed").asInt()).isOne();
    JsonNode people = api("access-reviews/%s/people?after=%d&limit=1".formatted(id, bruno - 1));
    assertThat(people).hasSize(1);
    assertThat(people.get(0).get("person").asText()).isEqualTo(BRUNO);
    assertThat(people.get(0).get("decision").asText()).isEqualTo("remove");
    assertThat(people.get(0).get("comment").asText()).isEqualTo("Moved to another team");

    assertThat(noor.send(path + "/close", Map.of("comment", "")).body()).contains("Write why.");
    Shown closed = noor.send(path + "/close", Map.of("comment", "Third quarter"));
    assertThat(closed.body()).contains("Closed", "Third quarter").doesNotContain("type=\"radio\"");
    assertThat(event("access_review_closed", "removed")).isEqualTo("1");
    assertThat(closed.body()).contains("It agrees with");
    assertThat(api("access-reviews/" + id).get("conclusion").asText()).isEqualTo("Third quarter");
    assertThat(api("access-reviews/" + id).get("differences")).isEmpty();
    assertThat(api("audit/verification").get("differences").toString())
        .doesNotContain(id.toString());
    int _ = Sql.execute(database, "update access_review set due_at = begun_at + interval '1 hour'");
    reviews.wake(id);
    assertThat(reminders(id)).as("nobody is reminded of a closed one").isOne();
    var _ = noor.send(path, Map.of("decision-" + ana, "remove", "comment-" + ana, "Too late"));
    assertThat(decisions()).as("it is closed").isEqualTo(2);
    changedByTheOwnerOfTheDatabase(id);
  }

  @Test
  void a_condition_may_have_several_lines() throws Exception {
    HourkeySandbox.policy(
        example ->
            example.replaceFirst(
                "approvers: \\[group:sre-leads]\\R",
                """
                approvers: [group:sre-leads]
                    overrides:
                      - eligible: ['person:head-of-ops@example.com']
                        when: |
                          duration <= duration("30m")
                            && !requester.is_guest
                """));
    var _ = catalog.refresh();
    UUID id = UUID.randomUUID();
    var _ = noor.signIn("/console/evidence/reviews", "Noor Haddad");
    assertThat(begin(id, "prod-readonly", "2999-01-01").body()).contains("!requester.is_guest");
    assertThat(api("access-reviews/" + id).get("differences")).as("from the trail").isEmpty();
    assertThat(api("access-reviews/" + id + "/people").findValues("namedBy"))
        .as("one entry each")
        .allMatch(entries -> entries.size() == 1);
  }

  @Test
  void nobody_decides_on_the_access_of_an_account_that_their_own_has_replaced() throws Exception {
    var _ = noor.signIn("/console/evidence/reviews", "Noor Haddad");
    UUID id = UUID.randomUUID();
    Shown begun = begin(id, "prod-readonly", "2999-01-01");
    int ana = number(begun, "Ana Lima");
    int _ =
        Sql.execute(
            database,
            """
            update person set replaced_by = (select id from person where name = 'Noor Haddad')
            where id = ?
            """,
            ANA);
    String path = "/console/evidence/reviews/" + id;
    assertThat(noor.open(path).body().split("This is you")).as("both accounts").hasSize(1 + 2);
    Shown tried = noor.send(path, Map.of("decision-" + ana, "keep", "comment-" + ana, "I need it"));
    assertThat(tried.body()).contains("0 to keep, 0 to remove");
    assertThat(decisions()).isZero();
  }

  private void changedByTheOwnerOfTheDatabase(UUID id) throws Exception {
    int _ = Sql.execute(database, "update access_review_item set keep = true where not keep");
    String changed = "The decision about Bruno Costa and prod-readonly differs from audit event ";
    assertThat(noor.open("/console/evidence/reviews/" + id).body())
        .contains("This review differs from", changed)
        .doesNotContain("It agrees with");
    assertThat(api("access-reviews/" + id).get("differences").toString()).contains(changed);
    operatorsAreTold("Access review %s: %s".formatted(id, changed));
    Sql.empty(database, "access_review_item, access_review");
    assertThat(api("audit/verification").get("differences").toString())
        .contains("Access review %s: The review of audit event ".formatted(id));
  }

  private void operatorsAreTold(String difference) throws Exception {
    check.run();
    assertThat(event("records_differ", "what")).contains(difference);
    assertThat(noor.open("/console/now").body())
        .contains("differ from the audit trail", difference);
    assertThat(noor.open("/console/audit-trail").body())
        .contains("<strong>Access reviews differ from the trail.</strong>", difference)
        .contains("<strong>Intact.</strong>");
    JsonNode verification = api("audit/verification");
    assertThat(verification.get("differences").toString()).contains(difference);
    assertThat(verification.get("intact").asBoolean()).isTrue();
  }

  /** Noor has never used Slack, so the reminder goes to the operations channel. */
  private void remindedOnce(UUID id) throws SQLException {
    reviews.wake(id);
    assertThat(reminders(id)).as("not yet").isZero();
    int _ = Sql.execute(database, "update access_review set next_wake_at = '2000-01-01'");
    reviews.wake(id);
    reviews.wake(id);
    assertThat(reminders(id)).isOne();
    assertThat(messenger.route(new Notification.AccessReviewOpen(id, 1), Optional.empty()))
        .map(Messenger.Route::destination)
        .isEqualTo(catalog.current().operationsChannel());
    int _ =
        Sql.execute(
            database,
            "update person set team_id = 'T', chat_id = 'UNOOR' where name = 'Noor Haddad'");
    assertThat(messenger.route(new Notification.AccessReviewOpen(id, 1), Optional.empty()))
        .map(Messenger.Route::destination)
        .hasValue("UNOOR");
    String due = "update access_review set due_at = cast(? as timestamptz)";
    int _ = Sql.execute(database, due, "2020-01-01Z");
    assertThat(messenger.route(new Notification.AccessReviewOpen(id, 1), Optional.empty()))
        .map(Messenger.Route::destination)
        .as("late: who began it may have left")
        .isEqualTo(catalog.current().operationsChannel());
    int _ = Sql.execute(database, due, "2999-01-01T23:59:59Z");
  }

  private long reminders(UUID review) throws SQLException {
    return Sql.number(
        database,
        "select count(*) from notification where kind = 'AccessReviewOpen' and subject = ?",
        review);
  }

  @Test
  void nothing_is_begun_while_entra_does_not_say_who_is_in_the_groups() throws Exception {
    var _ = noor.signIn("/console/evidence/reviews", "Noor Haddad");
    HourkeySandbox.get().entra().fail("GET /v1.0/groups/*", DirectoryStandIn.ALWAYS, 403);
    assertThat(begin(UUID.randomUUID(), "prod-readonly", "2999-01-01").body())
        .contains("The review was not started.");
    assertThat(Sql.number(database, "select count(*) from access_review")).isZero();
  }

  @Test
  void only_auditors_see_any_of_it() {
    WebVisitor ana = new WebVisitor(hourkey);
    var _ = ana.signIn("/console", "Ana Lima");
    for (String path :
        List.of(
            "audit-trail",
            "evidence",
            "evidence/standing",
            "evidence/break-glass",
            "evidence/separation",
            "evidence/reviews",
            "evidence/reviews/" + UUID.randomUUID())) {
      assertThat(ana.open("/console/" + path).status()).as(path).isEqualTo(403);
    }
    for (String path :
        List.of(
            "audit-trail/export",
            "evidence/reviews",
            "evidence/reviews/" + UUID.randomUUID(),
            "evidence/reviews/" + UUID.randomUUID() + "/close")) {
      assertThat(ana.send("/console/" + path, Map.of("key", "" + UUID.randomUUID())).status())
          .as(path)
          .isEqualTo(403);
    }
  }

  @Test
  void everybody_can_use_the_pages() throws Exception {
    var _ = noor.signIn("/console/audit-trail", "Noor Haddad");
    var _ = export("events-csv", "", "");
    UUID review = UUID.randomUUID();
    Shown begun = begin(review, "prod-readonly", "2999-01-01");
    int ana = number(begun, "Ana Lima");
    int bruno = number(begun, "Bruno Costa");
    var _ =
        noor.send(
            "/console/evidence/reviews/" + review,
            Map.of("decision-" + ana, "keep", "decision-" + bruno, "remove", "comment", "Q3"));
    check.run();
    try (Chromium chromium = new Chromium()) {
      Page page = chromium.open(1440, 900);
      page.navigate(hourkey.resolve("/console/audit-trail").toString());
      page.getByText("Noor Haddad").click();
      Accessibility.check(page, "console-record");
      check(
          page, "audit-trail/" + Sql.number(database, "select max(seq) from audit_event"), "event");
      check(page, "evidence", "evidence");
      check(page, "evidence/standing", "standing");
      check(page, "evidence/break-glass", "break-glass");
      check(page, "evidence/separation", "separation");
      check(page, "evidence/reviews", "reviews");
      check(page, "evidence/reviews/" + review, "review");
    }
  }

  private void check(Page page, String path, String name) {
    page.navigate(hourkey.resolve("/console/" + path).toString());
    Accessibility.check(page, "console-" + name);
  }

  private Shown export(String format, String from, String to) {
    return noor.send(
        "/console/audit-trail/export", Map.of("format", format, "from", from, "to", to));
  }

  private Shown begin(UUID key, String entitlement, String due) {
    return noor.send(
        "/console/evidence/reviews",
        Map.of("key", key.toString(), "entitlement", entitlement, "due", due));
  }

  private JsonNode api(String path) throws Exception {
    var answer =
        noor.get(
            hourkey.resolve("/api/v1/" + path),
            "Authorization",
            "Bearer " + HourkeySandbox.API_TOKEN);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  /** The number of somebody's line in the form. */
  private static int number(Shown page, String name) {
    return Integer.parseInt(
        page.body()
            .replaceAll(
                "(?s).*name=\"comment-(\\d+)\"[^>]*aria-label=\"Comment about " + name + ".*",
                "$1"));
  }

  private long ownNumber(UUID review) throws SQLException {
    return Sql.number(
        database,
        "select number from access_review_item where review = ? and name = 'Noor Haddad'",
        review);
  }

  private long decisions() throws SQLException {
    return Sql.number(database, "select count(*) from access_review_item where keep is not null");
  }

  private long events(String type) throws SQLException {
    return Sql.number(database, "select count(*) from audit_event where type = ?", type);
  }

  private String event(String type, String field) throws SQLException {
    try (var connection = database.getConnection();
        var sql =
            connection.prepareStatement(
                "select payload::jsonb ->> ? from audit_event where type = ? order by seq desc"
                    + " limit 1")) {
      sql.setString(1, field);
      sql.setString(2, type);
      try (var rows = sql.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  private static String between(String page, String from, String to) {
    int begin = page.indexOf(from);
    return page.substring(begin, page.indexOf(to, begin + from.length()));
  }
}

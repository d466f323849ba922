package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.person.PersonId;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import dev.hourkey.support.WebVisitor;
import dev.hourkey.support.WebVisitor.Shown;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Ten questions of an auditor. Each is answered from the console's first page by links and forms
 * that are there, within four clicks, and by the API. The table in docs/audit.md says the same.
 */
@QuarkusTest
class AuditorsQuestionsTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final String ANA = "11111111-0000-4000-8000-000000000001";
  private static final String BRUNO = "11111111-0000-4000-8000-000000000002";
  private static final String ACCESS = "Production, read only";
  private static final int MAX_CLICKS = 4;

  @Test
  void ten_questions_are_answered_by_clicking_and_by_the_api() throws Exception {
    policy("");
    Instant then = anaHadAccess();
    String request = id("access_request");
    String grant = id("access_grant");
    WebVisitor noor = new WebVisitor(hourkey);
    assertThat(noor.signIn("/console", "Noor Haddad").status()).isEqualTo(200);

    whoHadProductionAtThatMoment(noor, then);
    whoApprovedItAndWhatDidTheyKnow(noor, request, grant);
    wasItRemovedInTime(noor, grant);
    whatDidThisPersonHoldThatYear(noor, then);
    whichPolicyEvaluatedIt(noor, request);
    whatWasRefusedAndWhy(noor);
    howBreakGlassWasReviewed(noor);
    whoApprovesEachOther(noor, request, then);
    whoHasAccessOutsideOfHourkey(noor);
    isTheTrailIntactAndWhoExportedIt(noor);
  }

  private void whoHadProductionAtThatMoment(WebVisitor noor, Instant then) throws Exception {
    String time = then.truncatedTo(ChronoUnit.SECONDS).toString();
    new Walk(noor)
        .click("Access as of…")
        .show(Map.of("time", time.replace("Z", ""), "about", "production"))
        .reads("Ana Lima", "ReadOnlyAccess", "Active");
    assertThat(get("api/v1/moment?about=production&time=" + time).get(0).path("holder").asText())
        .isEqualTo(ANA);
  }

  private void whoApprovedItAndWhatDidTheyKnow(WebVisitor noor, String request, String grant)
      throws Exception {
    new Walk(noor)
        .click("Grants")
        .click(ACCESS)
        .reads("Decided by", "Bruno Costa", "1 of 1 by")
        .click(request)
        .reads(REASON, "1 of 1 by", "What it opens in AWS", "ReadOnlyAccess");
    assertThat(get("api/v1/grants/" + grant).path("approvedBy").get(0).asText()).isEqualTo(BRUNO);
    assertThat(get("api/v1/requests/" + request).path("justification").asText()).isEqualTo(REASON);
  }

  private void wasItRemovedInTime(WebVisitor noor, String grant) throws Exception {
    Walk details = new Walk(noor).click("Grants").click(ACCESS).reads("Ended");
    details
        .click(details.lastLink("audit event \\d+"))
        .reads("&quot;type&quot; : &quot;grant_ended&quot;", "Previous hash")
        .click("How to verify that nobody changed it")
        .reads("id=\"verify\"", "audit prove");
    assertThat(get("api/v1/grants/" + grant).path("late").asBoolean()).isFalse();
    assertThat(get("api/v1/audit?subject=" + grant).findValuesAsText("type"))
        .containsSubsequence("member_added", "member_removed", "grant_ended");
  }

  private void whatDidThisPersonHoldThatYear(WebVisitor noor, Instant then) throws Exception {
    int year = then.atOffset(ZoneOffset.UTC).getYear();
    Map<String, String> period = Map.of("from", year + "-01-01", "to", year + "-12-31");
    new Walk(noor)
        .click("Grants")
        .click("Ana Lima")
        .reads("Access before", "Bruno Costa")
        .click("All grants")
        .show(period)
        .reads(ACCESS, "Ended");
    assertThat(
            get("api/v1/grants?person=%s&from=%d-01-01&to=%d-01-01".formatted(ANA, year, year + 1)))
        .hasSize(1);
  }

  private void whichPolicyEvaluatedIt(WebVisitor noor, String request) throws Exception {
    policy("\nroles: { operators: ['person:head-of-ops@example.com'] }\n");
    eventually(
        () ->
            new Walk(noor)
                .click("Requests")
                .click(ACCESS)
                .reads("sha256:")
                .click("It has changed once since then")
                .reads("The version that the request was evaluated against."));
    new Walk(noor)
        .click("Requests")
        .click(ACCESS)
        .click("The file as it was")
        .reads(
            "prod-readonly", "This is the text that the audit trail recorded", "the next version");
    assertThat(get("api/v1/requests/" + request).path("policyDigest").asText()).isNotEmpty();
    assertThat(get(auditPath() + "&type=policy_changed")).isNotEmpty();
  }

  private void whatWasRefusedAndWhy(WebVisitor noor) throws Exception {
    ask(ana, "prod-readonly", Duration.ofHours(2), REASON);
    bruno.click(readsThere(bruno, "Approve with changes…"), "deny");
    eventually(() -> assertThat(bruno.form()).isPresent());
    bruno.submit(Map.of("reason", "Use the dashboards"));
    alerted(ana, "was denied by <@U0BRUNO>");
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                trail.record(
                    new AuditEvent.RequestRefused(
                        UUID.randomUUID(),
                        new PersonId(ANA),
                        Optional.empty(),
                        "prod-admin",
                        "You are not eligible for this entitlement.")));
    new Walk(noor)
        .click("Requests")
        .show(Map.of("state", "DENIED"))
        .reads("Use the dashboards", "Bruno Costa");
    new Walk(noor)
        .click("Requests")
        .click("audit events")
        .reads("A request by Ana Lima for prod-admin was refused.", "You are not eligible");
    assertThat(get("api/v1/requests?state=denied").get(0).path("reason").asText())
        .isEqualTo("Use the dashboards");
    assertThat(get(auditPath() + "&type=request_refused")).isNotEmpty();
  }

  private void howBreakGlassWasReviewed(WebVisitor noor) throws Exception {
    openForm(chloe, "prod-readonly");
    chloe.submit(Map.of("how_long", "3600", "why", REASON, "break_glass", List.of("true")));
    PostedMessage card = readsThere(bruno, "Break-glass: Chloé Martin got");
    bruno.click(card, "review");
    eventually(() -> assertThat(bruno.form()).isPresent());
    bruno.submit(Map.of("outcome", "justified", "comment", "db-1 was down"));
    readsThere(bruno, "Reviewed by <@U0BRUNO>: justified");
    new Walk(noor)
        .click("Evidence")
        .click("Break-glass")
        .reads("Chloé Martin", "Justified", "Bruno Costa: db-1 was down");
    assertThat(get("api/v1/break-glass").get(0).path("reviewerName").asText())
        .isEqualTo("Bruno Costa");
  }

  private void whoApprovesEachOther(WebVisitor noor, String request, Instant then)
      throws Exception {
    execute(
        """
        insert into approval_pair (requester, approver, approvals, last_at, last_request, mutual)
        values ('%s', '%s', 1, now(), '%s', true);
        update approval_pair set mutual = true where requester = '%s'
        """
            .formatted(BRUNO, ANA, request, ANA));
    new Walk(noor)
        .click("Evidence")
        .click("Separation of duties")
        .reads("Approved each other&#39;s requests", "Ana Lima", "Bruno Costa");
    String day = then.toString().substring(0, 10);
    assertThat(
            text(
                "api/v1/audit/export?format=grants-csv&from=%s&to=%s"
                    .formatted(day, then.plus(1, ChronoUnit.DAYS))))
        .contains("approved_by_requester", "Bruno Costa");
  }

  private void whoHasAccessOutsideOfHourkey(WebVisitor noor) throws Exception {
    execute("insert into compared_group values ('g', 'aws-standing', now(), now(), null)");
    execute("insert into standing_membership values ('g', '" + BRUNO + "', 'BASELINE', now())");
    new Walk(noor)
        .click("Evidence")
        .click("Standing access")
        .reads("Bruno Costa", "aws-standing", "Drift that is not over");
    assertThat(get("api/v1/standing-access").get(0).path("group").asText()).contains("g");
  }

  private void isTheTrailIntactAndWhoExportedIt(WebVisitor noor) throws Exception {
    assertThat(
            noor.send(
                    "/console/audit-trail/export",
                    Map.of("format", "entries", "from", "", "to", ""))
                .status())
        .isEqualTo(200);
    new Walk(noor)
        .click("Audit trail")
        .reads(
            "The last verification", "<td data-label=\"By\">Noor Haddad</td>", ", with its hash");
    assertThat(get("api/v1/audit/verification").path("head").asText())
        .as("only a chain without a broken link has one")
        .matches("\\d+:[0-9a-f]{64}");
    assertThat(get(auditPath() + "&type=export_begun")).isNotEmpty();
  }

  /** Returns a time at which she had it. */
  private Instant anaHadAccess() throws Exception {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready until");
    Instant active = Instant.parse(event("grant_active").path("at").asText());
    pass(Duration.ofMinutes(5));
    ana.run("general", "/aws-access end");
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "You ended it");
    return active.plusSeconds(60);
  }

  private void policy(String more) {
    HourkeySandbox.policy(
        example ->
            example.replaceFirst(
                    "    permission_set: ReadOnlyAccess\n",
                    "    permission_set: ReadOnlyAccess\n"
                        + "    break_glass: { eligible: ['person:head-of-ops@example.com'],"
                        + " review_by: [group:sre-leads] }\n")
                + more);
    assertThat(catalog.refresh().problems()).isEmpty();
  }

  private String id(String table) throws SQLException {
    try (var connection = database.getConnection();
        var rows = connection.createStatement().executeQuery("select id from " + table)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** A visitor who clicks through the console and types no address. */
  private static final class Walk {
    private static final Pattern LINK =
        Pattern.compile("(?s)<a [^>]*href=\"([^\"]+)\"[^>]*>(.*?)</a>");
    private static final Pattern FILLED =
        Pattern.compile("<input [^>]*name=\"(\\w+)\"[^>]* value=\"([^\"]+)\"");
    private static final Pattern FORM =
        Pattern.compile("<form [^>]*method=\"get\" action=\"([^\"]+)\"");

    private final WebVisitor visitor;
    private Shown page;
    private int clicks;

    Walk(WebVisitor visitor) {
      this.visitor = visitor;
      this.page = visitor.open("/console");
    }

    /** Follows the first link with this text. */
    Walk click(String text) {
      return open(
          LINK.matcher(page.body())
              .results()
              .filter(link -> text(link.group(2)).equals(text))
              .map(link -> link.group(1))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no link " + text + " at " + page.at())));
    }

    /** The text of the last link whose text is like this. */
    String lastLink(String like) {
      return LINK.matcher(page.body())
          .results()
          .map(link -> text(link.group(2)))
          .filter(text -> text.matches(like))
          .reduce((_, last) -> last)
          .orElseThrow();
    }

    /** Fills in the page's form and sends it. */
    Walk show(Map<String, String> fields) {
      Matcher form = FORM.matcher(page.body());
      assertThat(form.find()).as("a form at " + page.at()).isTrue();
      fields.keySet().forEach(name -> reads("name=\"" + name + "\""));
      Map<String, String> all = new HashMap<>();
      FILLED.matcher(page.body()).results().forEach(one -> all.put(one.group(1), one.group(2)));
      all.putAll(fields);
      String query =
          all.entrySet().stream()
              .map(field -> field.getKey() + "=" + field.getValue())
              .reduce((one, other) -> one + "&" + other)
              .orElseThrow();
      return open(form.group(1) + "?" + query);
    }

    private Walk open(String address) {
      page = visitor.open(address.replace("&amp;", "&"));
      clicks++;
      assertThat(page.status()).as(address).isEqualTo(200);
      assertThat(clicks).as("clicks to " + address).isLessThanOrEqualTo(MAX_CLICKS);
      return this;
    }

    Walk reads(String... words) {
      assertThat(page.body()).contains(words);
      return this;
    }

    private static String text(String html) {
      return html.replaceAll("<[^>]*>", "").strip();
    }
  }
}

package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.support.JourneyTest;
import dev.hourkey.support.WebVisitor;
import dev.hourkey.support.WebVisitor.Shown;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What people read in the console of what happens in Slack, Entra and AWS. */
@QuarkusTest
class ConsoleTest extends JourneyTest {
  private static final String HOSTILE = "INC-42 <script>alert(1)</script> \" onload=\"x";

  @Test
  void an_auditor_follows_a_grant_from_the_request_to_the_event() throws Exception {
    grantAna(REASON);
    WebVisitor noor = new WebVisitor(hourkey);
    Shown now = noor.signIn("/console", "Noor Haddad");
    assertThat(now.at().getPath()).isEqualTo("/console/now");
    assertThat(now.body()).contains("Ana Lima", "Production, read only", "Active");

    Shown grants = noor.open("/console/grants?person=ana&entitlement=prod-readonly&state=ACTIVE");
    assertThat(grants.body()).contains("Ana Lima").contains("/console/grants/" + grant());
    Shown grant = noor.open("/console/grants/" + grant());
    assertThat(grant.body())
        .contains(
            "Ana Lima requested prod-readonly for 1 hour.",
            "Bruno Costa decided: yes.",
            "Entra accepted the request to add Ana Lima to aws-prod-readonly.",
            "AWS shows the membership",
            "AWS last showed the membership.",
            "ReadOnlyAccess");
    assertThat(number("select approvals from approval_pair where requester <> approver")).isOne();
    String event = grant.body().replaceAll("(?s).*href=\"(/console/audit-trail/\\d+)\".*", "$1");
    assertThat(noor.open(event).body()).contains("&quot;type&quot; : &quot;grant_active&quot;");
  }

  @Test
  void each_filter_finds_the_grant_and_nothing_else() throws Exception {
    grantAna(REASON);
    WebVisitor noor = new WebVisitor(hourkey);
    var _ = noor.signIn("/console", "Noor Haddad");
    for (String list : List.of("/console/grants?", "/console/requests?")) {
      for (String found :
          List.of(
              "person=Ana",
              "person=ana%40example.com",
              "account=111122223333",
              "approver=bruno%40example.com",
              "entitlement=prod-readonly",
              "from=2000-01-01&to=2999-01-01")) {
        assertThat(noor.open(list + found).body()).as(list + found).contains("Ana Lima</a>");
      }
      for (String missed :
          List.of(
              "person=Bruno",
              "account=999999999999",
              "approver=ana%40example.com",
              "entitlement=prod-admin",
              "to=2001-01-01")) {
        Shown page = noor.open(list + missed);
        assertThat(page.status()).as(missed).isEqualTo(200);
        assertThat(page.body())
            .as(list + missed)
            .doesNotContain("Ana Lima</a>", "class=\"problem\"");
      }
      for (String wrong : List.of("from=yesterday", "state=GONE", "person=nobody", "after=x")) {
        Shown page = noor.open(list + wrong);
        assertThat(page.status()).as(wrong).isEqualTo(200);
        assertThat(page.body())
            .as(wrong)
            .contains("class=\"problem\"")
            .doesNotContain("Ana Lima</a>");
      }
    }
  }

  @Test
  void text_that_people_type_is_shown_and_never_run() throws Exception {
    grantAna(HOSTILE);
    WebVisitor noor = new WebVisitor(hourkey);
    var _ = noor.signIn("/console", "Noor Haddad");
    for (String path :
        List.of(
            "/console/requests", "/console/requests/" + request(), "/console/grants/" + grant())) {
      assertThat(noor.open(path).body())
          .as(path)
          .contains("&lt;script&gt;alert(1)")
          .doesNotContain("<script>alert", "\" onload=\"x");
    }
    assertThat(noor.open("/console/grants?person=%22%3E%3Cscript%3E").body())
        .doesNotContain("\"><script>");
  }

  @Test
  void people_see_what_their_role_lets_them() throws Exception {
    grantAna(REASON);
    List<String> forAuditors =
        List.of(
            "/console/grants",
            "/console/requests",
            "/console/audit-trail/1",
            "/console/policy",
            "/console/people/11111111-0000-4000-8000-000000000001",
            "/console/entitlements/prod-readonly",
            "/console/accounts/111122223333");
    assertOpens("Chloé Martin", forAuditors, 200);
    assertOpens("Noor Haddad", forAuditors, 200);
    assertOpens("Bruno Costa", forAuditors, 403);
    assertOpens("Ana Lima", forAuditors, 403);
    assertOpens("Bruno Costa", List.of("/console/now"), 200);
    assertOpens("Ana Lima", List.of("/console/now"), 403);
    List<String> ofAna = List.of("/console/grants/" + grant(), "/console/requests/" + request());
    assertOpens("Ana Lima", ofAna, 200);
    assertOpens("Bruno Costa", ofAna, 404);
    assertOpens("Noor Haddad", ofAna, 200);
  }

  private void assertOpens(String person, List<String> paths, int status) {
    WebVisitor visitor = new WebVisitor(hourkey);
    var _ = visitor.signIn("/console", person);
    paths.forEach(
        path ->
            assertThat(visitor.open(path).status()).as(person + " at " + path).isEqualTo(status));
  }

  private void grantAna(String justification) {
    ask(ana, "prod-readonly", Duration.ofHours(1), justification);
    bruno.click(card(), "approve");
    inTime(
        () -> assertThat(number("select count(*) from access_grant where phase = 'LIVE'")).isOne());
  }

  private UUID grant() throws Exception {
    return id("access_grant");
  }

  private UUID request() throws Exception {
    return id("access_request");
  }

  private UUID id(String table) throws Exception {
    try (var connection = database.getConnection();
        var rows = connection.createStatement().executeQuery("select id from " + table)) {
      rows.next();
      return rows.getObject(1, UUID.class);
    }
  }
}

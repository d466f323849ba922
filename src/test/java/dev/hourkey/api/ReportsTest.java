package dev.hourkey.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.PersonEvent;
import dev.hourkey.audit.Verification;
import dev.hourkey.person.PersonId;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What auditors and their machines are answered. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class ReportsTest {
  private static final Pattern NEXT = Pattern.compile("<(\\?[^>]*)>; rel=\"next\"");

  @TestHTTPResource("/api/v1/")
  URI api = URI.create("");

  @Inject AuditTrail trail;
  @Inject DataSource database;

  @BeforeEach
  void people() throws SQLException {
    empty();
    execute(
        """
        insert into person (id, team_id, chat_id, name, principal_name, linked_at) values
          ('ana', 'T', 'UANA', 'Ana Lima', 'ana@example.com', now()),
          ('bruno', 'T', 'UBRUNO', 'Bruno Costa', 'bruno@example.com', now())
        """);
  }

  @AfterEach
  void empty() throws SQLException {
    Sql.empty(database, "access_grant, access_request, person");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "grants?persn=ana | 'persn' is not a parameter here; did you mean 'person'?",
        "grants?holder=ana | 'holder' is not a parameter here; use account, after, approver,"
            + " entitlement, from, group, lateEnd, limit, open, person, to.",
        "audit?subjct=x | 'subjct' is not a parameter here; did you mean 'subject'?",
        "audit/verification?from=2026-03-02 | 'from' is not a parameter here",
        "drift?person=ana | 'person' is not a parameter here; this path takes none.",
        "grants?open=yes | 'open' must be true or false.",
        "grants?limit=1001 | 'limit' must be from 1 to 1000.",
        "grants?limit=0 | 'limit' must be from 1 to 1000.",
        "grants?limit=ten | 'limit' must be a whole number.",
        "grants?from=yesterday | 'from' must be a date such as 2026-03-02",
        "grants?to=2026-13-01 | 'to' must be a date such as 2026-03-02",
        "grants?from=2026-03-02T12:00:00 | 'from' must be a date such as 2026-03-02",
        "grants?from=%2B999999999-01-01T00:00:00Z | 'from' must be a date such as 2026-03-02",
        "grants?person=a%00b | 'person' has characters that names and ids can't have.",
        "grants?after=x | 'after' must be an id",
        "grants?after=00000000-0000-4000-8000-000000000000 | there is none with this id",
        "grants?person= | 'person' is empty",
        "grants?person=ana&person=bruno | 'person' appears 2 times",
        "grants?open=true&lateEnd=true | Send 'open' or 'lateEnd', not both.",
        "requests?state=granted | 'state' must be one of pending, approved, denied, cancelled,"
            + " expired.",
        "requests?after=00000000-0000-4000-8000-000000000000 | there is none with this id",
        "access-reviews?after=00000000-0000-4000-8000-000000000000 | there is none with this id",
        "standing-access?after=g | 'after' must be a group's id, a slash and a person's id.",
        "break-glass?from=yesterday | 'from' must be a date such as 2026-03-02",
        "moment?time=noon | 'time' must be a date such as 2026-03-02",
        "moment?time=9998-01-01 | 'time' is in the future.",
        "audit?after=-1 | 'after' must be a whole number.",
        "audit?type=refused | 'type' must be one of access_requested, access_review_begun,",
        "audit?limit=5000 | 'limit' must be from 1 to 1000."
      })
  void a_parameter_that_is_not_understood_is_refused_and_never_ignored(String path, String why)
      throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    JsonNode problem = new ObjectMapper().readTree(answer.body());
    assertThat(problem.get("title").asText()).isEqualTo("Bad Request");
    assertThat(problem.get("status").asInt()).isEqualTo(400);
    assertThat(problem.get("detail").asText()).contains(why);
  }

  @Test
  void without_the_token_nobody_learns_what_the_parameters_are() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(api.resolve("grants?persn=ana")).build();
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
      assertThat(answer.body()).contains("Bearer").doesNotContain("persn");
      assertThat(answer.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    }
  }

  @Test
  void grants_are_filtered_by_person_time_group_and_entitlement() throws Exception {
    grant("ana", "prod", "2026-03-02T12:00Z", "'2026-03-02T13:00Z'");
    grant("ana", "logs", "2026-03-03T12:00Z", "null");
    grant("bruno", "prod", "2026-03-03T12:00Z", "'2026-03-04T12:00Z'");

    assertThat(requested("grants")).containsExactlyInAnyOrder("ana prod", "ana logs", "bruno prod");
    assertThat(requested("grants?person=ana")).containsExactly("ana logs", "ana prod");
    assertThat(requested("grants?person=ANA")).containsExactly("ana logs", "ana prod");
    assertThat(requested("grants?person=Ana@Example.com")).containsExactly("ana logs", "ana prod");
    assertThat(requested("grants?person=nobody@example.com")).isEmpty();
    assertThat(requested("grants?entitlement=prod")).containsExactly("bruno prod", "ana prod");
    assertThat(requested("grants?group=aws-logs")).containsExactly("ana logs");
    assertThat(requested("grants?group=id-of-logs")).containsExactly("ana logs");
    assertThat(requested("grants?open=true")).containsExactly("ana logs");
    assertThat(requested("grants?from=2026-03-02T13:00:00Z")).doesNotContain("ana prod");
    assertThat(requested("grants?from=2026-03-02T12:59:59Z")).contains("ana prod");
    assertThat(requested("grants?from=2026-03-02T14:59:59+02:00")).contains("ana prod");
    assertThat(requested("grants?to=2026-03-03")).containsExactly("ana prod");
    assertThat(requested("grants?person=bruno&from=2026-03-05")).isEmpty();
    assertThat(requested("grants?person=ana&from=2026-03-05")).containsExactly("ana logs");
  }

  @Test
  void decisions_are_found_by_account_approver_and_state() throws Exception {
    grant("ana", "prod", "2026-03-02T12:00Z", "'2026-03-02T13:00Z'");
    grant("bruno", "logs", "2026-03-03T12:00Z", "null");
    execute(
        """
        update access_grant set overdue_alerted_at = now(),
          opens = '{"targets":[{"accountId":"111122223333","accountName":"Production","permissionSet":"Admin","session":"PT1H","state":"ACTIVE"}],"complete":true}'
        where holder = 'ana';
        insert into review (request, reviewer, number, approved, reason, reviewed_at)
          select id, 'bruno', 1, true, '', now() from access_request where requester = 'ana';
        update access_request set requested_at = '2026-03-02T11:00Z', evaluated_against = 'abc' where requester = 'ana';
        update access_request set phase = 'DENIED', decided_by = 'ana', reason = 'Ask tomorrow', decided_at = now()
        where requester = 'bruno'
        """);
    assertThat(requested("grants?account=111122223333")).containsExactly("ana prod");
    assertThat(requested("grants?account=Production&lateEnd=true")).containsExactly("ana prod");
    assertThat(requested("grants?lateEnd=true&person=bruno")).isEmpty();
    assertThat(requested("grants?approver=bruno@example.com")).containsExactly("ana prod");
    JsonNode grant = json("grants?approver=bruno").get(0);
    assertThat(grant.get("approvedBy").toString()).isEqualTo("[\"bruno\"]");
    assertThat(grant.get("late").asBoolean()).isTrue();
    assertThat(grant.get("lateStep").asText()).isEqualTo("end");

    JsonNode denied = json("requests?state=denied");
    assertThat(denied).hasSize(1);
    assertThat(denied.get(0).get("requester").asText()).isEqualTo("bruno");
    assertThat(denied.get(0).get("deniedBy").asText()).isEqualTo("ana");
    assertThat(denied.get(0).get("reason").asText()).isEqualTo("Ask tomorrow");
    JsonNode approved = json("requests?to=2026-03-03&approver=bruno&entitlement=prod");
    assertThat(approved).hasSize(1);
    assertThat(approved.get(0).get("approvedBy").toString()).isEqualTo("[\"bruno\"]");
    assertThat(approved.get(0).get("policyDigest").asText()).isEqualTo("abc");
    assertThat(json("requests?from=2026-03-03&person=ana")).isEmpty();
    assertThat(get("requests?limit=1").headers().firstValue("Link")).isPresent();
  }

  @Test
  void somebody_who_approved_only_an_extension_counts_as_a_decider_of_the_grant() throws Exception {
    execute(
        "insert into person (id, name, principal_name, linked_at)"
            + " values ('chloe', 'Chloé Martin', 'chloe@example.com', now())");
    grant("ana", "prod", "2026-03-02T12:00Z", "null");
    grant("ana", "logs", "2026-03-02T12:00Z", "null");
    for (String extension : List.of("'APPROVED', 'chloe', true", "'DENIED', 'dana', false")) {
      String[] one = extension.split(", ", -1);
      execute(
          """
          insert into person (id, name, principal_name, linked_at)
            values (%2$s, 'D', 'd@example.com', now()) on conflict do nothing;
          with asked as (
            insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
              duration_seconds, justification, requested_at, expires_at, remind_after_seconds, phase, reason,
              decided_at, extends_grant, extends_from, extends_seconds)
            select gen_random_uuid(), 'ana', 'prod', 'E', 'g', 'g', false, 120, 'INC-42', now(), now(), '{}', %1$s,
              case %1$s when 'DENIED' then 'no' end, now(), id, now(), 60 from access_grant where entitlement = 'prod'
            returning id)
          insert into review (request, reviewer, number, approved, reason, reviewed_at)
            select id, %2$s, 1, %3$s, '', now() from asked
          """
              .formatted(one[0], one[1], one[2]));
    }
    execute(
        "insert into review (request, reviewer, number, approved, reason, reviewed_at)"
            + " select request, 'bruno', 1, true, '', now() from access_grant");
    assertThat(requested("grants?approver=bruno"))
        .containsExactlyInAnyOrder("ana prod", "ana logs");
    assertThat(requested("grants?approver=chloe")).containsExactly("ana prod");
    assertThat(requested("grants?approver=dana")).as("the extension was denied").isEmpty();
    JsonNode grant = json("grants?approver=chloe").get(0);
    assertThat(grant.get("approvedBy").toString()).isEqualTo("[\"bruno\",\"chloe\"]");
    assertThat(json("grants/" + grant.get("id").asText()).get("approvedBy")).hasSize(2);
    assertThat(json("requests/" + grant.get("request").asText()).get("approvedBy")).hasSize(1);
    HttpResponse<String> first = get("grants?approver=bruno&limit=1");
    Matcher next = NEXT.matcher(first.headers().firstValue("Link").orElseThrow());
    assertThat(next.matches()).isTrue();
    assertThat(json("grants" + next.group(1)).get(0).get("id"))
        .isNotEqualTo(new ObjectMapper().readTree(first.body()).get(0).get("id"));
  }

  @Test
  void more_than_a_thousand_grants_are_read_page_by_page_and_none_twice() throws Exception {
    execute(
        """
        with asked as (
          insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
            duration_seconds, justification, requested_at, expires_at,
            remind_after_seconds, phase, decided_at)
          select gen_random_uuid(), 'ana', 'e' || i, 'E', 'g', 'g', false, 60, 'INC-42', now(), now(),
            '{}', 'APPROVED', now()
          from generate_series(1, 1205) i returning id, entitlement)
        insert into access_grant (id, request, holder, entitlement, entitlement_name, group_id,
          group_name, duration_seconds, warn_before_seconds, opened_at, deadline, phase, cause,
          due_at, ended_at)
        select gen_random_uuid(), id, 'ana', entitlement, 'E', 'g', 'g', 60, 10,
          timestamptz '2026-03-02T12:00Z' + (substr(entitlement, 2)::int / 10) * interval '1 minute',
          '2027-03-02', 'ENDED', 'EXPIRED', now(), now()
        from asked
        """);
    List<String> seen = new ArrayList<>();
    Optional<String> next = Optional.of("grants?limit=500&person=ana@example.com");
    while (next.isPresent()) {
      HttpResponse<String> answer = get(next.get());
      new ObjectMapper().readTree(answer.body()).forEach(one -> seen.add(one.get("id").asText()));
      next =
          answer
              .headers()
              .firstValue("Link")
              .map(NEXT::matcher)
              .filter(Matcher::matches)
              .map(link -> "grants" + link.group(1));
      grant("ana", "late" + seen.size(), "2027-01-01T12:00Z", "null"); // It moves no page.
    }
    assertThat(seen).hasSize(1205);
    assertThat(new HashSet<>(seen)).hasSize(1205);
  }

  @Test
  void an_entry_can_be_read_after_somebody_has_another_name_and_has_left() throws Exception {
    UUID subject = UUID.randomUUID();
    PersonId ana = new PersonId("ana");
    record(new AuditEvent.RequestCancelled(subject, ana));
    execute(
        "update person set name = 'Ana Souza', principal_name = 'ana.souza@example.com' where id ="
            + " 'ana'");
    renamed("ana.souza@example.com", "ana@example.com");
    record(new AuditEvent.RequestApproved(subject, List.of(new PersonId("bruno"), ana)));
    record(new AuditEvent.GrantEnding(subject, "ENDED_EARLY", "ana"));
    assertThat(json("audit?person=ana.souza@example.com&subject=" + subject)).hasSize(3);
    execute("delete from person where id = 'ana'");
    record(new AuditEvent.RequestCancelled(subject, ana));

    JsonNode entries = json("audit?subject=" + subject);
    assertThat(entries.get(0).at("/event/people").toString())
        .isEqualTo(
            "[{\"id\":\"ana\",\"name\":\"Ana Lima\",\"principalName\":\"ana@example.com\"}]");
    assertThat(entries.get(1).at("/event/people/0/name").asText()).isEqualTo("Ana Souza");
    assertThat(entries.get(1).at("/event/people/1/name").asText()).isEqualTo("Bruno Costa");
    assertThat(entries.get(2).at("/event/people/0/name").asText()).isEqualTo("Ana Souza");
    assertThat(entries.get(3).at("/event/people").isMissingNode()).isTrue();
    assertThat(trail.verify(List.of())).isInstanceOf(Verification.Intact.class);

    assertThat(json("audit?person=ana@example.com&subject=" + subject)).hasSize(3);
    assertThat(json("audit?person=ana.souz@example.com&subject=" + subject)).isEmpty();
    assertThat(json("audit?person=ana&subject=" + subject)).hasSize(3);
    assertThat(json("audit?person=bruno@example.com&subject=" + subject)).hasSize(1);
  }

  @Test
  void grants_are_found_by_the_name_that_somebody_had() throws Exception {
    grant("ana", "prod", "2026-03-02T12:00Z", "null");
    execute("update person set principal_name = 'ana@before.example.com' where id = 'ana'");
    execute("update person set principal_name = 'ana@after.example.com' where id = 'ana'");
    renamed("ana@after.example.com", "ana@before.example.com");
    assertThat(requested("grants?person=ana@before.example.com")).containsExactly("ana prod");
    assertThat(
            json("grants?person=ana@after.example.com").get(0).get("holderPrincipalName").asText())
        .isEqualTo("ana@after.example.com");
  }

  @Test
  void audit_entries_are_read_page_by_page() throws Exception {
    UUID subject = UUID.randomUUID();
    for (int i = 0; i < 5; i++) {
      record(new AuditEvent.RequestExpired(subject));
    }
    HttpResponse<String> first = get("audit?limit=2&subject=" + subject);
    String next = first.headers().firstValue("Link").orElse("");
    Matcher link = NEXT.matcher(next);
    assertThat(link.matches()).as(next).isTrue();
    assertThat(json("audit" + link.group(1))).hasSize(2);
    assertThat(get("audit?limit=6&subject=" + subject).headers().firstValue("Link")).isEmpty();
  }

  @Test
  void refused_requests_are_found_by_type_and_person() throws Exception {
    UUID submission = UUID.randomUUID();
    PersonId ana = new PersonId("ana");
    record(
        new AuditEvent.RequestRefused(
            submission, ana, Optional.of(new PersonId("bruno")), "prod", "Not eligible."));
    record(new AuditEvent.RequestExpired(submission));
    String refused = "audit?type=request_refused&limit=1000&person=";
    for (String person : List.of("ana@example.com", "bruno")) {
      JsonNode last = json(refused + person);
      assertThat(last.get(last.size() - 1).at("/event/subject").asText())
          .isEqualTo(submission.toString());
      assertThat(last).allMatch(one -> one.at("/event/type").asText().equals("request_refused"));
    }
    JsonNode event = json("audit?type=request_refused&subject=" + submission).get(0).get("event");
    assertThat(event.get("entitlement").asText()).isEqualTo("prod");
    assertThat(event.get("reason").asText()).isEqualTo("Not eligible.");
    assertThat(event.get("at").asText()).isNotBlank();
  }

  private void renamed(String now, String before) {
    record(
        new PersonEvent.PersonRenamed(
            UUID.randomUUID(), new PersonId("ana"), "Ana Souza", now, "Ana Lima", before));
  }

  private void record(AuditEvent event) {
    QuarkusTransaction.requiringNew().run(() -> trail.record(event));
  }

  private void grant(String holder, String entitlement, String opened, String ended)
      throws SQLException {
    execute(
        """
        with asked as (
          insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
            duration_seconds, justification, requested_at, expires_at,
            remind_after_seconds, phase, decided_at)
          values (gen_random_uuid(), '%1$s', '%2$s', 'E', 'g', 'g', false, 60, 'INC-42', now(), now(),
            '{}', 'APPROVED', now()) returning id)
        insert into access_grant (id, request, holder, entitlement, entitlement_name, group_id,
          group_name, duration_seconds, warn_before_seconds, opened_at, deadline, phase, cause,
          due_at, ended_at, next_check_at)
        select gen_random_uuid(), id, '%1$s', '%2$s', 'E', 'id-of-%2$s', 'aws-%2$s', 60, 10, '%3$s',
          '2027-03-02', case when %4$s is null then 'PROVISIONING' else 'ENDED' end,
          case when %4$s is null then null else 'EXPIRED' end, now(), %4$s,
          case when %4$s is null then now() else null end
        from asked
        """
            .formatted(holder, entitlement, opened, ended));
  }

  /** Holder and entitlement of the grants, in their order. */
  private List<String> requested(String path) throws Exception {
    return StreamSupport.stream(json(path).spliterator(), false)
        .map(one -> one.get("holder").asText() + " " + one.get("entitlement").asText())
        .toList();
  }

  private JsonNode json(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(api.resolve(path))
              .header("Authorization", "Bearer " + HourkeySandbox.API_TOKEN)
              .build();
      return http.send(request, BodyHandlers.ofString());
    }
  }

  private void execute(String statement) throws SQLException {
    Sql.execute(database, statement);
  }
}

package dev.hourkey.sandbox.directory;

import static dev.hourkey.sandbox.Wire.ANA;
import static dev.hourkey.sandbox.Wire.DANA;
import static dev.hourkey.sandbox.Wire.NOBODY;
import static dev.hourkey.sandbox.Wire.PROD_READONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.SandboxClock;
import dev.hourkey.sandbox.Wire;
import dev.hourkey.sandbox.entra.EntraStandIn;
import dev.hourkey.sandbox.http.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final String MEMBERS = "/v1.0/groups/" + PROD_READONLY + "/members";

  private static final String OTHER = "99999999-0000-4000-8000-00000000000a";

  private final Sandbox sandbox = new Sandbox(0);
  private final EntraStandIn entra = sandbox.entra();
  private final Wire wire = new Wire(sandbox);

  @AfterEach
  void close() {
    sandbox.reset();
    wire.close();
    sandbox.close();
  }

  @Test
  void exactly_the_given_number_of_matching_calls_is_throttled() throws Exception {
    entra.throttle("POST */members/$ref", 2, Duration.ofSeconds(17));
    assertThat(wire.get(MEMBERS).status()).isEqualTo(200);
    assertThat(wire.addMember(PROD_READONLY, ANA).header("Retry-After")).isEqualTo("17");
    assertThat(wire.addMember(PROD_READONLY, ANA).status()).isEqualTo(429);
    assertThat(wire.addMember(PROD_READONLY, ANA).status()).isEqualTo(204);
  }

  @Test
  void a_failure_says_what_graph_says_with_that_status() throws Exception {
    entra.fail("GET */synchronization/*", 1, 401);
    entra.fail("*", 1, 409);
    entra.deny("*", 1);
    entra.fail("*", 1, 500);
    entra.fail("*", 1, 502);
    String jobs =
        "/v1.0/servicePrincipals/33333333-0000-4000-8000-000000000001/synchronization/jobs";
    assertThat(wire.get(jobs).code()).isEqualTo("UnknownError");
    assertThat(wire.get(MEMBERS).code()).isEqualTo("Directory_ConcurrencyViolation");
    assertThat(wire.get(MEMBERS).code()).isEqualTo("Authorization_RequestDenied");
    assertThat(wire.get(MEMBERS).status()).isEqualTo(500);
    assertThat(wire.get(MEMBERS).header("Content-Type")).isEqualTo("text/html");
  }

  @Test
  void a_lost_answer_was_carried_out() {
    entra.loseAnswer("POST *", 1);
    assertThatThrownBy(() -> wire.addMember(PROD_READONLY, ANA)).isInstanceOf(IOException.class);
    assertThat(entra.isMember(PROD_READONLY, ANA)).isTrue();
    assertThat(entra.calls().getLast().status()).isZero();
  }

  @Test
  void a_delay_only_takes_time() throws Exception {
    entra.delay("*", 1, Duration.ofMillis(300));
    long start = System.nanoTime();
    assertThat(wire.get(MEMBERS).status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(299));
  }

  @Test
  void a_fault_may_stay_until_it_is_cleared() throws Exception {
    entra.fail("*", DirectoryStandIn.ALWAYS, 503);
    for (int i = 0; i < 3; i++) {
      assertThat(wire.get(MEMBERS).status()).isEqualTo(503);
    }
    entra.clearFaults();
    assertThat(wire.get(MEMBERS).status()).isEqualTo(200);
  }

  @Test
  void reads_of_members_can_lag() throws Exception {
    entra.readLag(Duration.ofSeconds(10));
    wire.addMember(PROD_READONLY, ANA);
    assertThat(wire.get(MEMBERS).json().get("value")).isEmpty();
    assertThat(wire.addMember(PROD_READONLY, ANA).message()).contains("already exist");
    SandboxClock.advance(Duration.ofSeconds(11));
    assertThat(wire.get(MEMBERS).json().get("value")).hasSize(1);
    wire.removeMember(PROD_READONLY, ANA);
    assertThat(wire.get(MEMBERS).json().get("value")).hasSize(1);
  }

  @Test
  void a_read_of_one_membership_can_lag() throws Exception {
    wire.addMember(PROD_READONLY, ANA);
    entra.readLag(Duration.ofSeconds(10));
    String filtered = MEMBERS + "?$filter=id eq '" + ANA + "'";
    assertThat(wire.get(filtered).json().get("value")).isEmpty();
    SandboxClock.advance(Duration.ofSeconds(11));
    wire.removeMember(PROD_READONLY, ANA);
    assertThat(wire.get(filtered).json().get("value")).hasSize(1);
    assertThat(check(ANA)).hasSize(1);
    SandboxClock.advance(Duration.ofSeconds(11));
    assertThat(wire.get(filtered).json().get("value")).isEmpty();
    assertThat(check(ANA)).isEmpty();
  }

  @Test
  void a_given_number_of_reads_shows_an_earlier_state() throws Exception {
    entra.readLag(Duration.ofHours(1), 2);
    wire.addMember(PROD_READONLY, ANA);
    assertThat(wire.get(MEMBERS).json().get("value")).isEmpty();
    assertThat(wire.get(MEMBERS).json().get("value")).isEmpty();
    assertThat(wire.get(MEMBERS).json().get("value")).hasSize(1);
  }

  @Test
  void lagging_reads_do_not_show_new_users() throws Exception {
    entra.readLag(Duration.ofSeconds(30));
    entra.putUser(Map.of("id", NOBODY, "userPrincipalName", "new@example.com"));
    entra.putGroup(Map.of("id", OTHER, "displayName", "new"));
    assertThat(wire.get("/v1.0/users/" + NOBODY).status()).isEqualTo(404);
    assertThat(wire.get("/v1.0/groups/" + OTHER).status()).isEqualTo(404);
    String named = "/v1.0/users?$filter=userPrincipalName eq 'new@example.com'";
    assertThat(wire.get(named).json().get("value")).isEmpty();
    SandboxClock.advance(Duration.ofSeconds(31));
    assertThat(wire.get("/v1.0/users/" + NOBODY).status()).isEqualTo(200);
    assertThat(wire.get(named).json().get("value")).hasSize(1);
    assertThat(wire.get("/v1.0/groups/" + OTHER).status()).isEqualTo(200);
  }

  @Test
  void a_write_may_meet_a_replica_that_does_not_know_yet() throws Exception {
    entra.writeLag(Duration.ofSeconds(30));
    assertThat(wire.addMember(PROD_READONLY, ANA).status()).isEqualTo(204);
    var removal = wire.removeMember(PROD_READONLY, ANA);
    assertThat(removal.status()).isEqualTo(404);
    assertThat(removal.message()).contains(PROD_READONLY);
    assertThat(entra.isMember(PROD_READONLY, ANA)).isTrue();

    entra.putUser(Map.of("id", NOBODY, "userPrincipalName", "new@example.com"));
    entra.putGroup(Map.of("id", OTHER, "displayName", "new"));
    assertThat(wire.addMember(PROD_READONLY, NOBODY).message()).contains(NOBODY);
    assertThat(wire.addMember(OTHER, ANA).message()).contains(OTHER);

    SandboxClock.advance(Duration.ofSeconds(31));
    assertThat(wire.removeMember(PROD_READONLY, ANA).status()).isEqualTo(204);
    assertThat(wire.addMember(PROD_READONLY, NOBODY).status()).isEqualTo(204);
    assertThat(wire.addMember(OTHER, ANA).status()).isEqualTo(204);
  }

  @Test
  void a_given_number_of_writes_misses_existing_objects() throws Exception {
    entra.missGroup(1);
    assertThat(wire.addMember(PROD_READONLY, ANA).message()).contains(PROD_READONLY);
    entra.missPerson(1);
    assertThat(wire.addMember(PROD_READONLY, ANA).message()).contains(ANA);
    assertThat(wire.addMember(PROD_READONLY, ANA).status()).isEqualTo(204);
    entra.missMembership(2);
    assertThat(wire.removeMember(PROD_READONLY, ANA).status()).isEqualTo(404);
    assertThat(wire.removeMember(PROD_READONLY, ANA).code()).isEqualTo("Request_ResourceNotFound");
    assertThat(wire.removeMember(PROD_READONLY, ANA).status()).isEqualTo(204);
  }

  @Test
  void membership_writes_beyond_the_quota_get_a_retry_after() throws Exception {
    entra.writeQuota(3, Duration.ofSeconds(30));
    assertThat(wire.addMember(PROD_READONLY, ANA).status()).isEqualTo(204);
    assertThat(wire.removeMember(PROD_READONLY, DANA).status()).isEqualTo(404);
    assertThat(wire.bindMembers(PROD_READONLY, DANA).status()).isEqualTo(204);

    var refused = wire.removeMember(PROD_READONLY, ANA);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.code()).isEqualTo("TooManyRequests");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(8, 10);
    assertThat(refused.header("x-ms-throttle-scope")).startsWith("Tenant_Application/ReadWrite/");
    assertThat(refused.header("x-ms-throttle-information")).isEqualTo("WriteLimitExceeded");
    assertThat(entra.isMember(PROD_READONLY, ANA)).isTrue();
    assertThat(wire.get(MEMBERS).status()).isEqualTo(200);

    SandboxClock.advance(Duration.ofSeconds(10));
    assertThat(wire.removeMember(PROD_READONLY, ANA).status()).isEqualTo(204);
    assertThat(wire.removeMember(PROD_READONLY, DANA).status()).isEqualTo(429);
    sandbox.reset();
    for (int i = 0; i < 4; i++) {
      assertThat(wire.removeMember(PROD_READONLY, ANA).status()).isEqualTo(404);
    }
  }

  @Test
  void a_full_quota_is_not_more_than_full() throws Exception {
    entra.writeQuota(2, Duration.ofSeconds(20));
    SandboxClock.advance(Duration.ofHours(1));
    assertThat(wire.addMember(PROD_READONLY, ANA).status()).isEqualTo(204);
    assertThat(wire.removeMember(PROD_READONLY, ANA).status()).isEqualTo(204);
    assertThat(wire.addMember(PROD_READONLY, ANA).status()).isEqualTo(429);
  }

  @Test
  void a_call_records_when_it_came_and_not_when_it_was_answered() throws Exception {
    entra.delay("*", 1, Duration.ofMillis(300));
    wire.get(MEMBERS);
    Instant answered = new SandboxClock().instant();
    assertThat(Duration.between(entra.calls().getLast().at(), answered))
        .isGreaterThan(Duration.ofMillis(299));
  }

  private JsonNode check(String user) throws Exception {
    String requested = Json.object("groupIds", List.of(PROD_READONLY)).toString();
    return wire.post("/v1.0/users/" + user + "/checkMemberGroups", requested).json().get("value");
  }
}

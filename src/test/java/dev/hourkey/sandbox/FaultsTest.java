package dev.hourkey.sandbox;

import static dev.hourkey.sandbox.Wire.ANA;
import static dev.hourkey.sandbox.Wire.PROD_READONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final String MEMBERS = "/v1.0/groups/" + PROD_READONLY + "/members";

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
  void so_many_calls_that_fit_are_throttled_and_no_others() throws Exception {
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
  void graph_may_show_members_as_they_were() throws Exception {
    entra.readLag(Duration.ofSeconds(10));
    wire.addMember(PROD_READONLY, ANA);
    assertThat(wire.get(MEMBERS).json().get("value")).isEmpty();
    assertThat(wire.addMember(PROD_READONLY, ANA).message()).contains("already exist");
    SandboxClock.advance(Duration.ofSeconds(11));
    assertThat(wire.get(MEMBERS).json().get("value")).hasSize(1);
    wire.removeMember(PROD_READONLY, ANA);
    assertThat(wire.get(MEMBERS).json().get("value")).hasSize(1);
  }
}

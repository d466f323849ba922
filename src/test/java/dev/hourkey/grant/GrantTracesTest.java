package dev.hourkey.grant;

import static dev.hourkey.support.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.GrantClaims.Claim;
import dev.hourkey.grant.Step.Outcome;
import dev.hourkey.sandbox.collector.TracesStandIn;
import dev.hourkey.sandbox.collector.TracesStandIn.Span;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.tracing.SentTraces;
import dev.hourkey.tracing.Traces;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class GrantTracesTest extends GrantDatabaseTest {
  @Inject SentTraces sent;

  private final TracesStandIn received = HourkeySandbox.get().traces();

  @BeforeEach
  void on() {
    received.reset();
    sent.to(HourkeySandbox.get().uri());
  }

  @AfterEach
  void off() {
    sent.off();
  }

  @Test
  void work_of_another_replica_joins_the_trace_of_the_grant() {
    UUID grant = open(ANA);
    UUID request = row(grant).request();
    replica().reconcile(grant); // Adds the member.
    Traces ofOther = SentTraces.ofReplica(HourkeySandbox.get().uri());
    Reconciler other =
        new Reconciler(
            claims,
            leases,
            outcomes,
            together,
            vendors,
            vendors,
            queue,
            scimJob(),
            vendors,
            direct,
            vendors,
            new GrantTraces(ofOther, clock),
            clock);
    other.reconcile(grant); // Provisions on demand.
    vendors.aws = AwsPresence.MEMBER;
    replica().reconcile(grant);

    Span call = only("provision on demand");
    Span synchronization = only("synchronization");
    assertThat(call.trace()).isEqualTo(request.toString().replace("-", ""));
    assertThat(call.parent()).isEqualTo(synchronization.id());
    assertThat(only("add member in Entra").trace()).isEqualTo(call.trace());
    assertThat(only("grant").trace()).isEqualTo(call.trace());
  }

  @Test
  void a_call_that_fails_is_in_the_trace_with_each_of_its_repetitions() {
    UUID grant = live(ANA);
    assertThat(service.endEarly(grant, ANA)).isTrue();
    vendors.down = true;
    replica().reconcile(grant);
    vendors.down = false;
    clock.advance(Duration.ofMinutes(1));
    replica().reconcile(grant);
    await().until(() -> spans("remove member in Entra").size() == 2);
    assertThat(spans("remove member in Entra").getFirst().failure()).contains("no answer");
    assertThat(spans("remove member in Entra").getLast().failure()).isEmpty();
  }

  @Test
  void a_second_activation_has_a_trace_of_its_duration() {
    UUID leaving = live(ANA);
    assertThat(service.endEarly(leaving, ANA)).isTrue();
    Reconciler other = replica();
    UUID[] arriving = new UUID[1];
    vendors.onTheWay =
        () -> {
          clock.advance(Duration.ofSeconds(31));
          other.reconcile(leaving);
          arriving[0] = live(open(ANA, GROUP, "other", HOUR));
        };
    replica().reconcile(leaving); // The late removal took the member away once more.
    assertThat(state(arriving[0])).isEqualTo(new GrantState.Provisioning());
    clock.advance(Duration.ofMinutes(1));
    replica().reconcile(arriving[0]);
    clock.advance(Duration.ofSeconds(10));
    received.reset();
    live(arriving[0]);
    assertThat(only("synchronization"))
        .returns(clock.instant().minusSeconds(10), Span::start)
        .returns(clock.instant(), Span::end);
  }

  @Test
  void a_change_that_is_rolled_back_is_in_no_trace() {
    UUID grant = open(ANA);
    Claim.Taken claim = (Claim.Taken) claims.claim(grant);
    leases.leaseForAdd(claim);
    QuarkusTransaction.begin();
    var _ = outcomes.record(claim, claim.known(), new Outcome.Added());
    QuarkusTransaction.rollback();
    clock.advance(Duration.ofMinutes(1));
    replica().reconcile(grant);
    assertThat(only("add").end()).isEqualTo(clock.instant());
  }

  private Span only(String name) {
    await().until(() -> !spans(name).isEmpty());
    assertThat(spans(name)).hasSize(1);
    return spans(name).getFirst();
  }

  private List<Span> spans(String name) {
    return received.spans().stream().filter(one -> one.name().equals(name)).toList();
  }
}

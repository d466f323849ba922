package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hourkey.sandbox.collector.TracesStandIn.Span;
import dev.hourkey.support.JourneyTest;
import dev.hourkey.tracing.SentTraces;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.assertj.core.data.TemporalUnitOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators see of a request and its access in their tracing tool. */
@QuarkusTest
class TracesTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";

  @Inject SentTraces traces;

  @BeforeEach
  void on() {
    traces.to(sandbox.uri());
  }

  @AfterEach
  void off() {
    traces.off();
  }

  @Test
  void one_trace_leads_from_the_form_to_active_and_one_from_the_end_to_gone() throws Exception {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    bruno.click(card(), "approve");
    alertedInTime(ana, "is ready until");
    ana.run("general", "/aws-access end");
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    inTime(() -> assertThat(named("end")).hasSize(1));

    // PostgreSQL rounds to microseconds what a replica knew more exactly.
    TemporalUnitOffset asInARow = within(1, ChronoUnit.MICROS);
    String request = id("select id from access_request");
    String grant = id("select id from access_grant");
    List<Span> wayToActive = inTrace(request);
    Span root = only(wayToActive, "request");
    assertThat(root.parent()).isEmpty();
    assertThat(only(wayToActive, "decision"))
        .satisfies(
            decision -> {
              assertThat(decision.parent()).isEqualTo(root.id());
              assertThat(decision.attributes())
                  .containsEntry("hourkey.outcome", "approved")
                  .containsEntry("hourkey.request_id", request);
            });
    Span access = only(wayToActive, "grant");
    assertThat(access.parent()).isEqualTo(root.id());
    assertThat(access.attributes())
        .containsEntry("hourkey.grant_id", grant)
        .containsEntry("hourkey.entitlement", "prod-readonly");
    Span add = only(wayToActive, "add");
    Span synchronization = only(wayToActive, "synchronization");
    assertThat(List.of(add, synchronization)).allMatch(one -> one.parent().equals(access.id()));
    assertThat(add.start()).isCloseTo(access.start(), asInARow);
    assertThat(synchronization.start()).isCloseTo(add.end(), asInARow);
    assertThat(synchronization.end()).isCloseTo(access.end(), asInARow);
    assertThat(only(wayToActive, "add member in Entra").parent()).isEqualTo(add.id());
    assertThat(wayToActive)
        .filteredOn(one -> one.name().equals("provision on demand"))
        .isNotEmpty()
        .allMatch(one -> one.parent().equals(synchronization.id()));

    List<Span> wayToGone = inTrace(grant);
    Span end = only(wayToGone, "end");
    assertThat(end.parent()).isEmpty();
    assertThat(end.links()).containsExactly(root.trace());
    assertThat(end.attributes())
        .containsEntry("hourkey.grant_id", grant)
        .containsEntry("hourkey.end_reason", "ended_early");
    Span removal = only(wayToGone, "removal");
    Span clearing = only(wayToGone, "clearing");
    assertThat(List.of(removal, clearing)).allMatch(one -> one.parent().equals(end.id()));
    assertThat(removal.end()).isCloseTo(clearing.start(), asInARow);
    assertThat(only(wayToGone, "remove member in Entra").parent()).isEqualTo(removal.id());

    assertThat(sandbox.traces().spans().toString()) // Spans leave Hourkey.
        .doesNotContainIgnoringCase("ana")
        .doesNotContainIgnoringCase("bruno")
        .doesNotContain(REASON, "11111111-0000-4000-8000-000000000001");
  }

  @Test
  void a_request_that_is_cancelled_has_a_trace_that_says_so() throws Exception {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    var _ = card();
    ana.run("general", "/aws-access cancel");
    eventually(() -> assertThat(named("decision")).hasSize(1));
    assertThat(named("decision").getFirst().attributes())
        .containsEntry("hourkey.outcome", "cancelled");
    assertThat(named("decision").getFirst().failure()).isEmpty();
    assertThat(named("grant")).isEmpty();
  }

  private List<Span> named(String name) {
    return sandbox.traces().spans().stream().filter(one -> one.name().equals(name)).toList();
  }

  private List<Span> inTrace(String id) {
    String trace = id.replace("-", "");
    return sandbox.traces().spans().stream().filter(one -> one.trace().equals(trace)).toList();
  }

  private static Span only(List<Span> spans, String name) {
    assertThat(spans).as(name).filteredOn(one -> one.name().equals(name)).hasSize(1);
    return spans.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  private String id(String query) throws Exception {
    try (var connection = database.getConnection();
        var sql = connection.createStatement();
        var rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}

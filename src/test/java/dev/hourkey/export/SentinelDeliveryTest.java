package dev.hourkey.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditReader;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.entra.EntraTokenEndpoint;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.Request;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.MovableClock;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Audit events on their way to Sentinel, with tokens of Hourkey's own application: against a token
 * endpoint and a Logs Ingestion API that refuse what the real ones refuse.
 */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class SentinelDeliveryTest {
  private static final String PATH = "/dataCollectionRules/dcr-1/streams/Custom-Hourkey_CL";

  /** The most that the Logs Ingestion API takes in one call. */
  private static final int LARGEST = 1_000_000;

  @Inject DeliveryRows rows;
  @Inject AuditTrail trail;
  @Inject AuditReader reader;
  @Inject MovableClock clock;
  @Inject DataSource database;

  private final LoopbackServer http = new LoopbackServer(0);
  private final EntraTokenEndpoint entra = new EntraTokenEndpoint(http);

  /** What the next calls are answered after they were carried out, or instead of it. */
  private final Deque<Answer> instead = new ArrayDeque<>();

  private final List<Long> stored = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>();
  private int calls;
  private long start;
  private AuditDestination sentinel = collector();

  @BeforeEach
  void everythingBeforeIsDelivered() throws SQLException {
    http.on("POST", PATH, this::ingest);
    sentinel = collector();
    start = trail.head().seq();
    Sql.execute(
        database,
        """
        insert into audit_delivery (destination, position, next_try_at) values ('collector', ?, 'epoch')
        on conflict (destination) do update set position = excluded.position, next_try_at = 'epoch',
          failures = 0, failing_since = null, alerted = false
        """,
        start);
  }

  @AfterEach
  void nothingIsLeft() throws SQLException {
    http.close();
    Sql.execute(database, "delete from audit_delivery");
  }

  @Test
  void one_token_serves_many_calls_and_is_replaced_shortly_before_it_expires() {
    record(2);
    run();
    record(1);
    run();
    assertThat(entra.issued()).isOne();
    assertThat(stored).containsExactly(start + 1, start + 2, start + 3);

    sentinel = collector();
    entra.lifetime(60); // Less than the five minutes before its end in which one is replaced.
    record(1);
    run();
    record(1);
    run();
    assertThat(entra.issued()).as("one for each of the last two calls").isEqualTo(3);
    assertThat(stored).containsExactlyElementsOf(range(5));
  }

  @Test
  void a_token_that_is_refused_is_not_sent_again() {
    record(1);
    run();
    entra.revokeAll();
    record(2);
    run();
    assertThat(stored).as("401").containsExactly(start + 1);
    run();
    assertThat(calls).as("it waits before the next attempt").isEqualTo(2);
    clock.advance(Duration.ofSeconds(30));
    run();
    assertThat(entra.issued()).isEqualTo(2);
    assertThat(stored).containsExactlyElementsOf(range(3));
  }

  @Test
  void a_throttled_call_is_repeated_when_sentinel_says() {
    record(2);
    instead.add(Answer.empty(429).header("Retry-After", "77"));
    run();
    clock.advance(Duration.ofSeconds(76));
    run();
    assertThat(calls).as("not before the 77 s are over").isOne();
    clock.advance(Duration.ofSeconds(1));
    run();
    assertThat(stored).containsExactlyElementsOf(range(2));
    assertThat(entra.issued()).as("the token was not to blame").isOne();
  }

  @Test
  void more_than_a_megabyte_is_sent_in_parts_in_order() {
    record(300, "x".repeat(6_000));
    run();
    assertThat(sizes).allMatch(size -> size <= LARGEST);
    assertThat(calls).as("some were refused with 413 first").isGreaterThan(sizes.size());
    assertThat(stored).containsExactlyElementsOf(range(300));
  }

  @Test
  void events_whose_answer_was_lost_are_sent_again_and_none_is_left_out() {
    record(2);
    instead.add(Answer.lost());
    run();
    assertThat(stored).containsExactlyElementsOf(range(2));
    record(1);
    clock.advance(Duration.ofSeconds(30));
    run();
    assertThat(stored).containsExactly(start + 1, start + 2, start + 1, start + 2, start + 3);
  }

  private void run() {
    Duration _ = new AuditDelivery(List.of(sentinel), rows, reader, trail).run();
  }

  private void record(int events) {
    record(events, "no");
  }

  private void record(int events, String why) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              for (int i = 0; i < events; i++) {
                trail.record(new AuditEvent.ProvisioningStopped(UUID.randomUUID(), why));
              }
            });
  }

  private List<Long> range(int events) {
    return LongStream.rangeClosed(start + 1, start + events).boxed().toList();
  }

  /** As the Logs Ingestion API does: nothing is stored of a call that is refused. */
  private Answer ingest(Request request) throws Exception {
    calls++;
    Optional<Answer> other = Optional.ofNullable(instead.poll());
    if (other.filter(answer -> !answer.cut()).isPresent()) {
      return other.get();
    }
    if (!entra.admits(request)) {
      return refused(401, "InvalidToken");
    }
    if (!"2023-01-01".equals(request.query().get("api-version"))
        || !"application/json".equals(request.header("Content-Type"))) {
      return refused(400, "InvalidRequest");
    }
    if (request.body().length > LARGEST) {
      return refused(413, "ContentLengthLimitExceeded");
    }
    JsonNode all = new ObjectMapper().readTree(request.body());
    if (!all.isArray() || all.isEmpty()) {
      return refused(400, "InvalidRequestBody");
    }
    for (JsonNode row : all) {
      Instant _ = Instant.parse(row.path("TimeGenerated").asText());
      stored.add(row.path("Sequence").asLong());
    }
    sizes.add(request.body().length);
    return other.orElse(Answer.empty(204));
  }

  private static Answer refused(int status, String code) {
    return Answer.json(status, Json.object("error", Json.object("code", code)));
  }

  private HttpCollector collector() {
    URI url = http.uri().resolve(PATH + "?api-version=2023-01-01");
    return new HttpCollector(new SentinelAt(url), entra.tokens());
  }
}

package dev.hourkey.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.export.AuditDestination.Delivery;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.Request;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The Logs Ingestion API of Azure Monitor, which Sentinel reads. */
class HttpCollectorTest {
  private static final String PATH = "/dataCollectionRules/dcr-1/streams/Custom-Hourkey_CL";

  private final LoopbackServer http = new LoopbackServer(0);
  private final List<Request> received = new ArrayList<>();
  private int status = 204;
  private Tokens tokens = new Tokens();

  private static class Tokens implements CollectorTokens {
    int refusals;

    @Override
    public String of(String scope) {
      return "token for " + scope;
    }

    @Override
    public void refused() {
      refusals++;
    }
  }

  HttpCollectorTest() {
    http.on(
        "POST",
        PATH,
        request -> {
          received.add(request);
          return Answer.json(status, Json.object());
        });
  }

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  void sentinel_gets_an_array_of_rows_with_a_token_of_hourkeys_application() throws Exception {
    assertThat(collector().deliver(entries(2))).isEqualTo(new Delivery.Taken());
    assertThat(received).hasSize(1);
    Request request = received.getFirst();
    assertThat(request.header("Authorization"))
        .isEqualTo("Bearer token for https://monitor.azure.com/.default");
    assertThat(request.header("Content-Type")).isEqualTo("application/json");
    JsonNode rows = new ObjectMapper().readTree(request.text());
    assertThat(rows.isArray()).isTrue();
    assertThat(rows).hasSize(2);
    assertThat(rows.get(1).get("Sequence").asLong()).isEqualTo(2);
    assertThat(rows.get(1).get("TimeGenerated").asText()).isEqualTo("2026-03-02T12:00:00Z");
    assertThat(rows.get(1).at("/Event/metadata/sequence").asLong()).isEqualTo(2);
  }

  @Test
  void without_a_token_nothing_is_sent_and_the_events_wait() {
    tokens =
        new Tokens() {
          @Override
          public String of(String scope) {
            throw new IllegalStateException("AADSTS7000215: Invalid client secret");
          }
        };
    assertThat(collector().deliver(entries(1)))
        .isInstanceOfSatisfying(
            Delivery.Failed.class,
            failed -> assertThat(failed.why()).contains("Entra issued no token"));
    assertThat(received).isEmpty();
  }

  @Test
  void only_a_token_that_was_refused_is_replaced() {
    for (int other : new int[] {403, 429, 500}) {
      status = other;
      assertThat(collector().deliver(entries(1))).isInstanceOf(Delivery.Failed.class);
    }
    assertThat(tokens.refusals).isZero();
    status = 401;
    assertThat(collector().deliver(entries(1))).isInstanceOf(Delivery.Failed.class);
    assertThat(tokens.refusals).isOne();
  }

  @Test
  void too_many_rows_at_once_are_sent_in_smaller_parts() {
    status = 413;
    assertThat(collector().deliver(entries(2))).isInstanceOf(Delivery.TooLarge.class);
  }

  private HttpCollector collector() {
    URI url = http.uri().resolve(PATH + "?api-version=2023-01-01");
    return new HttpCollector(new SentinelAt(url), tokens);
  }

  private static List<AuditEntry> entries(int number) {
    List<AuditEntry> entries = new ArrayList<>();
    for (int seq = 1; seq <= number; seq++) {
      entries.add(
          new AuditEntry(
              seq,
              "{\"at\":\"2026-03-02T12:00:00Z\",\"people\":[],\"subject\":\"r\",\"type\":\"request_expired\",\"v\":1}",
              new byte[32],
              new byte[32]));
    }
    return entries;
  }
}

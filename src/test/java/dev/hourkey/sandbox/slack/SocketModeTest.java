package dev.hourkey.sandbox.slack;

import static dev.hourkey.support.Patience.PATIENCE;
import static dev.hourkey.support.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.http.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketModeTest {
  private static final int WITHOUT_CLOSE_FRAME = 1006;

  private final HttpClient client = HttpClient.newHttpClient();
  private Sandbox sandbox;
  private SlackStandIn slack;
  private TinyApp app;

  @BeforeEach
  void start() {
    sandbox = new Sandbox(0);
    slack = sandbox.slack();
    app = new TinyApp(sandbox.uri());
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    app.close();
    sandbox.close();
  }

  @Test
  void a_socket_begins_with_hello_and_an_acknowledgement_may_contain_the_answer() throws Exception {
    Connection connection = connect(_ -> "{\"text\":\"At your service, café\"}");
    assertThat(connection.next().path("type").asText()).isEqualTo("hello");

    WorkspaceUser ana = slack.person("U0ANA");
    assertThat(ana.run("general", "/aws-access help").acknowledged()).isTrue();
    JsonNode envelope = connection.next();
    assertThat(envelope.path("type").asText()).isEqualTo("slash_commands");
    assertThat(envelope.path("accepts_response_payload").asBoolean()).isTrue();
    assertThat(envelope.at("/payload/text").asText()).isEqualTo("help");
    assertThat(ana.latest("general").text()).isEqualTo("At your service, café");
  }

  @Test
  void a_ticket_is_good_for_one_connection() throws Exception {
    URI url = ticket();
    new Connection(url, _ -> null);
    Connection second = new Connection(url, _ -> null);
    assertThat(second.closed.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1008);
  }

  @Test
  void the_person_is_told_if_the_app_has_no_connection() {
    WorkspaceUser ana = slack.person("U0ANA");
    ana.run("general", "/aws-access");
    assertThat(ana.latest("general").text()).contains("dispatch_failed");
  }

  @Test
  void a_delivery_without_acknowledgement_in_three_seconds_has_failed() throws Exception {
    connect(_ -> null).next();
    Delivery delivery = slack.person("U0ANA").run("general", "/aws-access");
    assertThat(delivery.error()).isEqualTo("operation_timeout");
    assertThat(delivery.took()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void an_app_is_warned_before_its_connection_ends_or_it_just_ends() throws Exception {
    Connection connection = connect(_ -> "{}");
    connection.next();
    slack.warnSockets("refresh_requested");
    assertThat(connection.next().path("reason").asText()).isEqualTo("refresh_requested");
    assertThat(slack.person("U0ANA").run("general", "/aws-access").acknowledged()).isTrue();

    slack.closeSockets(false);
    await().until(() -> slack.sockets() == 0);
    assertThat(connection.closed.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(WITHOUT_CLOSE_FRAME);
  }

  @Test
  void a_polite_end_has_a_close_code() throws Exception {
    Connection connection = connect(_ -> "{}");
    connection.next();
    slack.closeSockets(true);
    assertThat(connection.closed.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1001);
    assertThat(slack.sockets()).isZero();
  }

  @Test
  void there_are_at_most_ten_connections() throws Exception {
    for (int i = 0; i < 10; i++) {
      connect(_ -> "{}");
    }
    await().until(() -> slack.sockets() == 10);
    Connection eleventh = connect(_ -> "{}");
    eleventh.next();
    assertThat(eleventh.next().path("reason").asText()).isEqualTo("too_many_websockets");
  }

  @Test
  void pings_are_answered() throws Exception {
    Connection connection = connect(_ -> "{}");
    connection
        .socket
        .sendPing(ByteBuffer.wrap(new byte[] {1, 2}))
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(connection.pongs.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void opening_one_can_be_made_to_fail() {
    slack.fail(new Fault("apps.connections.open", Fault.Kind.HTML, 1, ""));
    assertThat(app.post("/api/apps.connections.open", "xapp-sandbox", "{}").statusCode())
        .isEqualTo(500);
    assertThat(app.post("/api/apps.connections.open", "xoxb-sandbox", "{}").body())
        .contains("not_allowed_token_type");
  }

  private Connection connect(Function<JsonNode, @Nullable String> answer) {
    return new Connection(ticket(), answer);
  }

  private URI ticket() {
    String opened = app.post("/api/apps.connections.open", "xapp-sandbox", "{}").body();
    return URI.create(Json.readIfAny(opened).path("url").asText());
  }

  /** The app's end: acknowledges what the test has an answer to. */
  private final class Connection implements WebSocket.Listener {
    final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
    final BlockingQueue<ByteBuffer> pongs = new LinkedBlockingQueue<>();
    final WebSocket socket;
    private final Function<JsonNode, @Nullable String> answer;
    private final StringBuilder partial = new StringBuilder();

    Connection(URI url, Function<JsonNode, @Nullable String> answer) {
      this.answer = answer;
      this.socket = client.newWebSocketBuilder().buildAsync(url, this).join();
    }

    JsonNode next() throws InterruptedException {
      JsonNode next = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return next == null ? Json.object() : next;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        JsonNode message = Json.readIfAny(partial.toString());
        partial.setLength(0);
        received.add(message);
        String payload = message.has("envelope_id") ? answer.apply(message) : null;
        if (payload != null) {
          var _ =
              from.sendText(
                  "{\"envelope_id\":%s,\"payload\":%s}"
                      .formatted(message.get("envelope_id"), payload),
                  true);
        }
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
      pongs.add(message);
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      closed.add(status);
      return null;
    }
  }
}

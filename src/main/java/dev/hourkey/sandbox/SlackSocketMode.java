package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Socket Mode: the app opens WebSockets, and each thing that happens goes to one of them. */
final class SlackSocketMode implements SlackRoute {
  private static final int MOST = 10;
  private static final int POLICY_VIOLATION = 1008;
  private static final int GOING_AWAY = 1001;

  private final String appId;
  private final ServerSocket server;
  private final Set<String> tickets = ConcurrentHashMap.newKeySet();
  private final List<SlackSocket> connections = new CopyOnWriteArrayList<>();
  private final Map<String, CompletableFuture<JsonNode>> unacknowledged = new ConcurrentHashMap<>();

  SlackSocketMode(String appId) {
    this.appId = appId;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("listen for Socket Mode", e);
    }
    Thread.ofVirtual().name("socket-mode").start(this::accept);
  }

  void addTo(SlackWebApi api) {
    api.on("apps.connections.open", SlackWebApi.APP_TOKEN, _ -> open());
  }

  int connections() {
    return connections.size();
  }

  /** Tells every connection why it will have to go, without ending it. */
  void warn(String reason) {
    for (SlackSocket connection : connections) {
      attempt(connection, socket -> socket.send(disconnect(reason)));
    }
  }

  /** Ends every connection; {@code politely} with a close frame. */
  void hangUp(boolean politely) {
    for (SlackSocket connection : connections) {
      attempt(
          connection,
          socket -> {
            if (politely) {
              socket.goodbye(GOING_AWAY);
            }
            socket.close();
          });
    }
  }

  @Override
  public SlackParcel pack(String kind, ObjectNode payload, Set<SlackFault.Kind> wrong) {
    String type = payload.path("type").asText();
    ObjectNode envelope =
        Json.object()
            .put("envelope_id", UUID.randomUUID().toString())
            .put("type", kind)
            .put(
                "accepts_response_payload",
                kind.equals("slash_commands")
                    || type.equals("view_submission")
                    || type.equals("block_suggestion"));
    envelope.set("payload", payload);
    if (kind.equals("events_api")) {
      envelope.put("retry_attempt", 0).put("retry_reason", "");
    }
    return new SlackParcel(kind, Map.of(), envelope.toString());
  }

  @Override
  public SlackParcel again(SlackParcel parcel, int attempt, String reason) {
    ObjectNode envelope = Json.readObject(parcel.body());
    envelope.put("retry_attempt", attempt).put("retry_reason", "timeout");
    return new SlackParcel(parcel.kind(), parcel.headers(), envelope.toString());
  }

  @Override
  public SlackDelivery carry(SlackParcel parcel) throws InterruptedException {
    String id = Json.readObject(parcel.body()).path("envelope_id").asText();
    long start = System.nanoTime();
    List<SlackSocket> open = List.copyOf(connections);
    if (open.isEmpty()) {
      return delivery(parcel, null, start, "dispatch_failed");
    }
    var acknowledgement = new CompletableFuture<JsonNode>();
    unacknowledged.put(id, acknowledgement);
    try {
      open.get(ThreadLocalRandom.current().nextInt(open.size())).send(parcel.body());
      JsonNode payload =
          acknowledgement.get(SlackDelivery.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      return delivery(parcel, payload, start, null);
    } catch (TimeoutException e) {
      return delivery(parcel, null, start, "operation_timeout");
    } catch (IOException | ExecutionException e) {
      return delivery(parcel, null, start, "dispatch_failed");
    } finally {
      unacknowledged.remove(id);
    }
  }

  /** Stops listening for good; the route itself needs no closing between uses. */
  void stop() {
    hangUp(false);
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("stop Socket Mode", e);
    }
  }

  private ObjectNode open() {
    String ticket = UUID.randomUUID().toString();
    tickets.add(ticket);
    return Json.object()
        .put(
            "url",
            "ws://127.0.0.1:%d/link/?ticket=%s&app_id=%s"
                .formatted(server.getLocalPort(), ticket, appId));
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket accepted = server.accept();
        Thread.ofVirtual().name("socket-mode-connection").start(() -> serve(accepted));
      } catch (IOException e) {
        return; // Closed: there is nobody left to accept.
      }
    }
  }

  private void serve(Socket accepted) {
    try (SlackSocket connection = new SlackSocket(accepted)) {
      if (!tickets.remove(ticket(connection))) {
        connection.goodbye(POLICY_VIOLATION);
        return;
      }
      connection.send(hello(connections.size() + 1));
      if (connections.size() >= MOST) {
        connection.send(disconnect("too_many_websockets"));
        connection.goodbye(GOING_AWAY);
        return;
      }
      connections.add(connection);
      try {
        while (true) {
          acknowledged(Json.readObject(connection.receive()));
        }
      } finally {
        connections.remove(connection);
      }
    } catch (IOException e) {
      // The connection ended, which is what it does sooner or later.
    }
  }

  private void acknowledged(ObjectNode message) {
    var waiting = unacknowledged.get(message.path("envelope_id").asText());
    if (waiting != null) {
      waiting.complete(message.path("payload"));
    }
  }

  private String hello(int count) {
    ObjectNode hello = Json.object().put("type", "hello").put("num_connections", count);
    hello
        .putObject("debug_info")
        .put("host", "applink-sandbox")
        .put("approximate_connection_time", 18060);
    hello.putObject("connection_info").put("app_id", appId);
    return hello.toString();
  }

  private static String disconnect(String reason) {
    ObjectNode disconnect = Json.object().put("type", "disconnect").put("reason", reason);
    disconnect.putObject("debug_info").put("host", "applink-sandbox");
    return disconnect.toString();
  }

  private static String ticket(SlackSocket connection) {
    String query = String.valueOf(connection.target().getQuery());
    return query.replaceFirst("^(?:.*&)?ticket=([^&]*).*$", "$1");
  }

  private static SlackDelivery delivery(
      SlackParcel parcel, @Nullable JsonNode payload, long start, @Nullable String error) {
    String answer = payload == null || payload.isMissingNode() ? "" : payload.toString();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new SlackDelivery(0, parcel, payload == null ? 0 : 200, answer, took, error);
  }

  private interface Deed {
    void to(SlackSocket socket) throws IOException;
  }

  private static void attempt(SlackSocket connection, Deed deed) {
    try {
      deed.to(connection);
    } catch (IOException e) {
      // Already gone.
    }
  }
}

package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.AppSocket;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Socket Mode: each thing that happens goes to one of the app's WebSockets, in an envelope. */
final class SocketModeRoute implements Route {
  private final Map<String, CompletableFuture<JsonNode>> unacknowledged = new ConcurrentHashMap<>();
  private final AppSockets sockets;
  private final Supplier<Duration> deadline;

  SocketModeRoute(String appId, LoopbackServer http, Supplier<Duration> deadline) {
    this.deadline = deadline;
    sockets = new AppSockets(appId, http, this::acknowledged);
  }

  void addTo(WebApi api) {
    api.on("apps.connections.open", WebApi.APP_TOKEN, _ -> Json.object("url", sockets.invite()));
  }

  AppSockets sockets() {
    return sockets;
  }

  @Override
  public Parcel pack(String kind, ObjectNode payload, Set<Fault.Kind> wrong) {
    boolean answerable =
        kind.equals("slash_commands")
            || Set.of("view_submission", "block_suggestion")
                .contains(payload.path("type").asText());
    ObjectNode envelope =
        Json.object("envelope_id", UUID.randomUUID(), "type", kind)
            .put("accepts_response_payload", answerable);
    envelope.set("payload", payload);
    if (kind.equals("events_api")) {
      envelope.put("retry_attempt", 0).put("retry_reason", "");
    }
    return new Parcel(kind, Map.of(), envelope.toString());
  }

  @Override
  public Parcel again(Parcel parcel, int attempt, String reason) {
    ObjectNode envelope = Json.readObject(parcel.body());
    envelope.put("retry_attempt", attempt).put("retry_reason", "timeout");
    return new Parcel(parcel.kind(), parcel.headers(), envelope.toString());
  }

  @Override
  public Delivery carry(Parcel parcel) throws InterruptedException {
    String id = Json.readObject(parcel.body()).path("envelope_id").asText();
    long start = System.nanoTime();
    List<AppSocket> open = sockets.open();
    if (open.isEmpty()) {
      return delivery(parcel, null, start, "dispatch_failed");
    }
    var acknowledgement = new CompletableFuture<JsonNode>();
    unacknowledged.put(id, acknowledgement);
    try {
      open.get(ThreadLocalRandom.current().nextInt(open.size()))
          .webSocket()
          .writeTextMessage(parcel.body())
          .onFailure(acknowledgement::completeExceptionally);
      JsonNode payload = acknowledgement.get(deadline.get().toMillis(), TimeUnit.MILLISECONDS);
      return delivery(parcel, payload, start, null);
    } catch (TimeoutException e) {
      return delivery(parcel, null, start, "operation_timeout");
    } catch (ExecutionException e) {
      return delivery(parcel, null, start, "dispatch_failed");
    } finally {
      unacknowledged.remove(id);
    }
  }

  private void acknowledged(ObjectNode message) {
    var waiting = unacknowledged.get(message.path("envelope_id").asText());
    if (waiting != null) {
      waiting.complete(message.path("payload"));
    }
  }

  private static Delivery delivery(
      Parcel parcel, @Nullable JsonNode payload, long start, @Nullable String error) {
    String answer = payload == null || payload.isMissingNode() ? "" : payload.toString();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new Delivery(0, parcel, payload == null ? 0 : 200, answer, took, error);
  }
}

package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.AppSocket;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The WebSockets that the app has open: at most ten, each let in by a ticket of its own. */
final class AppSockets {
  private static final String PATH = "/link/";
  private static final int MAX_SOCKETS = 10;
  private static final short POLICY_VIOLATION = 1008;
  private static final short GOING_AWAY = 1001;

  private final String appId;
  private final Consumer<ObjectNode> received;
  private final URI server;
  private final Set<String> tickets = ConcurrentHashMap.newKeySet();
  private final List<AppSocket> open = new CopyOnWriteArrayList<>();

  /** Passes what the app sends to {@code received}. */
  AppSockets(String appId, LoopbackServer http, Consumer<ObjectNode> received) {
    this.appId = appId;
    this.received = received;
    server = http.uri();
    http.onSocket(PATH, this::serve);
  }

  /** An address that is good for one connection. */
  String invite() {
    String ticket = UUID.randomUUID().toString();
    tickets.add(query(ticket));
    return "ws://%s%s?%s".formatted(server.getAuthority(), PATH, query(ticket));
  }

  private String query(String ticket) {
    return "ticket=%s&app_id=%s".formatted(ticket, appId);
  }

  List<AppSocket> open() {
    return List.copyOf(open);
  }

  /** Warns every connection that it will end, with the reason, and leaves it open. */
  void warn(String reason) {
    open.forEach(socket -> socket.webSocket().writeTextMessage(disconnect(reason)));
  }

  /** Ends every connection; {@code politely} with a close frame. */
  void hangUp(boolean politely) {
    for (AppSocket socket : open()) {
      open.remove(socket);
      if (politely) {
        socket.webSocket().close(GOING_AWAY);
      } else {
        socket.cut();
      }
    }
  }

  private void serve(AppSocket socket) {
    ServerWebSocket webSocket = socket.webSocket();
    if (!tickets.remove(String.valueOf(webSocket.query()))) {
      webSocket.close(POLICY_VIOLATION);
    } else if (open.size() >= MAX_SOCKETS) {
      webSocket.writeTextMessage(hello(open.size() + 1));
      webSocket.writeTextMessage(disconnect("too_many_websockets"));
      webSocket.close(GOING_AWAY);
    } else {
      webSocket.textMessageHandler(text -> received.accept(Json.readObject(text)));
      webSocket.closeHandler(_ -> open.remove(socket));
      open.add(socket); // Before the greeting: from then on the app can be written to.
      webSocket.writeTextMessage(hello(open.size()));
    }
  }

  private String hello(int count) {
    ObjectNode hello = Json.object("type", "hello", "num_connections", count);
    hello.set(
        "debug_info", Json.object("host", "applink-sandbox", "approximate_connection_time", 18060));
    hello.set("connection_info", Json.object("app_id", appId));
    return hello.toString();
  }

  private static String disconnect(String reason) {
    ObjectNode disconnect = Json.object("type", "disconnect", "reason", reason);
    disconnect.set("debug_info", Json.object("host", "applink-sandbox"));
    return disconnect.toString();
  }
}

package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The WebSockets that the app has open: at most ten, each let in by a ticket of its own. */
final class AppSockets implements AutoCloseable {
  private static final int MOST = 10;
  private static final int POLICY_VIOLATION = 1008;
  private static final int GOING_AWAY = 1001;

  private final String appId;
  private final Consumer<ObjectNode> received;
  private final ServerSocket server;
  private final Set<String> tickets = ConcurrentHashMap.newKeySet();
  private final List<AppSocket> open = new CopyOnWriteArrayList<>();

  /** Listens at once; what the app sends goes to {@code received}. */
  AppSockets(String appId, Consumer<ObjectNode> received) {
    this.appId = appId;
    this.received = received;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("listen for Socket Mode", e);
    }
    Thread.ofVirtual().name("socket-mode").start(this::accept);
  }

  /** An address that is good for one connection. */
  String invite() {
    String ticket = UUID.randomUUID().toString();
    tickets.add(ticket);
    return "ws://127.0.0.1:%d/link/?ticket=%s&app_id=%s"
        .formatted(server.getLocalPort(), ticket, appId);
  }

  List<AppSocket> open() {
    return List.copyOf(open);
  }

  /** Tells every connection why it will have to go, without ending it. */
  void warn(String reason) {
    forEach(socket -> socket.send(disconnect(reason)));
  }

  /** Ends every connection; {@code politely} with a close frame. */
  void hangUp(boolean politely) {
    forEach(
        socket -> {
          if (politely) {
            socket.goodbye(GOING_AWAY);
          }
          socket.close();
        });
  }

  @Override
  public void close() {
    hangUp(false);
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("stop Socket Mode", e);
    }
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
    try (AppSocket socket = new AppSocket(accepted)) {
      if (!tickets.remove(ticket(socket))) {
        socket.goodbye(POLICY_VIOLATION);
        return;
      }
      if (open.size() >= MOST) {
        socket.send(hello(open.size() + 1));
        socket.send(disconnect("too_many_websockets"));
        socket.goodbye(GOING_AWAY);
        return;
      }
      open.add(socket); // Whoever was greeted can be written to.
      socket.send(hello(open.size()));
      listen(socket);
    } catch (IOException e) {
      // The connection ended, which is what it does sooner or later.
    }
  }

  private void listen(AppSocket socket) throws IOException {
    try {
      while (true) {
        received.accept(Json.readObject(socket.receive()));
      }
    } finally {
      open.remove(socket);
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

  private static String ticket(AppSocket socket) {
    String query = String.valueOf(socket.target().getQuery());
    return query.replaceFirst("^(?:.*&)?ticket=([^&]*).*$", "$1");
  }

  private interface Deed {
    void to(AppSocket socket) throws IOException;
  }

  private void forEach(Deed deed) {
    for (AppSocket socket : open) {
      try {
        deed.to(socket);
      } catch (IOException e) {
        // Already gone.
      }
    }
  }
}

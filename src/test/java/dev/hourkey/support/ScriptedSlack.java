package dev.hourkey.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/**
 * A Slack that accepts everything at once, unlike the sandbox's, which keeps messages and checks
 * rules.
 */
public final class ScriptedSlack implements AutoCloseable {
  private static final Map<String, String> PEOPLE =
      Map.of("U0ANA", "ana@example.com", "U0BRUNO", "bruno@example.com");

  private final HttpServer server;
  private volatile BiConsumer<String, String> watcher = (_, _) -> {};

  public ScriptedSlack() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/api/",
        exchange -> {
          String requested = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          String method = exchange.getRequestURI().getPath().substring("/api/".length());
          watcher.accept(method, requested);
          byte[] answer = answer(method, requested).getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  /** Is told the method and body of every call from now on. */
  public void watch(BiConsumer<String, String> newWatcher) {
    watcher = newWatcher;
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/api/";
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static String answer(String method, String requested) {
    return switch (method) {
      case "users.info" -> user(requested.contains("U0ANA") ? "U0ANA" : "U0BRUNO");
      case "views.open", "views.update" -> "{\"ok\":true,\"view\":{\"id\":\"V1\"}}";
      default -> "{\"ok\":true,\"channel\":\"C0APPROVALS\",\"ts\":\"1.000001\"}";
    };
  }

  private static String user(String id) {
    return "{\"ok\":true,\"user\":{\"id\":\"%s\",\"team_id\":\"T0HOURKEY\",\"is_email_confirmed\":true,\"profile\":{\"email\":\"%s\"}}}"
        .formatted(id, PEOPLE.get(id));
  }
}

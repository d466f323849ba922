package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hourkey.sandbox.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A Slack app of a few lines: keeps what it is sent, answers what the test says. */
public final class TinyApp implements AutoCloseable {
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI sandbox;

  /** What arrived; {@code retry} is empty for a first attempt. */
  record Received(String signature, String timestamp, String retry, String body) {}

  final List<Received> received = new CopyOnWriteArrayList<>();

  public volatile Function<JsonNode, String> onCommand = _ -> "";
  public volatile Function<JsonNode, String> onInteraction = _ -> "";
  public volatile Function<JsonNode, String> onEvent = _ -> "";

  public TinyApp(URI sandbox) throws IOException {
    this.sandbox = sandbox;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/slack/events", this::receive);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/slack/events");
  }

  public JsonNode call(String method, String json) {
    return Json.readIfAny(post("/api/" + method, "xoxb-sandbox", json).body());
  }

  HttpResponse<String> post(String path, String token, String json) {
    try {
      return client.send(
          HttpRequest.newBuilder(path.startsWith("http") ? URI.create(path) : sandbox.resolve(path))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json; charset=utf-8")
              .POST(HttpRequest.BodyPublishers.ofString(json))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("call " + path, e);
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      received.add(
          new Received(
              header(exchange, "X-Slack-Signature"),
              header(exchange, "X-Slack-Request-Timestamp"),
              header(exchange, "X-Slack-Retry-Num"),
              body));
      byte[] answer = answer(body).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
      if (answer.length > 0) {
        exchange.getResponseBody().write(answer);
      }
    }
  }

  private static String header(HttpExchange exchange, String name) {
    return exchange.getRequestHeaders().getOrDefault(name, List.of("")).getFirst();
  }

  private String answer(String body) {
    if (body.startsWith("payload=")) {
      String payload = URLDecoder.decode(body.substring(8), StandardCharsets.UTF_8);
      return onInteraction.apply(Json.readIfAny(payload));
    }
    return body.startsWith("{") ? onEvent.apply(Json.readIfAny(body)) : onCommand.apply(form(body));
  }

  private static JsonNode form(String body) {
    var form = Json.object();
    for (String pair : body.split("&")) {
      String[] parts = pair.split("=", 2);
      form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return form;
  }

  @Override
  public void close() {
    server.stop(0);
    client.close();
  }
}

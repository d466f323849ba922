package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.Request;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A Slack app of a few lines: keeps what it is sent, answers what the test says. */
public final class TinyApp implements AutoCloseable {
  private final LoopbackServer server = new LoopbackServer(0);
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI sandbox;

  /** What arrived; {@code retry} is empty for a first attempt. */
  record Received(String signature, String timestamp, String retry, String body) {}

  final List<Received> received = new CopyOnWriteArrayList<>();

  public volatile Function<JsonNode, String> onCommand = _ -> "";
  public volatile Function<JsonNode, String> onInteraction = _ -> "";
  public volatile Function<JsonNode, String> onEvent = _ -> "";

  public TinyApp(URI sandbox) {
    this.sandbox = sandbox;
    server.on("POST", "/slack/events", this::receive);
  }

  public URI url() {
    return server.uri().resolve("/slack/events");
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

  private Answer receive(Request request) {
    String body = request.text();
    received.add(
        new Received(
            header(request, "X-Slack-Signature"),
            header(request, "X-Slack-Request-Timestamp"),
            header(request, "X-Slack-Retry-Num"),
            body));
    return Answer.bytes(200, "application/json", answer(body).getBytes(StandardCharsets.UTF_8));
  }

  private static String header(Request request, String name) {
    return Objects.requireNonNullElse(request.header(name), "");
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
    for (String pair : body.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return form;
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}

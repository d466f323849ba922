package dev.hourkey.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A small HTTP server on loopback that the stand-ins hang their routes on. */
public final class LoopbackServer implements AutoCloseable {
  private final HttpServer server;
  private final List<Route> routes = new CopyOnWriteArrayList<>();

  /** Listens on 127.0.0.1; port 0 takes a free one. */
  public LoopbackServer(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("listen on 127.0.0.1:" + port, e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /** The address, without a slash at its end. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * Answers {@code method} on paths like {@code template}, in which {@code {name}} stands for one
   * segment and {@code {name...}} for all the rest. The route added first wins.
   */
  public void on(String method, String template, Handler handler) {
    routes.add(new Route(method, template.split("/", -1), handler));
  }

  /** Shows something as JSON. */
  public void view(String path, Supplier<Object> view) {
    on("GET", path, _ -> Answer.json(200, view.get()));
  }

  /** Does what JSON says; what cannot be done is 400 with a sentence. */
  public void action(String path, Function<JsonNode, Object> action) {
    on(
        "POST",
        path,
        request -> {
          String body = request.text();
          try {
            return Answer.json(200, action.apply(Json.read(body.isEmpty() ? "{}" : body)));
          } catch (RuntimeException e) {
            return Answer.json(400, Json.object("error", String.valueOf(e.getMessage())));
          }
        });
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request = Request.of(exchange);
      Answer answer = handle(request);
      if (answer.cut()) {
        return; // The connection closes without an answer, as when it is lost after the commit.
      }
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      boolean empty = answer.body().length == 0;
      exchange.sendResponseHeaders(answer.status(), empty ? -1 : answer.body().length);
      if (!empty) {
        exchange.getResponseBody().write(answer.body());
      }
    }
  }

  private Answer handle(Request request) {
    String[] path = request.path().split("/", -1);
    for (Route route : routes) {
      Map<String, String> parameters = route.match(request.method(), path);
      if (parameters != null) {
        try {
          return route.handler().handle(request.with(parameters));
        } catch (Exception e) {
          return Answer.text(500, "sandbox: " + e);
        }
      }
    }
    return Answer.text(404, "sandbox: nothing at " + request.method() + " " + request.path());
  }

  public interface Handler {
    Answer handle(Request request) throws Exception;
  }

  /** A request as it came; {@code path} is decoded, {@code query} and {@link #form} as well. */
  public record Request(
      String method,
      String path,
      Map<String, String> parameters,
      Map<String, String> query,
      Map<String, List<String>> headers,
      byte[] body) {

    private static Request of(HttpExchange exchange) throws IOException {
      URI uri = exchange.getRequestURI();
      return new Request(
          exchange.getRequestMethod(),
          uri.getPath(),
          Map.of(),
          pairs(uri.getRawQuery()),
          exchange.getRequestHeaders(),
          exchange.getRequestBody().readAllBytes());
    }

    private Request with(Map<String, String> found) {
      return new Request(method, path, found, query, headers, body);
    }

    /** The value of a template's segment. */
    public String parameter(String name) {
      return parameters.getOrDefault(name, "");
    }

    public @Nullable String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().getFirst())
          .findFirst()
          .orElse(null);
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as {@code application/x-www-form-urlencoded}. */
    public Map<String, String> form() {
      return pairs(text());
    }

    private static Map<String, String> pairs(@Nullable String encoded) {
      Map<String, String> pairs = new LinkedHashMap<>();
      if (encoded != null && !encoded.isEmpty()) {
        for (String pair : encoded.split("&")) {
          int equals = pair.indexOf('=');
          pairs.put(
              decode(equals < 0 ? pair : pair.substring(0, equals)),
              equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
      }
      return pairs;
    }

    private static String decode(String encoded) {
      return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    }
  }

  /** What to send back; with {@code cut}, nothing: the connection is closed instead. */
  public record Answer(int status, Map<String, String> headers, byte[] body, boolean cut) {
    /** A value as JSON. */
    public static Answer json(int status, Object value) {
      return bytes(status, "application/json; charset=utf-8", Json.bytes(value));
    }

    public static Answer text(int status, String text) {
      return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    public static Answer bytes(int status, String type, byte[] body) {
      return new Answer(status, Map.of("Content-Type", type), body, false);
    }

    public static Answer empty(int status) {
      return new Answer(status, Map.of(), new byte[0], false);
    }

    public static Answer lost() {
      return new Answer(0, Map.of(), new byte[0], true);
    }

    /** The same answer with one more header. */
    public Answer header(String name, String value) {
      Map<String, String> all = new LinkedHashMap<>(headers);
      all.put(name, value);
      return new Answer(status, all, body, cut);
    }
  }

  private record Route(String method, String[] template, Handler handler) {
    public @Nullable Map<String, String> match(String requested, String[] path) {
      if (!method.equals(requested)) {
        return null;
      }
      Map<String, String> found = new LinkedHashMap<>();
      for (int i = 0; i < template.length; i++) {
        String segment = template[i];
        if (segment.endsWith("...}")) {
          found.put(
              segment.substring(1, segment.length() - 4),
              String.join("/", List.of(path).subList(Math.min(i, path.length), path.length)));
          return found;
        }
        if (i >= path.length) {
          return null;
        }
        if (segment.startsWith("{") && segment.endsWith("}")) {
          found.put(segment.substring(1, segment.length() - 1), path[i]);
        } else if (!segment.equals(path[i])) {
          return null;
        }
      }
      return path.length == template.length ? found : null;
    }
  }
}

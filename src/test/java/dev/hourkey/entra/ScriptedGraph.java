package dev.hourkey.entra;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers that the sandbox does not give, one after the other; the last one for ever. */
final class ScriptedGraph implements AutoCloseable {
  private final HttpServer server;
  private final Queue<Answer> answers = new ArrayDeque<>();
  final List<String> calls = new CopyOnWriteArrayList<>();

  /** The queries of the calls; empty for a call without a query. */
  final List<String> queries = new CopyOnWriteArrayList<>();

  ScriptedGraph() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  /** Of a status and a body, which is JSON when it looks like it. */
  ScriptedGraph then(int status, String body) {
    answers.add(new Answer(status, body));
    return this;
  }

  ScriptedGraph thenError(int status, String code, String message) {
    return then(
        status, "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}".formatted(code, message));
  }

  EntraAt settings() {
    return EntraAt.sandbox(uri());
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
      queries.add(String.valueOf(exchange.getRequestURI().getQuery()));
      Answer answer = answers.size() > 1 ? answers.remove() : answers.element();
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      boolean json = answer.body().startsWith("{");
      exchange.getResponseHeaders().set("Content-Type", json ? "application/json" : "text/html");
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private record Answer(int status, String body) {}
}

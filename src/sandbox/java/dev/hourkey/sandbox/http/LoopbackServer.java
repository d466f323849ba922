package dev.hourkey.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A small server on loopback, for HTTP and WebSockets, that the stand-ins add their routes to. */
public final class LoopbackServer implements AutoCloseable {
  private static final int LONGEST = 1 << 20;

  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setEventLoopPoolSize(2)
              .setFileSystemOptions(
                  new FileSystemOptions()
                      .setClassPathResolvingEnabled(false)
                      .setFileCachingEnabled(false)));
  private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Route> routes = new CopyOnWriteArrayList<>();
  private final Map<String, Consumer<AppSocket>> sockets = new ConcurrentHashMap<>();
  private final HttpServer server;
  private volatile Duration clockAhead = Duration.ZERO;
  private volatile Consumer<Request> listener = _ -> {};

  /** Listens on 127.0.0.1; port 0 means any free port. */
  public LoopbackServer(int port) {
    var options =
        new HttpServerOptions()
            .setHandle100ContinueAutomatically(true) // As S3 does; clients wait for it.
            .setHttp2ClearTextEnabled(false)
            .setMaxInitialLineLength(LONGEST)
            .setMaxHeaderSize(LONGEST)
            .setMaxWebSocketFrameSize(LONGEST)
            .setMaxWebSocketMessageSize(LONGEST)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false);
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    server = vertx.createHttpServer(options).requestHandler(this::receive);
    await(server.listen(SocketAddress.inetSocketAddress(address)));
  }

  /** The address, without a slash at its end. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  /**
   * Answers {@code method} on paths like {@code template}, in which {@code {name}} stands for one
   * segment and {@code {name...}} for all the rest. The route added first wins.
   */
  public void on(String method, String template, Handler handler) {
    routes.add(new Route(method, template.split("/", -1), handler));
  }

  /** How far the clock that {@code Date} shows is ahead of the machine's. */
  public void clockAhead(Duration time) {
    clockAhead = time;
  }

  /**
   * The listener that is told about each request before it is answered; only the last one that was
   * set counts.
   */
  public void listener(Consumer<Request> hears) {
    listener = hears;
  }

  /** Shows something as JSON. */
  public void view(String path, Supplier<Object> view) {
    on("GET", path, _ -> Answer.json(200, view.get()));
  }

  /** Carries out a JSON command; one that is impossible is answered with 400 and a sentence. */
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

  /** Accepts WebSockets on this path, and hands each to {@code opened}. */
  public void onSocket(String path, Consumer<AppSocket> opened) {
    sockets.put(path, opened);
  }

  /** Closing it again does nothing. */
  @Override
  public void close() {
    if (handlers.isShutdown()) {
      return;
    }
    await(server.close());
    handlers.shutdownNow(); // Some wait for a change, or answer late on purpose.
    handlers.close();
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private void receive(HttpServerRequest request) {
    Consumer<AppSocket> opened = sockets.get(request.path());
    if (opened != null) {
      request
          .toWebSocket()
          .onSuccess(socket -> opened.accept(new AppSocket(socket, request.connection())));
      return;
    }
    request
        .body()
        .onSuccess(body -> handlers.execute(() -> answer(request, handle(request, body))));
  }

  private void answer(HttpServerRequest request, Answer answer) {
    if (answer.cut()) {
      request.connection().close(); // As when an answer is lost after the commit.
      return;
    }
    if (request.response().closed()) {
      return; // The client has gone, or the server is closing.
    }
    var response = request.response().setStatusCode(answer.status());
    response.putHeader(
        "Date",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plus(clockAhead)));
    answer.headers().forEach(response::putHeader);
    response.end(Buffer.buffer(answer.body()));
  }

  private Answer handle(HttpServerRequest received, Buffer body) {
    try {
      Request request = Request.of(received, body);
      listener.accept(request);
      String[] path = request.path().split("/", -1);
      for (Route route : routes) {
        Map<String, String> parameters = route.match(request.method(), path);
        if (parameters != null) {
          return route.handler().handle(request.with(parameters));
        }
      }
      return Answer.text(404, "sandbox: nothing at " + request.method() + " " + request.path());
    } catch (Exception e) {
      return Answer.text(500, "sandbox: " + e);
    }
  }

  /** Answers requests; an exception becomes status 500. */
  public interface Handler {
    Answer handle(Request request) throws Exception;
  }

  private record Route(String method, String[] template, Handler handler) {
    @Nullable Map<String, String> match(String requested, String[] path) {
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

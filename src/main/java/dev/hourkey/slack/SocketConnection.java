package dev.hourkey.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.slack.SocketConnection.Ending.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One WebSocket to Slack. An envelope is acknowledged on the connection it came in on. */
final class SocketConnection extends WebSocketListener {
  private static final Logger LOG = Logger.getLogger(SocketConnection.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NORMAL_CLOSURE = 1000;

  private final SocketMode.Handler handler;
  private final SocketTiming timing;
  private final ExecutorService envelopes = AcknowledgementExecutor.executor("slack-envelope");
  private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
  private final BlockingQueue<Ending> ending = new ArrayBlockingQueue<>(1);
  private final CountDownLatch helloOrEnding = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean greeted;
  private volatile int ofApp;

  SocketConnection(SocketMode.Handler handler, SocketTiming timing) {
    this.handler = handler;
    this.timing = timing;
  }

  /** Why another connection is needed. */
  record Ending(Reason reason, String detail) {
    enum Reason {
      /** Slack announced that it will close the connection soon. */
      REFRESH(Logger.Level.INFO),
      LOST(Logger.Level.WARN),
      TOO_MANY(Logger.Level.WARN),
      DISABLED(Logger.Level.ERROR);

      final Logger.Level level;

      Reason(Logger.Level level) {
        this.level = level;
      }
    }
  }

  /** Starts to connect; call once. */
  void open(OkHttpClient http, Request request) {
    socket.complete(http.newWebSocket(request, this));
  }

  /** Waits for Slack's hello; false when there was none in time. */
  boolean awaitHello() throws InterruptedException {
    if (!await(helloOrEnding, timing.openTimeout())) {
      end(Reason.LOST, "no hello within " + timing.openTimeout());
    }
    return greeted;
  }

  /** How many connections the app had when Slack said hello, this one included; 0 if unknown. */
  int ofApp() {
    return ofApp;
  }

  /** Waits until another connection is needed. */
  Ending awaitEnding() throws InterruptedException {
    return ending.take();
  }

  /** Whether it accepts envelopes. */
  boolean live() {
    return greeted && !envelopes.isShutdown();
  }

  /**
   * Accepts no more envelopes, sends the acknowledgements in progress, then closes. Returns at
   * once.
   */
  void close() {
    envelopes.shutdown();
    Thread.ofVirtual().name("slack-socket-close").start(this::drainAndClose);
  }

  boolean closed() {
    return closed.getCount() == 0;
  }

  void awaitClosed(Duration timeout) throws InterruptedException {
    await(closed, timeout);
  }

  @Override
  public void onMessage(WebSocket from, String text) {
    try {
      JsonNode message = JSON.readTree(text);
      String type = message.path("type").asText();
      switch (type) {
        case "hello" -> {
          ofApp = message.path("num_connections").asInt();
          greeted = true;
          helloOrEnding.countDown();
        }
        case "disconnect" -> disconnect(message.path("reason").asText());
        default -> {
          if (message.hasNonNull("envelope_id")) {
            envelopes.execute(() -> acknowledge(from, type, message));
          } else {
            LOG.debug("ignored a message of an unknown type from Slack");
          }
        }
      }
    } catch (JsonProcessingException e) {
      LOG.warn("ignored a message from Slack that is not JSON");
    } catch (RejectedExecutionException e) {
      LOG.debug("ignored an envelope on a closing connection; Slack sends it again");
    }
  }

  @Override
  public void onClosing(WebSocket from, int code, String reason) {
    end(Reason.LOST, "closed by Slack with " + code);
    close();
  }

  @Override
  public void onClosed(WebSocket from, int code, String reason) {
    closed.countDown();
  }

  @Override
  public void onFailure(WebSocket from, Throwable failure, @Nullable Response response) {
    end(Reason.LOST, RedactedThrowable.names(failure));
    envelopes.shutdown();
    closed.countDown();
  }

  private void disconnect(String reason) {
    switch (reason) {
      case "too_many_websockets" -> end(Reason.TOO_MANY, reason);
      case "link_disabled" ->
          end(Reason.DISABLED, "Socket Mode is switched off in Slack's settings");
      default -> end(Reason.REFRESH, reason);
    }
  }

  private void end(Reason reason, String detail) {
    ending.offer(new Ending(reason, detail));
    helloOrEnding.countDown();
  }

  private void acknowledge(WebSocket from, String type, JsonNode envelope) {
    String id = envelope.path("envelope_id").asText();
    try {
      if (!from.send(handle(id, type, envelope))) {
        LOG.warnf("envelope %s was handled but not acknowledged: its connection is closed", id);
      }
    } catch (Throwable e) {
      LOG.errorf(RedactedThrowable.copy(e), "envelope %s (%s) failed: not acknowledged", id, type);
    }
  }

  private String handle(String id, String type, JsonNode envelope) throws JsonProcessingException {
    Optional<String> answer =
        handler.handle(
            type, envelope.path("payload").toString(), id, envelope.path("retry_attempt").asInt());
    ObjectNode acknowledgement = JSON.createObjectNode().put("envelope_id", id);
    if (answer.isPresent()) {
      acknowledgement.set("payload", JSON.readTree(answer.get()));
    }
    return acknowledgement.toString();
  }

  private void drainAndClose() {
    WebSocket open = socket.join();
    try {
      envelopes.awaitTermination(timing.drainTimeout().toNanos(), TimeUnit.NANOSECONDS);
      open.close(NORMAL_CLOSURE, null); // The close frame queues behind the acknowledgements.
      awaitClosed(timing.closeTimeout());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.cancel();
      closed.countDown();
    }
  }

  private static boolean await(CountDownLatch latch, Duration timeout) throws InterruptedException {
    return latch.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }
}

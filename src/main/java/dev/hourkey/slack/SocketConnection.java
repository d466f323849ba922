package dev.hourkey.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.slack.SocketConnection.Ending.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One WebSocket to Slack. What comes in on it is acknowledged on it, or not at all. */
final class SocketConnection implements WebSocket.Listener {
  private static final Logger LOG = Logger.getLogger(SocketConnection.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_MESSAGE = 16 << 20;

  private final SocketMode.Handler handler;
  private final SocketTiming timing;
  private final ExecutorService deliveries;
  private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
  private final BlockingQueue<Ending> ending = new ArrayBlockingQueue<>(1);
  private final CountDownLatch answered = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch farewell = new CountDownLatch(2); // Slack's close and ours.
  private final CountDownLatch closed = new CountDownLatch(1);
  private final StringBuilder message = new StringBuilder();
  private volatile boolean greeted;
  private volatile long lastFrame;

  SocketConnection(SocketMode.Handler handler, ThreadFactory threads, SocketTiming timing) {
    this.handler = handler;
    this.timing = timing;
    this.deliveries = Executors.newThreadPerTaskExecutor(threads);
  }

  /** Why another connection is needed, in Slack's word or ours. */
  record Ending(Kind kind, String why) {
    enum Kind {
      /** Slack will close it soon. */
      REPLACE(Logger.Level.INFO),
      LOST(Logger.Level.WARN),
      TOO_MANY(Logger.Level.WARN),
      DISABLED(Logger.Level.ERROR);

      final Logger.Level level;

      Kind(Logger.Level level) {
        this.level = level;
      }
    }
  }

  /** Connects; whatever becomes of it shows in {@link #greeted} and {@link #ending}. */
  void open(HttpClient http, URI address) {
    http.newWebSocketBuilder()
        .connectTimeout(timing.answer())
        .buildAsync(address, this)
        .whenComplete(
            (opened, failure) -> {
              if (failure != null) {
                lose(RedactedThrowable.names(failure));
              }
            });
  }

  /** Waits for Slack's hello; false when the connection ended without one. */
  boolean greeted() throws InterruptedException {
    if (!happens(answered, timing.answer())) {
      lose("no hello within " + timing.answer());
    }
    return greeted;
  }

  /** Waits until another connection is needed. */
  Ending ending() throws InterruptedException {
    return ending.take();
  }

  /** Whether envelopes are taken from it. */
  boolean live() {
    return greeted && !deliveries.isShutdown();
  }

  /**
   * Takes no more envelopes, finishes the acknowledgements in flight and closes; returns at once.
   */
  void close() {
    if (greeted) {
      deliveries.shutdown();
      closing.countDown();
    } else {
      lose("closed");
    }
  }

  /** Whether it is gone. */
  boolean closed() {
    return closed.getCount() == 0;
  }

  /** Waits until it is gone, but no longer than that. */
  void awaitClosed(Duration longest) throws InterruptedException {
    happens(closed, longest);
  }

  @Override
  public void onOpen(WebSocket opened) {
    lastFrame = System.nanoTime();
    socket.complete(opened);
    Thread.ofVirtual().name("slack-socket-pulse").start(this::attend);
    opened.request(1);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    message.append(part);
    if (message.length() > LONGEST_MESSAGE) {
      lose("a message of more than " + LONGEST_MESSAGE + " characters");
    } else if (last) {
      read(message.toString());
      message.setLength(0);
    }
    return heard(from);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    return heard(from);
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer data) {
    return heard(from);
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
    return heard(from);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    end(Kind.LOST, "closed by Slack with " + code);
    farewell.countDown();
    close();
    // Left open: our side is closed by the drain, until then acknowledgements can still be sent.
    return new CompletableFuture<>();
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    lose(RedactedThrowable.names(failure));
  }

  private @Nullable CompletionStage<?> heard(WebSocket from) {
    lastFrame = System.nanoTime();
    from.request(1);
    return null;
  }

  private void read(String text) {
    try {
      JsonNode read = JSON.readTree(text);
      String type = read.path("type").asText();
      switch (type) {
        case "hello" -> {
          greeted = true;
          answered.countDown();
        }
        case "disconnect" -> disconnect(read.path("reason").asText());
        default -> {
          if (read.hasNonNull("envelope_id")) {
            deliveries.execute(() -> deliver(type, read));
          } else {
            LOG.debug("a message from Slack of no known kind is ignored");
          }
        }
      }
    } catch (JsonProcessingException e) {
      LOG.warn("a message from Slack that is not JSON is ignored");
    } catch (RejectedExecutionException e) {
      LOG.debug("an envelope for a closing connection is left to Slack to send again");
    }
  }

  private void disconnect(String reason) {
    switch (reason) {
      case "too_many_websockets" -> end(Kind.TOO_MANY, reason);
      case "link_disabled" -> end(Kind.DISABLED, "Socket Mode is switched off in Slack's settings");
      default -> end(Kind.REPLACE, reason);
    }
  }

  private void deliver(String type, JsonNode envelope) {
    String id = envelope.path("envelope_id").asText();
    String ack;
    try {
      ack = handle(id, type, envelope);
    } catch (Throwable e) {
      LOG.errorf(RedactedThrowable.copy(e), "envelope %s (%s) failed: not acknowledged", id, type);
      return;
    }
    try {
      send(ack);
    } catch (CompletionException e) {
      LOG.warnf("envelope %s is handled, but its connection is gone: not acknowledged", id);
    }
  }

  private String handle(String id, String type, JsonNode envelope) throws JsonProcessingException {
    Optional<String> answer =
        handler.handle(
            type, envelope.path("payload").toString(), id, envelope.path("retry_attempt").asInt());
    ObjectNode ack = JSON.createObjectNode().put("envelope_id", id);
    if (answer.isPresent()) {
      ack.set("payload", JSON.readTree(answer.get()));
    }
    return ack.toString();
  }

  // One at a time: the next message may not be sent before the last one has left.
  private synchronized void send(String text) {
    socket.join().sendText(text, true).join();
  }

  private void attend() {
    try {
      while (!happens(closing, timing.ping())) {
        beat();
      }
      deliveries.awaitTermination(timing.drain().toNanos(), TimeUnit.NANOSECONDS);
      sendClose();
      happens(farewell, timing.farewell());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lose("closed"); // Slack does not close TCP after the handshake.
    }
  }

  private void beat() {
    if (System.nanoTime() - lastFrame > timing.silence().toNanos()) {
      lose("silent for " + timing.silence());
    } else {
      socket.join().sendPing(ByteBuffer.allocate(0)).whenComplete(this::sent);
    }
  }

  // An end of stream that comes while the JDK's client hands a frame over is never told.
  private void sent(WebSocket over, @Nullable Throwable failure) {
    if (failure instanceof IOException) {
      lose("a ping cannot be sent: " + RedactedThrowable.names(failure));
    }
  }

  // It may leave only later; aborted before that, it never would.
  private void sendClose() {
    socket
        .join()
        .sendClose(WebSocket.NORMAL_CLOSURE, "")
        .whenComplete((_, _) -> farewell.countDown());
  }

  private void end(Kind kind, String why) {
    ending.offer(new Ending(kind, why));
    answered.countDown();
  }

  private void lose(String why) {
    end(Kind.LOST, why);
    deliveries.shutdown();
    socket.thenAccept(WebSocket::abort); // Also when it opens only later.
    closing.countDown();
    farewell.countDown();
    closed.countDown();
  }

  private static boolean happens(CountDownLatch event, Duration within)
      throws InterruptedException {
    return event.await(within.toNanos(), TimeUnit.NANOSECONDS);
  }
}

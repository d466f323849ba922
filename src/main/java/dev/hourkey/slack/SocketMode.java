package dev.hourkey.slack;

import dev.hourkey.slack.SocketConnection.Ending;
import dev.hourkey.slack.SocketConnection.Ending.Reason;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Receives from Slack over a WebSocket that Hourkey opens. Until it is closed, it replaces every
 * connection that ends or cannot be opened.
 */
public final class SocketMode implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SocketMode.class);

  private final Handler handler;
  private final Clock clock;
  private final SocketTiming timing;
  private final OkHttpClient http;
  private final SocketUrls urls;
  private final JitteredBackoff backoff;
  private final Thread supervisor;
  private final Set<SocketConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile @Nullable SocketConnection current;
  private volatile @Nullable Hello lastHello;

  public SocketMode(URI apiUrl, String appToken, Handler handler, Clock clock) {
    this(apiUrl, appToken, handler, clock, SocketTiming.DEFAULT);
  }

  SocketMode(URI apiUrl, String appToken, Handler handler, Clock clock, SocketTiming timing) {
    this.handler = handler;
    this.clock = clock;
    this.timing = timing;
    this.http = client(timing);
    this.urls = new SocketUrls(http, apiUrl, appToken);
    this.backoff = new JitteredBackoff(timing.minBackoff(), timing.maxBackoff());
    this.supervisor = Thread.ofVirtual().name("slack-socket").unstarted(this::run);
  }

  private static OkHttpClient client(SocketTiming timing) {
    return new OkHttpClient.Builder()
        .dispatcher(new Dispatcher(AcknowledgementExecutor.executor("slack-socket-reader")))
        .protocols(List.of(Protocol.HTTP_1_1))
        .followRedirects(false)
        .callTimeout(timing.openTimeout())
        .pingInterval(timing.pingInterval())
        .build();
  }

  /** Handles an envelope; called on a thread of its own, many at a time. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Returns the JSON to acknowledge with, empty for a bare acknowledgement. If it throws, nothing
     * is acknowledged, and Slack sends the envelope again or tells the user.
     *
     * @param type {@code slash_commands}, {@code interactive}, {@code events_api}, …
     * @param payload JSON, with the same content as over HTTP
     * @param retryAttempt how often Slack has sent the same event before
     */
    Optional<String> handle(String type, String payload, String envelopeId, int retryAttempt);
  }

  /** Starts to connect; call once. */
  public void start() {
    supervisor.start();
  }

  /** Whether envelopes can arrive now. */
  public boolean connected() {
    SocketConnection connection = current;
    return connection != null && connection.live();
  }

  /**
   * Slack greeted a new connection.
   *
   * @param ofOthers how many connections other processes had to the same app at that moment; Slack
   *     may count one that broke a moment before
   */
  public record Hello(Instant at, int ofOthers) {}

  /** The last greeting; empty before the first connection. */
  public Optional<Hello> lastHello() {
    return Optional.ofNullable(lastHello);
  }

  /** Accepts no more envelopes, sends the acknowledgements in progress, then closes. */
  @Override
  public void close() {
    supervisor.interrupt();
    try {
      supervisor.join(timing.drainTimeout().toMillis()); // A DNS lookup cannot be interrupted.
      connections.forEach(SocketConnection::close);
      for (SocketConnection connection : connections) {
        connection.awaitClosed(timing.drainTimeout().plus(timing.closeTimeout()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      http.connectionPool().evictAll();
    }
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(connect());
      }
    } catch (InterruptedException e) {
      LOG.debug("Socket Mode is closed");
    }
  }

  /** Opens a connection and waits until another is needed; returns the pause before that one. */
  private Duration connect() throws InterruptedException {
    try {
      var connection = new SocketConnection(handler, timing);
      connection.open(http, urls.next());
      connections.removeIf(SocketConnection::closed);
      connections.add(connection);
      boolean greeted = connection.awaitHello();
      if (greeted) {
        long own = connections.stream().filter(one -> !one.closed()).count();
        lastHello = new Hello(clock.instant(), (int) Math.max(0, connection.ofApp() - own));
        replaceCurrent(connection);
      } else {
        connection.close();
      }
      return pauseAfter(connection.awaitEnding(), greeted);
    } catch (SocketUrls.UnavailableException e) {
      Duration pause = e.retryAfter().plus(backoff.next());
      LOG.warnf("not connected to Slack: %s; retrying in %d ms", e.getMessage(), pause.toMillis());
      return pause;
    } catch (RuntimeException | Error e) {
      Duration pause = backoff.next();
      LOG.errorf(
          RedactedThrowable.copy(e), "not connected to Slack; retrying in %d ms", pause.toMillis());
      return pause;
    }
  }

  private void replaceCurrent(SocketConnection connection) throws InterruptedException {
    LOG.info("connected to Slack");
    SocketConnection predecessor = current;
    current = connection;
    if (predecessor != null) {
      predecessor.awaitClosed(timing.overlap());
      predecessor.close();
    }
  }

  private Duration pauseAfter(Ending ending, boolean greeted) {
    if (greeted && ending.reason() != Reason.TOO_MANY) {
      backoff.reset();
    }
    Duration pause =
        switch (ending.reason()) {
          case REFRESH -> greeted ? Duration.ZERO : backoff.next();
          case LOST -> backoff.next();
          case TOO_MANY -> {
            connections.forEach(SocketConnection::close);
            yield backoff.next();
          }
          case DISABLED -> {
            connections.forEach(SocketConnection::close);
            yield timing.disabledPause();
          }
        };
    LOG.logf(
        ending.reason().level,
        "connection to Slack: %s; reconnecting in %d ms",
        ending.detail(),
        pause.toMillis());
    return pause;
  }
}

package dev.hourkey.slack;

import dev.hourkey.slack.SocketConnection.Ending;
import dev.hourkey.slack.SocketConnection.Ending.Kind;
import dev.hourkey.slack.SocketTickets.NoTicket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Receives from Slack over a WebSocket that we open, and goes on doing so until it is closed: every
 * connection that ends, or fails to begin, is followed by another.
 */
public final class SocketMode implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SocketMode.class);

  private final Handler handler;
  private final Clock clock;
  private final SocketTiming timing;
  private final HttpClient http;
  private final SocketTickets tickets;
  private final ThreadFactory threads;
  private final JitteredBackoff backoff;
  private final Thread supervisor;
  private final Set<SocketConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile @Nullable SocketConnection current;
  private volatile @Nullable Instant lastHello;

  public SocketMode(URI apiUrl, String appToken, Handler handler, Clock clock) {
    this(apiUrl, appToken, handler, clock, SocketTiming.USUAL);
  }

  SocketMode(URI apiUrl, String appToken, Handler handler, Clock clock, SocketTiming timing) {
    this.handler = handler;
    this.clock = clock;
    this.timing = timing;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timing.answer())
            .build();
    this.tickets = new SocketTickets(http, apiUrl, appToken, timing.answer());
    this.threads = threads(Thread.currentThread().getContextClassLoader());
    this.backoff = new JitteredBackoff(timing.firstPause(), timing.longestPause());
    this.supervisor = Thread.ofVirtual().name("slack-socket").unstarted(this::run);
  }

  // Started from the HTTP client's threads, they would inherit a class loader without Quarkus.
  private static ThreadFactory threads(ClassLoader loader) {
    ThreadFactory virtual = Thread.ofVirtual().name("slack-envelope-", 0).factory();
    return task -> {
      Thread thread = virtual.newThread(task);
      thread.setContextClassLoader(loader);
      return thread;
    };
  }

  /** What is done with an envelope; called on a virtual thread of its own, many at a time. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Returns the JSON to acknowledge with, empty for a bare acknowledgement. If it throws, nothing
     * is acknowledged, and Slack sends the envelope again or tells the person.
     *
     * @param type {@code slash_commands}, {@code interactive}, {@code events_api}, …
     * @param payload JSON, with the same content as over HTTP
     * @param retryAttempt how often Slack has sent the same event before
     */
    Optional<String> handle(String type, String payload, String envelopeId, int retryAttempt);
  }

  /** Begins to connect, once. */
  public void start() {
    supervisor.start();
  }

  /** Whether envelopes can arrive at this moment. */
  public boolean connected() {
    SocketConnection connection = current;
    return connection != null && connection.live();
  }

  /** When Slack last greeted a new connection. */
  public Optional<Instant> lastHello() {
    return Optional.ofNullable(lastHello);
  }

  /** Takes no more envelopes and closes when the acknowledgements in flight are sent. */
  @Override
  public void close() {
    supervisor.interrupt();
    try {
      supervisor.join();
      connections.forEach(SocketConnection::close);
      for (SocketConnection connection : connections) {
        connection.awaitClosed(timing.drain().plus(timing.farewell()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      http.shutdownNow();
    }
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(connect());
      }
    } catch (InterruptedException e) {
      LOG.debug("Slack's socket is closed: no more connections are opened");
    }
  }

  /** Lives through one connection; returns how long to wait before the next. */
  private Duration connect() throws InterruptedException {
    try {
      URI address = tickets.take();
      var connection = new SocketConnection(handler, threads, timing);
      connections.removeIf(SocketConnection::closed);
      connections.add(connection);
      connection.open(http, address);
      boolean greeted = connection.greeted();
      if (greeted) {
        succeed(connection);
      } else {
        connection.close();
      }
      return after(connection.ending(), greeted);
    } catch (NoTicket e) {
      Duration pause = e.retryAfter().plus(backoff.next());
      LOG.warnf("no connection to Slack: %s; tried again in %s", e.getMessage(), pause);
      return pause;
    } catch (RuntimeException | Error e) {
      Duration pause = backoff.next();
      LOG.errorf(RedactedThrowable.copy(e), "no connection to Slack; tried again in %s", pause);
      return pause;
    }
  }

  private void succeed(SocketConnection connection) throws InterruptedException {
    LOG.info("connected to Slack");
    SocketConnection predecessor = current;
    current = connection;
    lastHello = clock.instant();
    if (predecessor != null) {
      predecessor.awaitClosed(timing.overlap());
      predecessor.close();
    }
  }

  private Duration after(Ending ending, boolean greeted) {
    if (greeted && ending.kind() != Kind.TOO_MANY) {
      backoff.reset();
    }
    Duration pause =
        switch (ending.kind()) {
          case REPLACE -> greeted ? Duration.ZERO : backoff.next();
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
    LOG.logf(ending.kind().level, "connection to Slack: %s; the next in %s", ending.why(), pause);
    return pause;
  }
}

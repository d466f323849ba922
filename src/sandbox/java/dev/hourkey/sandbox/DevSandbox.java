package dev.hourkey.sandbox;

import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.dev.spi.HotReplacementContext;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that {@code quarkus:dev} needs, so that no setting is necessary: an embedded
 * PostgreSQL and the stand-ins. It starts before Quarkus, because Flyway runs first of all, and
 * lives as long as the process. So a hot reload, which restarts Hourkey, keeps all data.
 */
public final class DevSandbox implements Closeable {
  private static final int PAGE_PORT = 8089;
  private static final URI HOURKEY = URI.create("http://127.0.0.1:8080");
  private static final int BAD_SETTINGS = 78; // EX_CONFIG of sysexits.h
  private static final Duration LONGEST_START = Duration.ofMinutes(5);
  private static final String DATABASE = "hourkey";

  private static @Nullable DevSandbox running;

  private final EmbeddedPostgres database;
  private final Sandbox sandbox;
  private boolean over = true;

  /**
   * Called before each start of Hourkey in this process. Puts the addresses into the settings;
   * exits if the page's port is in use.
   */
  public static synchronized void start() {
    if (running == null) {
      problem(PAGE_PORT)
          .ifPresent(
              problem -> {
                System.err.println(problem);
                System.exit(BAD_SETTINGS);
              });
      running = new DevSandbox(PAGE_PORT);
      running.sandbox.startOverWith(running::startOver);
    }
    running.prepare().forEach(System::setProperty);
    var _ = Thread.ofVirtual().start(DevSandbox::announce);
  }

  /** Why the sandbox cannot start, in a sentence: the port of its page must be free. */
  static Optional<String> problem(int port) {
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "The sandbox does not start: port %d of this machine is in use. Stop the program that uses it, perhaps another ./mvnw quarkus:dev, and try again."
              .formatted(port));
    }
  }

  DevSandbox(int port) {
    try {
      database =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("start the embedded PostgreSQL", e);
    }
    sandbox = new Sandbox(port);
    sandbox.slack().deliverTo(HOURKEY.resolve("/slack/events"));
  }

  Sandbox sandbox() {
    return sandbox;
  }

  /**
   * Resets everything if that was requested, while Hourkey is not running; returns the settings.
   */
  synchronized Map<String, String> prepare() {
    if (over) {
      sandbox.reset();
      newDatabase();
      over = false;
    }
    return settings();
  }

  /** Requests that the next start of Hourkey begins with everything in its initial state. */
  synchronized void forgetAll() {
    over = true;
  }

  /**
   * Makes Quarkus start Hourkey again, and returns when that is done. Only a new start makes
   * Hourkey forget everything as well: it then has a new database and an empty memory.
   */
  private void startOver() {
    forgetAll();
    HotReplacementContext quarkus = DevConsoleManager.getHotReplacementContext();
    try {
      // The interface has no method that restarts an application that has not changed.
      quarkus
          .getClass()
          .getMethod("doScan", boolean.class, boolean.class)
          .invoke(quarkus, true, true);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Quarkus did not start Hourkey again", e);
    }
  }

  private void newDatabase() {
    try (Connection postgres = database.getPostgresDatabase().getConnection();
        Statement statement = postgres.createStatement()) {
      statement.execute("drop database if exists " + DATABASE + " with (force)");
      statement.execute("create database " + DATABASE);
    } catch (SQLException e) {
      throw new IllegalStateException("make a new database", e);
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(sandbox.settings());
    settings.putAll(sandbox.consoleSettings(HOURKEY));
    settings.put("hourkey.policy.file", "deploy/policy.example.yaml");
    settings.put("hourkey.api.token", "sandbox-token-0123456789abcdef012");
    settings.put("hourkey.aws.start-url", page() + "/start");
    settings.put("quarkus.datasource.jdbc.url", database.getJdbcUrl("postgres", DATABASE));
    settings.put("quarkus.datasource.username", "postgres");
    settings.put("quarkus.datasource.password", "postgres");
    return settings;
  }

  /**
   * The page's address as people type it. Its parts share what the browser stores only if all of
   * them use the same host name.
   */
  private static String page() {
    return "http://localhost:" + PAGE_PORT;
  }

  /**
   * Prints what to open and what to type, once that works. The start prints its own lines before.
   */
  private static void announce() {
    var ready = HttpRequest.newBuilder(HOURKEY.resolve("/q/health/ready")).build();
    try (var http = HttpClient.newHttpClient()) {
      for (int second = 0; second < LONGEST_START.toSeconds(); second++) {
        Thread.sleep(Duration.ofSeconds(1));
        if (isOk(http, ready)) {
          System.out.printf(
              """

                Hourkey is ready. Open %s and type /aws-access in Slack; the tour says what to click next.
                The console is at %s.

              """,
              page(), HOURKEY.resolve("/console"));
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isOk(HttpClient http, HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // It does not listen yet.
    }
  }

  @Override
  public void close() throws IOException {
    sandbox.close();
    database.close();
  }
}

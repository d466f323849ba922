package dev.hourkey.sandbox;

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
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Everything {@code quarkus:dev} needs and would otherwise have to be set: an embedded PostgreSQL
 * and the stand-ins. It starts before Quarkus does, because Flyway runs first of all.
 */
public final class DevSandbox implements Closeable {
  private static final int PAGE_PORT = 8089;
  private static final URI HOURKEY = URI.create("http://127.0.0.1:8080");
  private static final int BAD_SETTINGS = 78; // EX_CONFIG of sysexits.h
  private static final Duration LONGEST_START = Duration.ofMinutes(5);

  private final EmbeddedPostgres database;
  private final Sandbox sandbox;

  /** Starts it and puts its addresses into the settings; exits if the page's port is in use. */
  public static Closeable start() {
    problem(PAGE_PORT)
        .ifPresent(
            problem -> {
              System.err.println(problem);
              System.exit(BAD_SETTINGS);
            });
    var started = new DevSandbox();
    started.settings().forEach(System::setProperty);
    var _ = Thread.ofVirtual().start(started::announce);
    return started;
  }

  /** Says what to open and what to type, once that works; the start's own lines come before. */
  private void announce() {
    var ready = HttpRequest.newBuilder(HOURKEY.resolve("/q/health/ready")).build();
    try (var http = HttpClient.newHttpClient()) {
      for (int second = 0; second < LONGEST_START.toSeconds(); second++) {
        Thread.sleep(Duration.ofSeconds(1));
        if (isOk(http, ready)) {
          System.out.printf(
              """

                Hourkey is ready. Open http://localhost:%d and type /aws-access in Slack.
                The console is at %s.

              """,
              PAGE_PORT, HOURKEY.resolve("/console"));
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

  private DevSandbox() {
    try {
      database =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("start the embedded PostgreSQL", e);
    }
    sandbox = new Sandbox(PAGE_PORT);
    sandbox.slack().deliverTo(HOURKEY.resolve("/slack/events"));
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(sandbox.settings());
    settings.putAll(sandbox.consoleSettings(HOURKEY));
    settings.put("hourkey.policy.file", "deploy/policy.example.yaml");
    settings.put("hourkey.api.token", "sandbox");
    settings.put("quarkus.datasource.jdbc.url", database.getJdbcUrl("postgres", "postgres"));
    settings.put("quarkus.datasource.username", "postgres");
    settings.put("quarkus.datasource.password", "postgres");
    return settings;
  }

  @Override
  public void close() throws IOException {
    sandbox.close();
    database.close();
  }
}

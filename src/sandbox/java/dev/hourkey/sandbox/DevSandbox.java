package dev.hourkey.sandbox;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
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
    System.out.printf(
        "%n  The sandbox is at %s%n  The console is at %s%n%n",
        started.sandbox.uri(), HOURKEY.resolve("/console"));
    return started;
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

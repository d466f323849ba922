package dev.hourkey.support;

import dev.hourkey.sandbox.Sandbox;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL and the sandbox, started before the application, whose settings point to them.
 */
public final class HourkeySandbox implements QuarkusTestResourceLifecycleManager {
  public static final String API_TOKEN = "auditors-token-0123456789abcdef01";

  public static final String API_REQUEST_TOKEN = "pipelines-token-0123456789abcdef0";

  private static final Path EXAMPLE = Path.of("deploy/policy.example.yaml");

  /** Of this JVM alone, because two run tests at the same time. */
  private static final Path POLICY =
      Path.of("target/policy-" + ProcessHandle.current().pid() + ".yaml");

  private static final Path WRITTEN = Path.of(POLICY + ".new");

  private static @Nullable Sandbox sandbox;
  private @Nullable EmbeddedPostgres database;

  /** The sandbox of this run. */
  public static Sandbox get() {
    if (sandbox == null) {
      throw new IllegalStateException("the sandbox is not started");
    }
    return sandbox;
  }

  /** Rewrites the policy file: the example, with this added at the end. */
  public static void policy(String more) {
    policy(example -> example + more);
  }

  /** Rewrites the policy file: the example with a change, and without operators. */
  public static void policy(UnaryOperator<String> change) {
    try {
      String example = Files.readString(EXAMPLE).replaceFirst("(?m)^roles:.*\\R", "");
      Path whole = Files.writeString(WRITTEN, change.apply(example));
      Files.move(whole, POLICY, StandardCopyOption.ATOMIC_MOVE); // It is read at any moment.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, String> start() {
    policy("");
    // Quarkus 3.33 keeps the meters of the application that ran before in this JVM; they hide new
    // ones.
    Metrics.globalRegistry.clear();
    try {
      database =
          EmbeddedPostgres.builder()
              .setPort(FreePort.take())
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sandbox = new Sandbox(0);
    Map<String, String> settings = new HashMap<>(sandbox.settings());
    int port = FreePort.take(); // The sign-in has to know where it comes back to.
    settings.putAll(sandbox.consoleSettings(URI.create("http://localhost:" + port)));
    settings.put("quarkus.http.test-port", Integer.toString(port));
    settings.putAll(sandbox.checkpointSettings()); // Without a key, nothing is signed.
    settings.put("hourkey.policy.file", POLICY.toString());
    settings.put("hourkey.api.token", API_TOKEN);
    settings.put("hourkey.api.request-token", API_REQUEST_TOKEN);
    settings.put("hourkey.api.client-id", ApplicationToken.API);
    settings.put("hourkey.slack.actions-per-minute", "120"); // Ana is in every journey.
    settings.put(
        "hourkey.aws.scim-token-expires", LocalDate.now(ZoneOffset.UTC).plusYears(1).toString());
    settings.put("hourkey.slack.discussions", "true"); // Slack sends it only in some journeys.
    settings.put("quarkus.datasource.jdbc.url", database.getJdbcUrl("postgres", "postgres"));
    settings.put("quarkus.datasource.username", "postgres");
    settings.put("quarkus.datasource.password", "postgres");
    return settings;
  }

  @Override
  public void stop() {
    if (sandbox != null) {
      sandbox.close();
    }
    if (database != null) {
      try {
        database.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

package dev.hourkey.app;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.support.FreePort;
import dev.hourkey.support.WholeGrant;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A database for the packaged jar, and for each test a sandbox and a policy file. */
abstract class WithPackagedJar {
  static EmbeddedPostgres database;

  @TempDir Path folder;
  Sandbox sandbox;
  Path policy;

  @BeforeAll
  static void startDatabase() throws IOException {
    database =
        EmbeddedPostgres.builder()
            .setPort(FreePort.take())
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
  }

  @AfterAll
  static void stopDatabase() throws IOException {
    database.close();
  }

  @BeforeEach
  void start() throws IOException {
    sandbox = new Sandbox(0);
    sandbox.reset();
    sandbox.entra().job().interval(Duration.ofSeconds(2)); // On demand carries no removals.
    policy = Files.writeString(folder.resolve("policy.yaml"), WholeGrant.POLICY);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }
}

package dev.hourkey.support;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The AOT cache of the JVM: classes that are loaded and linked already, and what was learned about
 * them. The JVM writes it at the end of a run, here of a whole grant and some commands against the
 * stand-ins.
 */
public final class AotCache {
  /** How long a process may take to write its cache when it stops. */
  public static final Duration ASSEMBLY = Duration.ofMinutes(2);

  private AotCache() {}

  /**
   * Writes the cache of an application: its folder, the file with the options of the JVM, and the
   * file to write.
   */
  public static void main(String[] arguments) throws Exception {
    Path cache = Path.of(arguments[2]);
    train(Path.of(arguments[0]), cache, PackagedJar.options(Path.of(arguments[1])));
    System.out.println(cache);
  }

  /** Adds the cache to these options. */
  public static String[] with(Path cache, String... javaOptions) {
    return plus(javaOptions, "-XX:AOTCache=" + cache.toAbsolutePath());
  }

  /** Has a process write the cache when it stops. */
  public static String[] writing(Path cache, String... javaOptions) {
    return plus(javaOptions, "-XX:AOTCacheOutput=" + cache.toAbsolutePath());
  }

  /** Writes the cache, which is valid for this JVM with these options. */
  public static void train(Path application, Path cache, String... javaOptions) throws Exception {
    Files.deleteIfExists(cache);
    Path policy = Files.writeString(Files.createTempFile("hourkey-", ".yaml"), WholeGrant.POLICY);
    String[] options = writing(cache, javaOptions);
    try (var database = EmbeddedPostgres.builder().setPort(FreePort.take()).start();
        var sandbox = new Sandbox(0);
        PackagedJar hourkey =
            PackagedJar.start(
                application.resolve("quarkus-run.jar"),
                PackagedJar.settings(sandbox, database, policy),
                options)) {
      sandbox.reset();
      sandbox.entra().job().interval(Duration.ofSeconds(2)); // On demand carries no removals.
      sandbox.slack().deliverTo(hourkey.ready().at("slack/events"));
      WholeGrant.lives(sandbox);
      WorkspaceUser ana = sandbox.slack().person("U0ANA");
      for (String command : List.of("", "help", "status", "config")) {
        ana.run("general", "/aws-access " + command);
      }
      if (!hourkey.stops(ASSEMBLY) || Files.notExists(cache)) {
        throw new IOException("no cache was written:\n" + hourkey.log());
      }
    } finally {
      Files.delete(policy);
    }
  }

  private static String[] plus(String[] options, String... more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
  }
}

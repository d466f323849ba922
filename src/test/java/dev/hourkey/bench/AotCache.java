package dev.hourkey.bench;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.PackagedJar;
import dev.hourkey.support.WholeGrant;
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
  private static final Duration ASSEMBLY = Duration.ofMinutes(2);

  private AotCache() {}

  /** Writes the cache of an application: its folder, and the file with the options of the JVM. */
  public static void main(String[] arguments) throws Exception {
    System.out.println(train(Path.of(arguments[0]), PackagedJar.options(Path.of(arguments[1]))));
  }

  /** Trains the cache of the packaged application, and adds it to these options. */
  static String[] with(String... javaOptions) throws Exception {
    Path cache = train(Path.of("target/quarkus-app"), javaOptions);
    return plus("-XX:AOTCache=" + cache, javaOptions);
  }

  /** Returns the cache, which is valid for this JVM with these options. */
  static Path train(Path application, String... javaOptions) throws Exception {
    Path cache = application.resolve("hourkey.aot").toAbsolutePath();
    Files.deleteIfExists(cache);
    Path policy = Files.writeString(Files.createTempFile("hourkey-", ".yaml"), WholeGrant.POLICY);
    String[] options = plus("-XX:AOTCacheOutput=" + cache, javaOptions);
    try (var database = EmbeddedPostgres.builder().start();
        var sandbox = new Sandbox(0);
        PackagedJar hourkey =
            PackagedJar.start(
                application.resolve("quarkus-run.jar"),
                PackagedJar.settings(sandbox, database, policy),
                options)) {
      sandbox.reset();
      sandbox.entra().job().interval(Duration.ofSeconds(5)); // On demand carries no removals.
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
    return cache;
  }

  private static String[] plus(String option, String... options) {
    return Stream.concat(Stream.of(options), Stream.of(option)).toArray(String[]::new);
  }
}

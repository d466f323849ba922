package dev.hourkey.cli;

import dev.hourkey.app.DatabaseClock;
import dev.hourkey.app.DatabaseStartCheck.Use;
import dev.hourkey.app.Main;
import dev.hourkey.app.Settings;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.spi.CDI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs a command of the jar without Slack, the scheduler and HTTP. */
public final class StandaloneRunner {
  private static final int FAILED = 1;

  /** The exit code of a command that could not use what it needs. */
  static final int UNAVAILABLE = 69; // EX_UNAVAILABLE of sysexits.h

  /** The output of a command is for people. The log is separate and contains only failures. */
  private static final Map<String, String> LOG =
      Map.of(
          "quarkus.log.console.json.enabled", "false",
          "quarkus.log.console.stderr", "true",
          "quarkus.log.console.level", "WARN",
          "quarkus.log.console.format", "%d{HH:mm:ss} %-5p %s%n", // %s has no stack trace.
          "quarkus.log.category.\"io.micrometer\".level", "ERROR"); // Warns at each start.

  /** The command that the process runs instead of the service. */
  private static volatile @Nullable IntSupplier command;

  private static volatile boolean answered;

  private StandaloneRunner() {}

  /** Whether a command runs in this process instead of the service. */
  public static boolean runs() {
    return command != null;
  }

  /** Runs a command that needs the database and the directories; returns its exit code. */
  static <B> int run(Class<B> bean, ToIntFunction<B> work) {
    Map<String, String> given = Settings.given();
    return run(
        call(bean, work),
        false,
        FAILED,
        given,
        Settings.problemsWithoutSlack(given),
        Main::refuseEnvironment);
  }

  /** Runs a command that needs only the database; returns its exit code. */
  static <B> int runOnDatabase(Class<B> bean, ToIntFunction<B> work) {
    Map<String, String> given = Settings.given();
    List<String> problems = Settings.problemsOfDatabase(given);
    return run(call(bean, work), false, UNAVAILABLE, given, problems, _ -> 0);
  }

  /** Starts Quarkus, which first brings the tables up to date and then runs {@code afterwards}. */
  static int migrate(IntSupplier afterwards) {
    Map<String, String> given = Settings.given();
    return run(afterwards, true, FAILED, given, Settings.problemsOfDatabase(given), _ -> 0);
  }

  private static <B> IntSupplier call(Class<B> bean, ToIntFunction<B> work) {
    return () -> work.applyAsInt(CDI.current().select(bean).get());
  }

  private static int run(
      IntSupplier work,
      boolean migrates,
      int unavailable,
      Map<String, String> given,
      List<String> problems,
      ToIntFunction<Map<String, String>> refusal) {
    int refused = Main.refuse(given, problems, migrates ? Use.MIGRATION : Use.COMMAND);
    if (refused == 0) {
      refused = refusal.applyAsInt(given);
    }
    if (refused != 0) {
      return refused;
    }
    command = work;
    configure(given, migrates);
    AtomicInteger exit = new AtomicInteger(FAILED);
    Quarkus.run(
        Application.class,
        (code, failure) -> {
          exit.set(code);
          if (failure != null) { // Quarkus itself prints nothing in that case.
            System.err.println("The command could not run: " + reason(failure));
          }
        });
    return answered || exit.get() != FAILED ? exit.get() : unavailable;
  }

  /** A command listens on no port, and needs neither Slack's settings nor a policy file. */
  private static void configure(Map<String, String> given, boolean migrates) {
    LOG.forEach(System::setProperty);
    Map.of(
            "quarkus.http.host-enabled",
            "false",
            "quarkus.management.host-enabled",
            "false",
            "quarkus.flyway.migrate-at-start",
            String.valueOf(migrates),
            "hourkey.slack.transport",
            "http")
        .forEach(System::setProperty);
    for (String key :
        List.of("hourkey.slack.bot-token", "hourkey.slack.team-id", "hourkey.policy.file")) {
      if (!given.containsKey(key)) {
        System.setProperty(key, "none");
      }
    }
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }

  /** Runs the command once Quarkus has started, with the database's clock. */
  @Dependent
  @Unremovable // Only Quarkus.run looks it up.
  static class Application implements QuarkusApplication {
    private final DatabaseClock clock;
    private final DataSource database;

    Application(DatabaseClock clock, DataSource database) {
      this.clock = clock;
      this.database = database;
    }

    @Override
    public int run(String... args) {
      IntSupplier work = command;
      if (work == null) {
        throw new IllegalStateException("there is no command to run");
      }
      clock.synchronize(database);
      int code = work.getAsInt();
      answered = true;
      return code;
    }
  }
}

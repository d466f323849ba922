package dev.hourkey.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs a command of the jar without Slack, the scheduler and HTTP. */
final class StandaloneRunner {
  private static final String RUNS = "dev.hourkey.command";

  /** The output of a command is for people; the log is separate and holds only failures. */
  private static final Map<String, String> LOG =
      Map.of(
          "quarkus.log.console.json.enabled", "false",
          "quarkus.log.console.stderr", "true",
          "quarkus.log.console.level", "WARN",
          "quarkus.log.console.format", "%d{HH:mm:ss} %-5p %s%n", // %s has no stack trace.
          "quarkus.log.category.\"io.micrometer\".level", "ERROR"); // Warns at each start.

  private StandaloneRunner() {}

  /** Whether a command runs in this process instead of the service. */
  static boolean runs() {
    return System.getProperty(RUNS) != null;
  }

  /** Starts only what the command needs; returns the exit code. */
  static int run(Class<? extends QuarkusApplication> command) {
    Map<String, String> given = Settings.given();
    return run(command, given, Settings.problemsWithoutSlack(given));
  }

  /** The same for a command that needs the database but no directory. */
  static int runOnDatabase(Class<? extends QuarkusApplication> command) {
    Map<String, String> given = Settings.given();
    return run(command, given, Settings.problemsOfDatabase(given));
  }

  private static int run(
      Class<? extends QuarkusApplication> command,
      Map<String, String> given,
      List<String> problems) {
    int refused = Main.refuse(given, problems);
    if (refused != 0) {
      return refused;
    }
    LOG.forEach(System::setProperty);
    Map.of(
            RUNS,
            command.getSimpleName(),
            "quarkus.http.host-enabled",
            "false",
            "quarkus.management.host-enabled",
            "false",
            "quarkus.flyway.migrate-at-start",
            String.valueOf(command == MigrateCommand.class),
            "hourkey.slack.transport",
            "http")
        .forEach(System::setProperty);
    Map.of(
            "hourkey.slack.bot-token", "none",
            "hourkey.slack.team-id", "none",
            "hourkey.policy.file", "none")
        .forEach(
            (key, none) -> {
              if (!given.containsKey(key)) {
                System.setProperty(key, none);
              }
            });
    AtomicInteger exit = new AtomicInteger(1);
    Quarkus.run(
        command,
        (code, failure) -> {
          exit.set(code);
          if (failure != null) { // Quarkus itself prints nothing in that case.
            System.err.println("The command could not run: " + reason(failure));
          }
        });
    return exit.get();
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}

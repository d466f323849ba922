package dev.hourkey.app;

import dev.hourkey.catalog.PolicyFile;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where the program starts: the service itself or, with arguments, a command that ends.
 *
 * <p>In {@code quarkus:dev} the sandbox starts first and says where everything is.
 */
@QuarkusMain
public final class Main {
  private static final int BAD_SETTINGS = 78; // EX_CONFIG of sysexits.h

  Main() {}

  public static void main(String... args) {
    if (args.length > 0) {
      System.exit(CommandLineTool.run(args));
    }
    if (DevSandbox.available()) {
      DevSandbox.problem(DevSandbox.PAGE_PORT)
          .ifPresent(
              problem -> {
                System.err.println(problem);
                System.exit(BAD_SETTINGS);
              });
      try (var sandbox = new DevSandbox()) {
        sandbox.announce();
        Quarkus.run();
      }
      return;
    }
    List<String> problems = problems(Settings.given());
    if (problems.isEmpty()) {
      Quarkus.run();
    } else {
      System.exit(refuse(problems));
    }
  }

  /** Says why it does not start; returns the exit code that says so too. */
  static int refuse(List<String> problems) {
    System.err.println("Hourkey does not start:");
    problems.forEach(problem -> System.err.println("- " + problem));
    return BAD_SETTINGS;
  }

  private static List<String> problems(Map<String, String> settings) {
    List<String> problems = Settings.problems(settings);
    if (!problems.isEmpty()) {
      return problems;
    }
    String file = settings.getOrDefault("hourkey.policy.file", "");
    return PolicyFile.read(Path.of(file)).problems().stream()
        .map(problem -> file + ": " + problem.sentence())
        .toList();
  }
}

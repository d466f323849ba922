package dev.hourkey.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;

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
      try (var sandbox = new DevSandbox()) {
        sandbox.announce();
        Quarkus.run();
      }
      return;
    }
    List<String> problems = Settings.problems(Settings.given());
    if (problems.isEmpty()) {
      Quarkus.run();
    } else {
      System.err.println("Hourkey does not start:");
      problems.forEach(problem -> System.err.println("- " + problem));
      System.exit(BAD_SETTINGS);
    }
  }
}

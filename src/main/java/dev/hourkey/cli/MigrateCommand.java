package dev.hourkey.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code hourkey migrate}: creates or updates the tables. Their owner runs it before the service
 * starts.
 */
@Command(
    name = "migrate",
    header = "Brings the tables up to date and exits.",
    description = {
      "Brings the tables up to date and exits. For installations where the role that owns the",
      "tables is not the one that the service uses. Exits with 0 when they are up to date."
    })
final class MigrateCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return StandaloneRunner.migrate(
        () -> {
          System.out.println("The tables are up to date.");
          return 0;
        });
  }
}

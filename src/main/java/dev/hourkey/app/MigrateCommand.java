package dev.hourkey.app;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.enterprise.context.Dependent;

/** Runs after Quarkus has migrated the tables, which it does before anything else. */
@Dependent
@Unremovable // Only the command line looks it up.
class MigrateCommand implements QuarkusApplication {
  @Override
  public int run(String... args) {
    System.out.println("The tables are up to date.");
    return 0;
  }
}

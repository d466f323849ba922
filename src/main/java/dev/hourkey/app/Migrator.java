package dev.hourkey.app;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.enterprise.context.Dependent;

/** Runs once Quarkus has brought the tables up to date, which it does before all else. */
@Dependent
@Unremovable // Only the command line looks it up.
class Migrator implements QuarkusApplication {
  @Override
  public int run(String... args) {
    System.out.println("The tables are up to date.");
    return 0;
  }
}

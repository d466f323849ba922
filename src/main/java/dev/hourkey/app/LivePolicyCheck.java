package dev.hourkey.app;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogProblem;
import dev.hourkey.catalog.PolicyFile;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;

/** Compares a policy file with Entra and AWS, as the service would, and changes nothing. */
@Dependent
@Unremovable // Only the command line looks it up.
class LivePolicyCheck implements QuarkusApplication {
  private static volatile Path file = Path.of("");

  private final Catalog catalog;

  @Inject
  LivePolicyCheck(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Starts only what the command needs; returns the exit code. */
  static int start(Path policyFile) {
    file = policyFile;
    return StandaloneRunner.run(LivePolicyCheck.class);
  }

  @Override
  public int run(String... args) {
    List<CatalogProblem> problems = catalog.process(PolicyFile.read(file)).problems();
    problems.forEach(problem -> System.err.println(file + ": " + problem.sentence()));
    if (problems.isEmpty()) {
      System.out.println(file + ": no problems; Entra and AWS have what it names");
    }
    return problems.isEmpty() ? 0 : 1;
  }
}

package dev.hourkey.cli;

import dev.hourkey.app.Settings;
import dev.hourkey.catalog.ApproverCount;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogProblem;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.GroupDirectory;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.request.PreflightCheck;
import dev.hourkey.text.Counted;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code hourkey check FILE}: checks the policy file, for a pull request that changes it. With
 * {@code --live} it also compares the file with Entra and AWS, as the service would. It changes
 * nothing.
 */
@Dependent
@Unremovable // Only the command line looks it up.
class CheckCommand {
  private final Catalog catalog;
  private final PreflightCheck preflight;
  private final GroupDirectory groups;
  private final PersonDirectory persons;
  private final Config config;

  CheckCommand(
      Catalog catalog,
      PreflightCheck preflight,
      GroupDirectory groups,
      PersonDirectory persons,
      Config config) {
    this.catalog = catalog;
    this.preflight = preflight;
    this.groups = groups;
    this.persons = persons;
    this.config = config;
  }

  @Command(
      name = "check",
      header = "Reports every problem in a policy file.",
      description = "Reports every problem in a policy file; exits with 1 if it finds any.")
  static final class Arguments implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The policy file (YAML).")
    Path file = Path.of("");

    @Option(
        names = "--live",
        description = {
          "Also checks that Entra and AWS have what the file names. Needs the settings that",
          "'revoke-overdue' needs, and changes nothing."
        })
    boolean live;

    @Override
    public Integer call() {
      PolicyFile read = PolicyFile.read(file);
      if (live && read.valid()) {
        return StandaloneRunner.run(CheckCommand.class, command -> command.checkLive(file));
      }
      int exit = report(file, read.problems(), content(read) + ", no problems");
      read.missingSettings(Settings.given()::containsKey)
          .forEach(missing -> System.out.println(file + ": warning: " + missing + " here"));
      return exit;
    }
  }

  private static String content(PolicyFile read) {
    String entitlements = Counted.of(read.specs().size(), "entitlement");
    int rules = read.rules().size();
    return rules == 0 ? entitlements : entitlements + " and " + Counted.of(rules, "rule");
  }

  int checkLive(Path file) {
    PolicyFile read = PolicyFile.read(file);
    CatalogSnapshot checked = catalog.check(read);
    List<CatalogProblem> problems = new ArrayList<>(checked.problems());
    preflight
        .ofGroups(checked.entitlements())
        .forEach(
            (id, why) ->
                problems.add(CatalogProblem.at(0, "'" + id + "' cannot be granted: " + why)));
    new ApproverCount(groups, persons)
        .of(read)
        .forEach(counted -> problem(counted).ifPresent(problems::add));
    read.missingSettings(key -> config.getOptionalValue(key, String.class).isPresent())
        .forEach(problem -> problems.add(CatalogProblem.at(0, problem)));
    return report(file, problems, "no problems; Entra and AWS have everything that it names");
  }

  private static Optional<CatalogProblem> problem(ApproverCount.Result counted) {
    return switch (counted.problem()) {
      case MaybeKnown.Known<Optional<CatalogProblem>>(var found) -> found;
      case MaybeKnown.Unknown<?>(String why) ->
          Optional.of(
              CatalogProblem.at(
                  0,
                  "whether enough people can approve '%s' is unknown: %s"
                      .formatted(counted.id(), why)));
    };
  }

  private static int report(Path file, List<CatalogProblem> problems, String whenFine) {
    print(file, problems);
    if (problems.isEmpty()) {
      System.out.println(file + ": " + whenFine);
    }
    return problems.isEmpty() ? 0 : 1;
  }

  static void print(Path file, List<CatalogProblem> problems) {
    problems.forEach(problem -> System.err.println(file + ": " + problem.sentence()));
  }
}

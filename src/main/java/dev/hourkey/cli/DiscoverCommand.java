package dev.hourkey.cli;

import dev.hourkey.app.CallBudget;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.starter.Inventory;
import dev.hourkey.starter.InventoryReader;
import dev.hourkey.starter.MigrationSource;
import dev.hourkey.starter.MigrationSource.Unreadable;
import dev.hourkey.starter.SsoElevator;
import dev.hourkey.starter.StarterPolicy;
import dev.hourkey.starter.TeamExport;
import dev.hourkey.text.Counted;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code hourkey discover}: writes a first policy file, made from the groups in Identity Center and
 * Entra. It only reads, at the pace of background work.
 */
@Dependent
@Unremovable // Only the command line looks it up.
class DiscoverCommand {
  private static final int COMPLETE = 0;
  private static final int FAILED = 1;
  private static final int MISTAKES = 2;
  private static final int INCOMPLETE = 3;

  /** Hourkey reads no larger policy file. */
  private static final int MAX_BYTES = 1_000_000;

  private final InventoryReader reader;
  private final CallBudget budget;

  DiscoverCommand(InventoryReader reader, CallBudget budget) {
    this.reader = reader;
    this.budget = budget;
  }

  @Command(
      name = "discover",
      header = "Prints a first policy file, based on what is in Entra and AWS.",
      description = {
        "Prints a first policy file, made from the groups in Identity Center and Entra. It only"
            + " reads, and",
        "needs the settings that 'revoke-overdue' needs. Exits with 0 when everything was read, 1 if",
        "the file could not be made or there is no group to put in it, 2 when a given file is wrong"
            + " or",
        "must not be replaced, 3 when something could not be read: comments in the file say what.",
        "78 for bad settings."
      })
  static final class Arguments implements Callable<Integer> {
    @Option(
        names = "--output",
        paramLabel = "FILE",
        description =
            "Writes the policy file here. An existing file is kept, unless --force is given.")
    @Nullable Path output;

    @Option(names = "--force", description = "Replaces an existing file.")
    boolean force;

    @Option(
        names = "--from-sso-elevator",
        paramLabel = "FILE",
        description = "Converts the rules of sso-elevator, from its config/approval-config.json.")
    @Nullable Path ssoElevator;

    @Option(
        names = "--from-team",
        paramLabel = "FILE",
        description = "Converts the rules of AWS TEAM, from its API's answer to listEligibilities.")
    @Nullable Path team;

    @Override
    public Integer call() {
      List<MigrationSource> tools = new ArrayList<>();
      try {
        if (ssoElevator != null) {
          tools.add(SsoElevator.read(ssoElevator));
        }
        if (team != null) {
          tools.add(TeamExport.read(team));
        }
      } catch (Unreadable e) {
        System.err.println(e.getMessage());
        return MISTAKES;
      }
      if (output != null && !force && Files.exists(output)) {
        return exists(output);
      }
      return StandaloneRunner.run(DiscoverCommand.class, command -> command.discover(this, tools));
    }
  }

  int discover(Arguments arguments, List<MigrationSource> tools) {
    Inventory found;
    try {
      found = budget.within(() -> reader.read(System.err::println));
    } catch (DirectoryFailure failure) {
      System.err.println("There is no policy file: " + failure.sentence());
      return FAILED;
    }
    StarterPolicy policy = StarterPolicy.of(found, tools);
    try {
      print(policy.text(), arguments);
    } catch (FileAlreadyExistsException e) {
      return exists(Path.of(e.getFile()));
    } catch (IOException e) {
      System.err.println("The policy file could not be written: " + e.getMessage());
      return FAILED;
    }
    return report(found, policy);
  }

  private static void print(String text, Arguments arguments) throws IOException {
    if (arguments.output == null) {
      System.out.print(text);
      return;
    }
    OpenOption[] options =
        arguments.force
            ? new OpenOption[] {
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE
            }
            : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
    Files.writeString(arguments.output, text, options);
  }

  private static int report(Inventory found, StarterPolicy policy) {
    found.gaps().forEach(gap -> System.err.println("Not read: " + gap));
    System.err.printf(
        "%s. %s can't be used; comments at the end of the file say why.%n",
        Counted.of(found.manageable().size(), "entitlement"),
        Counted.of(found.leftOut().size(), "group"));
    if (found.manageable().isEmpty()) {
      System.err.println("No group can be used, so this is not a valid policy file yet.");
      return FAILED;
    }
    policy.problems().forEach(problem -> System.err.println(problem.sentence()));
    if (policy.text().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      System.err.println(
          "The file is larger than 1 MB, which Hourkey does not read. Delete entitlements that"
              + " nobody needs to request.");
      return INCOMPLETE;
    }
    return found.gaps().isEmpty() && policy.problems().isEmpty() ? COMPLETE : INCOMPLETE;
  }

  private static int exists(Path file) {
    System.err.println(file + " exists and was not changed; use --force to replace it.");
    return MISTAKES;
  }
}

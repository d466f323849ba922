package dev.hourkey.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hourkey.api.StoredDescription;
import dev.hourkey.catalog.CatalogProblem;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.cli.CommandLineTool;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The entry point: starts the service or, with arguments, runs a command.
 *
 * <p>In {@code quarkus:dev} the sandbox starts first and prints its addresses.
 */
@QuarkusMain
public final class Main {
  private static final int BAD_SETTINGS = 78; // EX_CONFIG of sysexits.h
  private static final int UNAVAILABLE = 69; // EX_UNAVAILABLE

  Main() {}

  public static void main(String... args) {
    printUtf8();
    if (args.length > 0) {
      System.exit(CommandLineTool.run(args));
    }
    if (DevMode.active()) {
      DevMode.run(Quarkus::run);
      return;
    }
    Map<String, String> settings = Settings.given();
    int refused = refuse(settings, Settings.problems(settings), DatabaseStartCheck.Use.SERVICE);
    if (refused == 0) {
      refused = refuseEnvironment(settings);
    }
    if (refused == 0) {
      refused = refuseFile(settings);
    }
    if (refused == 0) {
      refused = refusePorts(settings);
    }
    if (refused != 0) {
      System.exit(refused);
    }
    StoredDescription.hideFromQuarkus();
    Quarkus.run();
  }

  /**
   * Without a locale, as under many service managers, Java prints a question mark for each letter
   * outside ASCII, even in a policy file that {@code discover} writes.
   */
  private static void printUtf8() {
    if (System.out.charset().equals(US_ASCII)) {
      System.setOut(utf8(FileDescriptor.out));
      System.setErr(utf8(FileDescriptor.err));
    }
  }

  private static PrintStream utf8(FileDescriptor file) {
    return new PrintStream(new BufferedOutputStream(new FileOutputStream(file)), true, UTF_8);
  }

  /**
   * Prints the problems of the settings or the database; returns the exit code, 0 if there are
   * none.
   */
  public static int refuse(
      Map<String, String> settings, List<String> problems, DatabaseStartCheck.Use use) {
    if (!problems.isEmpty()) {
      return refuse(problems, BAD_SETTINGS);
    }
    return new DatabaseStartCheck(settings)
        .problem(use)
        .map(problem -> refuse(List.of(problem), UNAVAILABLE))
        .orElse(0);
  }

  /** Stops a process whose settings belong to a different environment than the database. */
  public static int refuseEnvironment(Map<String, String> settings) {
    DatabaseStartCheck database = new DatabaseStartCheck(settings);
    try {
      List<String> problems = database.environmentProblems();
      return problems.isEmpty() ? 0 : refuse(problems, BAD_SETTINGS);
    } catch (SQLException e) {
      return refuse(List.of(database.sentence(e)), UNAVAILABLE);
    }
  }

  /**
   * A policy file with mistakes stops the start, unless an earlier version is in force or there is
   * access that must end.
   */
  private static int refuseFile(Map<String, String> settings) {
    Path file = Path.of(settings.getOrDefault("hourkey.policy.file", ""));
    PolicyFile read = PolicyFile.read(file);
    List<String> problems =
        Stream.concat(
                read.problems().stream().map(CatalogProblem::sentence),
                read.missingSettings(key -> !settings.getOrDefault(key, "").isBlank()).stream())
            .map(problem -> file + ": " + problem)
            .toList();
    return problems.isEmpty() || new DatabaseStartCheck(settings).canStartWithoutPolicyFile()
        ? 0
        : refuse(problems, BAD_SETTINGS);
  }

  /** Stops a service whose ports another program uses. */
  static int refusePorts(Map<String, String> settings) {
    List<String> problems = Ports.unavailable(settings);
    return problems.isEmpty() ? 0 : refuse(problems, UNAVAILABLE);
  }

  private static int refuse(List<String> problems, int exitCode) {
    System.err.println("Hourkey does not start:");
    problems.forEach(problem -> System.err.println("- " + problem));
    return exitCode;
  }
}

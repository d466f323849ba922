package dev.hourkey.cli;

import dev.hourkey.catalog.CatalogProblem;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.OfflineDirectory;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.catalog.PolicyTestCase;
import dev.hourkey.catalog.PolicyTestCases;
import dev.hourkey.catalog.UnknownNames;
import dev.hourkey.text.Counted;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code hourkey test FILE CASES}: runs the operator's own test cases, for the pull request that
 * changes the policy file. It answers as {@code explain} does, from the facts in each case, and
 * contacts no service.
 */
@Command(
    name = "test",
    header = "Runs your own test cases against a policy file.",
    description = {
      "Runs the operator's own cases against a policy file. Exits with 0 when all are as expected,"
          + " 1",
      "when one is not, 2 when a file has mistakes."
    })
final class TestCommand implements Callable<Integer> {
  private static final int PASSED = 0;
  private static final int FAILED = 1;
  private static final int MISTAKES = 2;

  @Parameters(paramLabel = "FILE", description = "The policy file (YAML).")
  Path file = Path.of("");

  @Parameters(paramLabel = "CASES", description = "The cases (YAML).")
  Path cases = Path.of("");

  @Option(names = "--junit", paramLabel = "REPORT", description = "Also writes JUnit XML here.")
  @Nullable Path junit;

  @Override
  public Integer call() throws IOException {
    PolicyFile policy = PolicyFile.read(file);
    PolicyTestCases read =
        PolicyTestCases.read(cases, OffsetDateTime.now(ZoneOffset.UTC).toInstant());
    if (!policy.valid() || !read.problems().isEmpty()) {
      CheckCommand.print(file, policy.problems());
      CheckCommand.print(cases, read.problems());
      return MISTAKES;
    }
    CatalogSnapshot snapshot = OfflineDirectory.catalog(policy);
    CheckCommand.print(file, snapshot.problems());
    read.cases().forEach(one -> warn(one, policy));
    Map<PolicyTestCase, List<String>> results = new LinkedHashMap<>();
    read.cases().forEach(one -> results.put(one, one.failures(policy, snapshot)));
    results.forEach(this::print);
    long failed = results.values().stream().filter(failures -> !failures.isEmpty()).count();
    System.out.printf("%s, %d failed%n", Counted.of(results.size(), "case"), failed);
    if (junit != null) {
      JUnitReport.write(junit, cases.toString(), results);
    }
    return failed == 0 ? PASSED : FAILED;
  }

  private void warn(PolicyTestCase one, PolicyFile policy) {
    Stream.concat(Stream.of(one.person()), one.sender().stream())
        .flatMap(person -> UnknownNames.of(person, policy).stream())
        .forEach(what -> System.err.println(cases + ": line " + one.line() + ": warning: " + what));
  }

  private void print(PolicyTestCase one, List<String> failures) {
    System.out.println((failures.isEmpty() ? "passed  " : "FAILED  ") + one.name());
    failures.forEach(
        failure -> System.out.println("  " + CatalogProblem.at(one.line(), failure).sentence()));
  }
}

package dev.hourkey.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.catalog.PolicyChange;
import dev.hourkey.catalog.PolicyChange.Effect;
import dev.hourkey.catalog.PolicyDiff;
import dev.hourkey.catalog.PolicyFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code hourkey diff OLD NEW}: for reviewing a change to the policy file. It contacts no service.
 * Its exit codes are those of diff(1).
 */
@Command(
    name = "diff",
    header = "Says who gains and who loses what when the policy file changes.",
    description = {
      "Says who gains and who loses what when the policy file changes. Exits with 0 when the"
          + " files",
      "say the same, 1 when there is a difference, 2 when a file has mistakes."
    })
final class DiffCommand implements Callable<Integer> {
  private static final int SAME = 0;
  private static final int DIFFERENT = 1;
  private static final int MISTAKES = 2;

  @Parameters(paramLabel = "OLD", description = "The policy file that is in force.")
  Path before = Path.of("");

  @Parameters(paramLabel = "NEW", description = "The new policy file.")
  Path after = Path.of("");

  @Option(names = "--json", description = "Prints JSON.")
  boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    PolicyFile old = PolicyFile.read(before);
    PolicyFile changed = PolicyFile.read(after);
    if (!old.valid() || !changed.valid()) {
      CheckCommand.print(before, old.problems());
      CheckCommand.print(after, changed.problems());
      return MISTAKES;
    }
    PolicyDiff diff = PolicyDiff.between(old, changed);
    System.out.println(json ? json(old, changed, diff) : words(diff));
    return diff.changes().isEmpty() ? SAME : DIFFERENT;
  }

  private static String words(PolicyDiff diff) {
    List<PolicyChange> changes = diff.changes();
    if (changes.isEmpty()) {
      return "The files have the same effect.";
    }
    return String.join("\n", diff.lines(Integer.MAX_VALUE, Integer.MAX_VALUE))
        + "\nTotal: %d widening, %d narrowing, %d other."
            .formatted(
                count(changes, Effect.WIDENS),
                count(changes, Effect.NARROWS),
                count(changes, Effect.CHANGES));
  }

  private static long count(List<PolicyChange> changes, Effect effect) {
    return changes.stream().filter(change -> change.effect() == effect).count();
  }

  private String json(PolicyFile old, PolicyFile changed, PolicyDiff diff)
      throws JsonProcessingException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("old", Map.of("file", before.toString(), "sha256", old.digest()));
    document.put("new", Map.of("file", after.toString(), "sha256", changed.digest()));
    document.put("changes", diff.changes().stream().map(DiffCommand::json).toList());
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }

  private static Map<String, Object> json(PolicyChange change) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("entitlement", change.entitlement());
    fields.put("key", change.key());
    fields.put("effect", change.effect().word());
    change.before().ifPresent(value -> fields.put("before", value));
    change.after().ifPresent(value -> fields.put("after", value));
    fields.put("words", change.words());
    return fields;
  }
}

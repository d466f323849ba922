package dev.hourkey.cli;

import dev.hourkey.app.Settings;
import dev.hourkey.checkpoint.CheckpointOrigins;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code hourkey audit new-origin}: gives a new name to a trail that contradicts a signed
 * checkpoint.
 */
@Dependent
@Unremovable // Only the command line looks it up.
class AuditNewOriginCommand {
  private static final String ORIGIN = "hourkey.audit.checkpoint-origin";
  private static final String KEY = "hourkey.audit.signing-key";

  private static final int MISSING = 1;

  private final CheckpointOrigins origins;

  AuditNewOriginCommand(CheckpointOrigins origins) {
    this.origins = origins;
  }

  @Command(
      name = "new-origin",
      header = "Signs the audit trail under a new name from now on.",
      description = {
        "Signs the audit trail under a new name from now on, if it contradicts an earlier signed"
            + " checkpoint",
        "and the missing entries cannot be restored. This can't be undone: operators are alerted,"
            + " the",
        "trail records it, and auditors and the witness need the new name. Needs the settings of"
            + " the",
        "database and of the checkpoints, with the signing key: its signature proves that an"
            + " operator began",
        "the new name. Exits with 0 when done, 1 when an entry of the trail is missing, 2 when a"
            + " setting of",
        "the checkpoints is missing, 69 when the database could not be used, 78 for bad settings."
      })
  static final class Arguments implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--because",
        required = true,
        paramLabel = "REASON",
        description = "Why, for the audit trail.")
    String because = "";

    @Mixin OperatorOption operator = new OperatorOption();

    @Override
    public Integer call() {
      if (because.isBlank()) {
        throw new ParameterException(spec.commandLine(), "--because must not be empty.");
      }
      Set<String> set = Settings.given().keySet();
      if (!set.contains(ORIGIN)) {
        throw new ParameterException(spec.commandLine(), ORIGIN + " is not set.");
      }
      if (!set.contains(KEY) && !set.contains(KEY + "-path")) {
        throw new ParameterException(spec.commandLine(), KEY + " is not set.");
      }
      return StandaloneRunner.runOnDatabase(
          AuditNewOriginCommand.class, command -> command.begin(this));
    }
  }

  int begin(Arguments given) {
    Optional<CheckpointOrigins.Begun> begun =
        origins.beginNewOrigin(given.operator.name(), given.because);
    if (begun.isEmpty()) {
      System.err.println(
          "An entry of the audit trail is missing, so it can't be signed. Nothing was changed."
              + " 'audit verify' says which one.");
      return MISSING;
    }
    System.out.printf(
        "The audit trail is signed as %s from now on. Give auditors and the witness that name.%n",
        begun.get().origin());
    return 0;
  }
}

package dev.hourkey.cli;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.ChainHead;
import dev.hourkey.audit.Verification;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code hourkey audit verify}: for auditors, and for a separate timer. It runs in a process of its
 * own that needs only the database.
 */
@Dependent
@Unremovable // Only the command line looks it up.
class AuditVerifyCommand {
  private static final int WHOLE = 0;
  private static final int BROKEN = 1;
  private static final int NOT_READ = 69; // EX_UNAVAILABLE of sysexits.h

  private final AuditTrail trail;

  AuditVerifyCommand(AuditTrail trail) {
    this.trail = trail;
  }

  @Command(
      name = "verify",
      description = {
        "Follows the audit trail from its first entry to its last. Needs the database's settings",
        "only. Exits with 0 when it is intact, 1 when an entry was changed or is missing, 69 when"
            + " it",
        "could not be read, 78 for bad settings."
      })
  static final class Arguments implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--head",
        paramLabel = "HEAD",
        description =
            "A head that the trail had before, as this command prints it. Entries up to there must"
                + " be the same as then. May be given several times.")
    List<String> heads = new ArrayList<>();

    @Override
    public Integer call() {
      List<ChainHead> known = heads.stream().map(this::head).toList();
      return StandaloneRunner.runOnDatabase(
          AuditVerifyCommand.class, NOT_READ, command -> command.verify(known));
    }

    private ChainHead head(String text) {
      return ChainHead.parse(text)
          .orElseThrow(
              () ->
                  new ParameterException(
                      spec.commandLine(),
                      "--head takes a number, a colon and 64 hexadecimal digits, as this command"
                          + " prints it."));
    }
  }

  private int verify(List<ChainHead> known) {
    return switch (trail.verify(known)) {
      case Verification.Intact(ChainHead head) -> {
        System.out.printf("The audit trail is intact: %d entries. Head %s%n", head.seq(), head);
        yield WHOLE;
      }
      case Verification.Broken(long seq, String why) -> {
        System.out.printf("The audit trail was changed: entry %d, %s.%n", seq, why);
        yield BROKEN;
      }
    };
  }
}

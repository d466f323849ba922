package dev.hourkey.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hourkey audit}: groups the commands for the audit trail. */
@Command(
    name = "audit",
    description = "Commands for the audit trail.",
    subcommands = {
      AuditVerifyCommand.Arguments.class,
      AuditExportCommand.Arguments.class,
      AuditProveCommand.Arguments.class,
      AuditNewOriginCommand.Arguments.class
    })
final class AuditCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "Name a command: audit verify, audit export, audit prove or audit new-origin.");
  }
}

package dev.hourkey.cli;

import dev.hourkey.text.PlainText;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that names the operator who runs a command, for the audit trail. */
final class OperatorOption {
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec = CommandSpec.create();

  private String name = System.getProperty("user.name", "an operator");

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Your name, for the audit trail (default: your login name).")
  void name(String name) {
    if (PlainText.clean(name).isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--by must not be empty.");
    }
    this.name = name;
  }

  String name() {
    return name;
  }
}

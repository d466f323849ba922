package dev.hourkey.cli;

import dev.hourkey.grant.GrantingPauses;
import dev.hourkey.grant.GrantingSwitch;
import dev.hourkey.text.PlainText;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hourkey pause} and {@code hourkey resume}: nothing is granted in an incident. */
@Dependent
@Unremovable // Only the command line looks it up.
class PauseCommand {
  private final GrantingPauses pauses;

  PauseCommand(GrantingPauses pauses) {
    this.pauses = pauses;
  }

  @Command(
      name = "pause",
      description = {
        "Pauses granting on all replicas, at once: nothing can be requested, approved or extended,"
            + " and",
        "approved grants wait. Everything ends as usual. Needs only the settings of the database."
            + " Exits",
        "with 0 when granting is paused, 69 when the database could not be used, 78 for bad"
            + " settings."
      })
  static final class Pause implements Callable<Integer> {
    @Mixin ReasonOption reason = new ReasonOption();
    @Mixin OperatorOption operator = new OperatorOption();

    @Override
    public Integer call() {
      GrantingSwitch.Change by = change(reason, operator);
      return StandaloneRunner.runOnDatabase(PauseCommand.class, command -> command.pause(by));
    }
  }

  @Command(
      name = "resume",
      description = {
        "Resumes granting after 'pause'. Exits with 0 when granting is not paused, 69 when the"
            + " database",
        "could not be used, 78 for bad settings."
      })
  static final class Resume implements Callable<Integer> {
    @Mixin ReasonOption reason = new ReasonOption();
    @Mixin OperatorOption operator = new OperatorOption();

    @Override
    public Integer call() {
      GrantingSwitch.Change by = change(reason, operator);
      return StandaloneRunner.runOnDatabase(PauseCommand.class, command -> command.resume(by));
    }
  }

  /** The reason for a change. */
  static final class ReasonOption {
    @Spec(Spec.Target.MIXEE)
    CommandSpec spec = CommandSpec.create();

    private String text = "";

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why: requesters read it, and it goes into the audit trail.")
    void text(String text) {
      this.text = PlainText.clean(text);
      if (this.text.isEmpty()) {
        throw new ParameterException(spec.commandLine(), "--reason must not be empty.");
      }
    }
  }

  private static GrantingSwitch.Change change(ReasonOption reason, OperatorOption operator) {
    return new GrantingSwitch.Change(
        operator.name(), GrantingSwitch.Role.COMMAND_LINE, reason.text);
  }

  int pause(GrantingSwitch.Change by) {
    System.out.println(
        pauses
            .pause(by)
            .map(before -> "Granting has been paused since " + before.since() + ".")
            .orElse("Granting is paused. Active access ends on time."));
    return 0;
  }

  int resume(GrantingSwitch.Change by) {
    System.out.println(
        pauses
            .resume(by)
            .map(ended -> "Granting is resumed. It was paused since " + ended.since() + ".")
            .orElse("Granting is not paused."));
    return 0;
  }
}

package dev.hourkey.cli;

import dev.hourkey.grant.GrantingPauses;
import dev.hourkey.grant.GrantingSwitch;
import dev.hourkey.text.PlainText;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code hourkey pause} and {@code hourkey resume}: stop all granting in an incident, and allow it
 * again.
 */
@Dependent
@Unremovable // Only the command line looks it up.
class PauseCommand {
  private final GrantingPauses pauses;
  private final Clock clock;

  PauseCommand(GrantingPauses pauses, Clock clock) {
    this.pauses = pauses;
    this.clock = clock;
  }

  @Command(
      name = "pause",
      header = "Pauses granting on all replicas, at once.",
      description = {
        "Pauses granting on all replicas, at once: nothing can be requested, approved or extended,"
            + " and",
        "approved grants wait. Everything ends as usual. Needs only the database settings."
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
      header = "Resumes granting after 'pause'.",
      description = {
        "Resumes granting after 'pause'. Exits with 0 when granting is not paused, 1 when somebody"
            + " paused granting,",
        "or confirmed the pause, at the same moment, 69 when the database could not be used, 78 for"
            + " bad settings."
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
        description = "The reason: requesters read it, and it goes into the audit trail.")
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
            .map(
                before ->
                    "Granting was already paused, since "
                        + before.since()
                        + ". Your pause and your reason are recorded.")
            .orElse("Granting is paused. Active access ends on time."));
    return 0;
  }

  int resume(GrantingSwitch.Change by) {
    return switch (pauses.resume(by, clock.instant())) {
      case GrantingPauses.Resumption.Resumed(var ended) ->
          printAndReturn(0, "Granting is resumed. It had been paused since " + ended.since() + ".");
      case GrantingPauses.Resumption.NotPaused _ -> printAndReturn(0, "Granting is not paused.");
      case GrantingPauses.Resumption.PausedSince(var pause) ->
          printAndReturn(
              1,
              "Somebody paused granting, or confirmed the pause, at the same moment, so it stays"
                  + " paused: "
                  + pause.change().reason()
                  + ". Run this again if you still want to resume it.");
    };
  }

  private static int printAndReturn(int exit, String sentence) {
    System.out.println(sentence);
    return exit;
  }
}

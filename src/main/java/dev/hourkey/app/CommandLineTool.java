package dev.hourkey.app;

import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.policy.PlainText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands of the same jar that do their work and end. */
@Command(
    name = "hourkey",
    description = "Just-in-time AWS access from Slack. Without a command, the service starts.",
    mixinStandardHelpOptions = true,
    subcommands = {
      CommandLineTool.Check.class,
      CommandLineTool.RevokeOverdue.class,
      CommandLineTool.Revoke.class,
      CommandLineTool.Settle.class
    })
final class CommandLineTool {
  private CommandLineTool() {}

  /** Runs a command; returns its exit code. */
  static int run(String... args) {
    return new CommandLine(new CommandLineTool())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(args);
  }

  /** {@code hourkey check FILE}: for the pull request that changes the operator's file. */
  @Command(
      name = "check",
      description = "Says what is wrong with an operator's file; exits with 1 if anything is.",
      mixinStandardHelpOptions = true)
  static final class Check implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The operator's file (YAML).")
    Path file = Path.of("");

    @Override
    public Integer call() {
      PolicyFile read = PolicyFile.read(file);
      read.problems().forEach(problem -> System.err.println(file + ": " + problem.sentence()));
      if (read.problems().isEmpty()) {
        System.out.println(file + ": " + read.drafts().size() + " entitlements, no problems");
      }
      return read.problems().isEmpty() ? 0 : 1;
    }
  }

  /** {@code hourkey revoke-overdue}: for the bad day, and for a timer of its own. */
  @Command(
      name = "revoke-overdue",
      description = {
        "Ends whatever should have ended, without Slack and without the service; any number may run",
        "beside it. Exits with 0 when nothing is left, 1 when something is, 78 for bad settings."
      },
      mixinStandardHelpOptions = true)
  static final class RevokeOverdue implements Callable<Integer> {
    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        description = "How long to go on until AWS shows nothing any more (default: 120).")
    int seconds = 120;

    @Override
    public Integer call() {
      return OverdueRevoker.start(Duration.ofSeconds(seconds));
    }
  }

  /** {@code hourkey revoke}: ends somebody's access without Slack. */
  @Command(
      name = "revoke",
      description = {
        "Ends a running grant early, without Slack. Without arguments it lists all of them. The",
        "holder reads who revoked it and why. Exits with 0 when done, 1 when nothing or too much",
        "matches, 78 for bad settings."
      },
      mixinStandardHelpOptions = true)
  static final class Revoke implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "GRANT|PERSON|ENTITLEMENT",
        description = "The id of a grant or entitlement, or a person's user name or object id.")
    Optional<String> which = Optional.empty();

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "Why: the holder reads it, and it goes into the audit trail.")
    Optional<String> reason = Optional.empty();

    @Option(names = "--all", description = "All grants that match.")
    boolean all;

    @Option(
        names = "--by",
        paramLabel = "NAME",
        description = "Your name, for the holder and the audit trail (default: your login name).")
    String by = System.getProperty("user.name", "an operator");

    @Override
    public Integer call() {
      if (which.isPresent()
          && reason.map(PlainText::clean).filter(text -> !text.isEmpty()).isEmpty()) {
        throw new ParameterException(spec.commandLine(), "Say why: --reason TEXT.");
      }
      if (by.isBlank()) {
        throw new ParameterException(spec.commandLine(), "--by must not be empty.");
      }
      return Revoker.start(new Revoker.Command(which, reason, all, by));
    }
  }

  /** {@code hourkey settle}: after a restore of the database. */
  @Command(
      name = "settle",
      description = {
        "After a restore of the database: lists the group members that it does not explain.",
        "'adopt' records them as standing members, 'remove' has Hourkey remove them. Without",
        "arguments it only lists them. Exits with 0 when no such member is left, 1 otherwise."
      },
      mixinStandardHelpOptions = true)
  static final class Settle implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "adopt|remove",
        description = "What to do.")
    Optional<Settler.Decision> decision = Optional.empty();

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "GROUP",
        description = "The group's name or object id.")
    Optional<String> group = Optional.empty();

    @Parameters(
        index = "2..*",
        paramLabel = "PERSON",
        description = "Object ids or user names, as they are listed.")
    List<String> people = new ArrayList<>();

    @Option(
        names = "--all",
        description = "All listed members of the group or, without a group, of all groups.")
    boolean all;

    @Option(
        names = "--by",
        paramLabel = "NAME",
        description = "Your name, for the audit trail (default: your login name).")
    String by = System.getProperty("user.name", "an operator");

    @Override
    public Integer call() {
      if (decision.isPresent() && all == !people.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "Name people of a group, or use --all for everybody.");
      }
      return Settler.start(new Settler.Command(decision, group, people, by));
    }
  }
}

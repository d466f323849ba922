package dev.hourkey.app;

import static java.util.Objects.requireNonNull;

import dev.hourkey.audit.ChainHead;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.text.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The commands of the same jar that do their work and end. */
@Command(
    name = "hourkey",
    description = "Just-in-time AWS access from Slack. Without a command, the service starts.",
    scope = ScopeType.INHERIT, // Every command has --help and --version.
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineTool.Version.class,
    subcommands = {
      CommandLineTool.Check.class,
      CommandLineTool.RevokeOverdue.class,
      CommandLineTool.Revoke.class,
      CommandLineTool.Settle.class,
      CommandLineTool.Relink.class,
      CommandLineTool.Audit.class,
      CommandLineTool.Migrate.class
    })
final class CommandLineTool {
  private CommandLineTool() {}

  /** Runs a command; returns its exit code. */
  static int run(String... args) {
    return commandLine().execute(args);
  }

  static CommandLine commandLine() {
    return new CommandLine(new CommandLineTool()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Who runs a command, for the audit trail. */
  static final class Operator {
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
  }

  /** The version of the build. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      try (InputStream in = CommandLineTool.class.getResourceAsStream("/hourkey-version.txt")) {
        return new String[] {
          "hourkey " + new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).strip()
        };
      }
    }
  }

  /** {@code hourkey check FILE}: for the pull request that changes the operator's file. */
  @Command(
      name = "check",
      description = "Says what is wrong with an operator's file; exits with 1 if anything is.")
  static final class Check implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The operator's file (YAML).")
    Path file = Path.of("");

    @Option(
        names = "--live",
        description = {
          "Also asks Entra and AWS whether they have what the file names. Needs the settings that",
          "'revoke-overdue' needs, and changes nothing."
        })
    boolean live;

    @Override
    public Integer call() {
      PolicyFile read = PolicyFile.read(file);
      if (live && read.whole()) {
        return LivePolicyCheck.start(file);
      }
      read.problems().forEach(problem -> System.err.println(file + ": " + problem.sentence()));
      if (read.problems().isEmpty()) {
        System.out.println(file + ": " + read.specs().size() + " entitlements, no problems");
      }
      return read.problems().isEmpty() ? 0 : 1;
    }
  }

  /** {@code hourkey revoke-overdue}: for the bad day, and for a timer of its own. */
  @Command(
      name = "revoke-overdue",
      description = {
        "Ends whatever should have ended, without Slack and without the service; any number may"
            + " run",
        "beside it. Exits with 0 when nothing is left, 1 when something is, 78 for bad settings."
      })
  static final class RevokeOverdue implements Callable<Integer> {
    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        description = "How long to go on until AWS shows nothing any more (default: 120).")
    int seconds = 120;

    @Override
    public Integer call() {
      return RevokeOverdueCommand.start(Duration.ofSeconds(seconds));
    }
  }

  /** {@code hourkey revoke}: ends somebody's access without Slack. */
  @Command(
      name = "revoke",
      description = {
        "Ends a running grant early, without Slack. Without arguments it lists all of them. The",
        "holder reads who revoked it and why. Exits with 0 when done, 1 when nothing or too much",
        "matches, 78 for bad settings."
      })
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

    @Mixin Operator by = new Operator();

    @Override
    public Integer call() {
      if (which.isPresent()
          && reason.map(PlainText::clean).filter(text -> !text.isEmpty()).isEmpty()) {
        throw new ParameterException(spec.commandLine(), "Say why: --reason TEXT.");
      }
      return RevokeCommand.start(new RevokeCommand.Command(which, reason, all, by.name));
    }
  }

  /** {@code hourkey audit}: commands for the audit trail. */
  @Command(
      name = "audit",
      description = "What can be done with the audit trail.",
      subcommands = AuditVerify.class)
  static final class Audit implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      throw new ParameterException(spec.commandLine(), "Say what to do: audit verify.");
    }
  }

  /** {@code hourkey audit verify}: for auditors, and for a separate timer. */
  @Command(
      name = "verify",
      description = {
        "Follows the audit trail from its first entry to its last. Needs the database's settings",
        "only. Exits with 0 when it is whole, 1 when an entry was changed or is missing, 69 when it",
        "could not be read, 78 for bad settings."
      })
  static final class AuditVerify implements Callable<Integer> {
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
      return AuditVerifyCommand.start(heads.stream().map(this::head).toList());
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

  /** {@code hourkey migrate}: as the owner of the tables, before the service starts. */
  @Command(
      name = "migrate",
      description = {
        "Brings the tables up to date and ends. For installations where another role owns the",
        "tables than the one that the service runs with. Exits with 0 when they are up to date."
      })
  static final class Migrate implements Callable<Integer> {
    @Override
    public Integer call() {
      return StandaloneRunner.runOnDatabase(MigrateCommand.class);
    }
  }

  /** {@code hourkey settle}: after a restore of the database. */
  @Command(
      name = "settle",
      description = {
        "After a restore of the database: lists the group members that it does not explain.",
        "'adopt' records them as standing members, 'remove' has Hourkey remove them. Without",
        "arguments it only lists them. Exits with 0 when no such member is left, 1 otherwise."
      })
  static final class Settle implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "adopt|remove",
        description = "What to do.")
    Optional<SettleCommand.Decision> decision = Optional.empty();

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

    @Mixin Operator by = new Operator();

    @Override
    public Integer call() {
      if (decision.isPresent() && all == !people.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "Name people of a group, or use --all for everybody.");
      }
      return SettleCommand.start(new SettleCommand.Command(decision, group, people, by.name));
    }
  }

  /** {@code hourkey relink}: for a Slack user who is linked to the wrong Entra account. */
  @Command(
      name = "relink",
      description = {
        "Links a Slack user to an Entra account, instead of those the two were linked to before.",
        "Without PERSON it removes the link, and the next contact makes one by e-mail address.",
        "Exits with 0 when that is so, 1 when nothing was changed, 78 for bad settings."
      })
  static final class Relink implements Callable<Integer> {
    @Parameters(
        index = "0",
        paramLabel = "SLACK_USER",
        description = "The Slack user's member id (U…).")
    String slackUser = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "PERSON",
        description = "The Entra account: object id, user principal name or e-mail address.")
    Optional<String> person = Optional.empty();

    @Mixin Operator by = new Operator();

    @Override
    public Integer call() {
      return RelinkCommand.start(new RelinkCommand.Command(slackUser, person, by.name));
    }
  }
}

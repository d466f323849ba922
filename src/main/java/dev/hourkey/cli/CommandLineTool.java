package dev.hourkey.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The command line of the jar. Each subcommand has a class of its own. */
@Command(
    name = "hourkey",
    description = "Just-in-time AWS access from Slack. Without a command, the service starts.",
    scope = ScopeType.INHERIT, // Every command has --help and --version.
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineTool.Version.class,
    subcommands = {
      CheckCommand.Arguments.class,
      DiscoverCommand.Arguments.class,
      DiffCommand.class,
      ExplainArguments.class,
      TestCommand.class,
      RevokeOverdueCommand.Arguments.class,
      RevokeCommand.Arguments.class,
      PauseCommand.Pause.class,
      PauseCommand.Resume.class,
      SettleCommand.Arguments.class,
      RelinkCommand.Arguments.class,
      AuditCommand.class,
      MigrateCommand.class,
      DoctorCommand.class
    })
public final class CommandLineTool {
  /** Wide enough for the lines of the descriptions. */
  private static final int USAGE_WIDTH = 110;

  private CommandLineTool() {}

  /** Runs a command; returns its exit code. */
  public static int run(String... args) {
    return commandLine().execute(args);
  }

  static CommandLine commandLine() {
    return new CommandLine(new CommandLineTool())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(USAGE_WIDTH)
        .setExecutionExceptionHandler(CommandLineTool::failed);
  }

  /**
   * Explains a file that can't be read or written in one sentence. Any other exception is a bug.
   */
  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult given)
      throws Exception {
    if (!(e instanceof IOException)) {
      throw e;
    }
    command
        .getErr()
        .println(
            e instanceof NoSuchFileException
                ? "There is no file or folder for " + e.getMessage()
                : "A file could not be read or written: " + e.getMessage());
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  /** The version of the build. */
  public static String version() {
    try (InputStream in = CommandLineTool.class.getResourceAsStream("/hourkey-version.txt")) {
      return new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"hourkey " + version()};
    }
  }
}

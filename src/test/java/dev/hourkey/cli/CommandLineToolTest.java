package dev.hourkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandLineToolTest {
  static Stream<CommandLine> commands() {
    return all(CommandLineTool.commandLine());
  }

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(CommandLineToolTest::all));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_command_says_its_version_and_how_it_is_used(CommandLine command) {
    assertThat(output(command, "--version")).startsWith("hourkey ");
    assertThat(output(command, "--help")).contains("Usage: hourkey");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void a_list_of_commands_has_one_sentence_for_each(CommandLine command) {
    for (CommandLine one : command.getSubcommands().values()) {
      var usage = one.getCommandSpec().usageMessage();
      assertThat(usage.header().length > 0 ? usage.header() : usage.description())
          .as(one.getCommandName())
          .singleElement()
          .asString()
          .endsWith(".");
    }
  }

  @ParameterizedTest
  @CsvSource({"revoke, prod-admin", "settle, adopt", "relink, U0ANA"})
  void an_empty_name_of_the_operator_is_refused(String name, String argument) {
    StringWriter said = new StringWriter();
    CommandLine command = CommandLineTool.commandLine().setErr(new PrintWriter(said));
    assertThat(command.execute(name, argument, "--by", " \u200b")).isEqualTo(2);
    assertThat(said.toString()).contains("--by must not be empty.");
  }

  @Test
  void an_export_that_cannot_begin_leaves_no_file(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("trail.jsonl");
    String[] export = {"audit", "export", "--format", "entries", "--output", file.toString()};
    CommandLine command = CommandLineTool.commandLine().setErr(new PrintWriter(new StringWriter()));
    assertThat(command.execute(export)).as("no database is set").isEqualTo(78);
    assertThat(file).doesNotExist();
    Files.createFile(file);
    assertThat(command.execute(export)).isEqualTo(2);
    assertThat(file).as("the file of somebody else").exists();
  }

  private static String output(CommandLine command, String option) {
    StringWriter out = new StringWriter();
    assertThat(command.setOut(new PrintWriter(out)).execute(option)).isZero();
    return out.toString();
  }
}

package dev.hourkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffCommandTest {
  private static final String FILE =
      """
      version: 1
      channels: { approvals: aws-approvals }
      entitlements:
        - id: prod
          group: aws-prod
          eligible: [group:engineering]
          approvers: [group:sre-leads]
      """;

  @TempDir Path folder;

  @Test
  void files_that_say_the_same_exit_with_0() throws IOException {
    CommandOutput output = diff(FILE, FILE + "# a comment\n");
    assertThat(output.exit()).isZero();
    assertThat(output.out()).isEqualTo("The files have the same effect.\n");
  }

  @Test
  void a_difference_is_described_in_words_and_exits_with_1() throws IOException {
    CommandOutput output =
        diff(FILE, FILE.replace("[group:engineering]", "[group:engineering, group:data]"));
    assertThat(output.exit()).isEqualTo(1);
    assertThat(output.out())
        .isEqualTo(
            """
            widens prod: group:data may request it
            Total: 1 widening, 0 narrowing, 0 other.
            """);
  }

  @Test
  void json_has_each_change_with_its_effect() throws IOException {
    CommandOutput output =
        diff(
            FILE,
            FILE.replace("[group:sre-leads]", "[group:sre-leads]\n    approvals: 2"),
            "--json");
    assertThat(output.exit()).isEqualTo(1);
    JsonNode json = new ObjectMapper().readTree(output.out());
    assertThat(json.at("/old/sha256").asText())
        .hasSize(64)
        .isNotEqualTo(json.at("/new/sha256").asText());
    assertThat(json.at("/changes").size()).isEqualTo(1);
    assertThat(json.at("/changes/0/entitlement").asText()).isEqualTo("prod");
    assertThat(json.at("/changes/0/key").asText()).isEqualTo("approvals");
    assertThat(json.at("/changes/0/effect").asText()).isEqualTo("narrows");
    assertThat(json.at("/changes/0/before").asText()).isEqualTo("1");
    assertThat(json.at("/changes/0/after").asText()).isEqualTo("2");
    assertThat(new ObjectMapper().readTree(diff(FILE, FILE, "--json").out()).at("/changes"))
        .isEmpty();
  }

  @Test
  void a_file_with_mistakes_exits_with_2_and_all_of_them() throws IOException {
    CommandOutput output = diff(FILE.replace("eligible", "elligible"), FILE.replace("1", "2"));
    assertThat(output.exit()).isEqualTo(2);
    assertThat(output.out()).isEmpty();
    assertThat(output.err())
        .contains("old.yaml: line 6: 'elligible' is not known here; did you mean 'eligible'?")
        .contains("new.yaml: line 1: 'version' must be 1");
  }

  private CommandOutput diff(String before, String after, String... options) throws IOException {
    Path old = Files.writeString(folder.resolve("old.yaml"), before);
    Path changed = Files.writeString(folder.resolve("new.yaml"), after);
    String[] arguments = new String[options.length + 3];
    arguments[0] = "diff";
    arguments[1] = old.toString();
    arguments[2] = changed.toString();
    System.arraycopy(options, 0, arguments, 3, options.length);
    return CommandOutput.of(arguments);
  }
}

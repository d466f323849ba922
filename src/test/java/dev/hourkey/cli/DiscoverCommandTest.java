package dev.hourkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoverCommandTest {
  @TempDir Path folder;

  @Test
  void an_existing_file_is_kept_before_anything_is_asked() throws IOException {
    Path file = Files.writeString(folder.resolve("policy.yaml"), "mine");
    CommandOutput said = CommandOutput.of("discover", "--output", file.toString());
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("exists and was not changed; use --force to replace it");
    assertThat(file).hasContent("mine");
  }

  @Test
  void a_configuration_that_cannot_be_read_is_refused_before_anything_is_asked()
      throws IOException {
    Path file = Files.writeString(folder.resolve("main.tf"), "config = [\n  {}\n]");
    CommandOutput said = CommandOutput.of("discover", "--from-sso-elevator", file.toString());
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("main.tf is not JSON: see line 1");
    said = CommandOutput.of("discover", "--from-team", folder.resolve("gone.json").toString());
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("gone.json");
  }
}

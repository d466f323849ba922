package dev.hourkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of commit subjects, which CI runs for pull requests, on a repository of its own. */
class CommitSubjectsTest {
  private static final String SCRIPT = Path.of(".ci/commit-subjects").toAbsolutePath().toString();

  @TempDir Path repository;

  @BeforeEach
  void aRepositoryWithOneLongSubject() throws Exception {
    git("init", "--quiet", "--initial-branch=main");
    commit("x".repeat(100));
    git("switch", "--quiet", "--create", "branch");
  }

  @Test
  void a_subject_of_72_characters_passes_however_many_bytes_they_are() throws Exception {
    commit("é".repeat(72) + "\n\n" + "The body is not counted. ".repeat(10));
    assertThat(check("main")).isEqualTo(new Result(0, ""));
  }

  @Test
  void a_longer_subject_fails_and_is_not_printed() throws Exception {
    commit("::set-output name=x::" + "y".repeat(52));
    Result result = check("main");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains("has 73 characters").doesNotContain("::");
  }

  @Test
  void a_subject_is_data_and_runs_nothing() throws Exception {
    commit("$(touch hacked) `touch hacked` ${IFS}; touch hacked \\ * %s");
    assertThat(check("main")).isEqualTo(new Result(0, ""));
    assertThat(repository.resolve("hacked")).doesNotExist();
  }

  @Test
  void a_base_that_is_no_commit_is_an_error() throws Exception {
    for (String base : List.of("elsewhere", "--all", "")) {
      assertThat(check(base).exitCode()).as(base).isEqualTo(2);
    }
  }

  private record Result(int exitCode, String output) {}

  private Result check(String base) throws IOException, InterruptedException {
    return run(List.of(SCRIPT, base));
  }

  private void commit(String message) throws IOException, InterruptedException {
    git(
        "-c",
        "user.name=Ana Lima",
        "-c",
        "user.email=ana@example.com",
        "-c",
        "commit.gpgsign=false",
        "commit",
        "--quiet",
        "--allow-empty",
        "--message",
        message);
  }

  private void git(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    assertThat(run(command)).isEqualTo(new Result(0, ""));
  }

  private Result run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(repository.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), output);
  }
}

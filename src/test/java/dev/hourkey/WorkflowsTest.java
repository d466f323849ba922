package dev.hourkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Rules for the workflows, which run nowhere but on GitHub. */
class WorkflowsTest {
  private static final Path WORKFLOWS = Path.of(".github/workflows");
  private static final Pattern PINNED =
      Pattern.compile("uses: [\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+");

  /** One job of a workflow. */
  private record Job(Map<String, Object> fields) {
    @SuppressWarnings("unchecked")
    List<Object> commands() {
      var steps = (List<Map<String, Object>>) fields.getOrDefault("steps", List.of());
      return steps.stream().filter(step -> step.containsKey("run")).map(s -> s.get("run")).toList();
    }
  }

  @Test
  void every_action_is_pinned_to_a_commit_and_names_its_version() throws IOException {
    for (Path file : files()) {
      assertThat(Files.readAllLines(file))
          .as(file.toString())
          .filteredOn(line -> line.contains("uses:"))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).containsPattern(PINNED + "$"));
    }
  }

  /** The AOT cache works only with the very Java that it was trained on. */
  @Test
  void base_images_are_kept_up_to_date_and_each_is_the_same_in_all_stages() throws IOException {
    assertThat(Files.readString(Path.of(".github/dependabot.yml")))
        .contains("package-ecosystem: docker\n    directory: /\n");
    Pattern from = Pattern.compile("FROM ([^:@ ]+:[^@ ]+)(@sha256:[0-9a-f]{64})?( AS \\w+)?");
    Map<String, Set<String>> digests = new HashMap<>();
    for (String line : Files.readAllLines(Path.of("Dockerfile"))) {
      if (line.startsWith("FROM ")) {
        Matcher image = from.matcher(line);
        assertThat(image.matches()).as(line).isTrue();
        digests
            .computeIfAbsent(image.group(1), _ -> new HashSet<>())
            .add(Objects.requireNonNullElse(image.group(2), "none"));
      }
    }
    assertThat(digests).isNotEmpty().allSatisfy((_, some) -> assertThat(some).hasSize(1));
  }

  @Test
  void a_workflow_may_only_read_unless_a_job_says_more() throws IOException {
    for (Path file : files()) {
      assertThat(read(file)).as(file.toString()).containsEntry("permissions", readOnly());
    }
  }

  @Test
  void only_the_job_that_publishes_may_write_to_the_repository() throws IOException {
    for (Path file : files()) {
      jobs(file)
          .forEach(
              (name, job) -> {
                var permissions = job.fields().getOrDefault("permissions", readOnly());
                boolean writes = String.valueOf(permissions).contains("contents=write");
                assertThat(writes).as(file + " " + name).isEqualTo(name.equals("publish"));
              });
    }
  }

  @Test
  void every_job_has_a_timeout() throws IOException {
    for (Path file : files()) {
      jobs(file)
          .forEach(
              (name, job) ->
                  assertThat(job.fields()).as(file + " " + name).containsKey("timeout-minutes"));
    }
  }

  /** GitHub would put the value into the script, where it may be code. */
  @Test
  void no_command_contains_an_expression() throws IOException {
    for (Path file : files()) {
      jobs(file)
          .forEach(
              (name, job) ->
                  assertThat(job.commands())
                      .as(file + " " + name)
                      .noneMatch(command -> command.toString().contains("${{")));
    }
  }

  @Test
  void pull_requests_have_their_commit_subjects_checked() throws IOException {
    assertThat(jobs(WORKFLOWS.resolve("ci.yml")).get("commits").commands())
        .containsExactly(".ci/commit-subjects HEAD^1");
  }

  @Test
  void ci_and_releases_run_the_test_command_of_the_readme() throws IOException {
    assertThat(jobs(WORKFLOWS.resolve("ci.yml")).get("verify").commands()).containsOnly(".ci/run");
    assertThat(jobs(WORKFLOWS.resolve("release.yml")).get("build").commands()).contains(".ci/run");
    assertThat(Files.readAllLines(Path.of(".ci/run")))
        .filteredOn(line -> line.startsWith("./mvnw"))
        .map(line -> line.replace("-B -ntp ", ""))
        .contains(testCommandOfTheReadme());
  }

  private static String testCommandOfTheReadme() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    return readme.split("## Test it", 2)[1].split("```", 3)[1].strip();
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(WORKFLOWS)) {
      return files.sorted().toList();
    }
  }

  private static Map<String, String> readOnly() {
    return Map.of("contents", "read");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Job> jobs(Path file) throws IOException {
    var jobs = (Map<String, Map<String, Object>>) read(file).getOrDefault("jobs", Map.of());
    Map<String, Job> byName = new TreeMap<>();
    jobs.forEach((name, fields) -> byName.put(name, new Job(fields)));
    return byName;
  }

  private static Map<String, Object> read(Path file) throws IOException {
    return new Yaml().load(Files.readString(file));
  }
}

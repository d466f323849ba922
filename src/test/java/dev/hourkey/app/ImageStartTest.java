package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the image starts the JVM, with a {@code java} that only prints its arguments. */
class ImageStartTest {
  @TempDir Path folder = Path.of("");

  @Test
  void the_service_and_its_commands_start_from_the_cache() throws Exception {
    String cached = "@/app/jvm.options -XX:AOTCache=/app/hourkey.aot -jar /app/quarkus-run.jar";
    assertThat(started()).isEqualTo(cached);
    assertThat(started("check", "/my policy.yaml")).isEqualTo(cached + " check /my policy.yaml");
    assertThat(started("audit")).isEqualTo(cached + " audit");
  }

  @Test
  void commands_that_compute_for_minutes_get_the_second_compiler() throws Exception {
    String compiled =
        "@/app/jvm.options -XX:TieredStopAtLevel=4 -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining"
            + " -XX:AOTCache=/app/hourkey.aot -jar /app/quarkus-run.jar";
    assertThat(started("audit", "verify")).isEqualTo(compiled + " audit verify");
    assertThat(started("audit", "export", "--format", "ocsf"))
        .isEqualTo(compiled + " audit export --format ocsf");
  }

  private String started(String... arguments) throws IOException, InterruptedException {
    Path java = Files.writeString(folder.resolve("java"), "#!/bin/sh\necho \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    List<String> command = new ArrayList<>(List.of("sh", "deploy/hourkey.sh"));
    Stream.of(arguments).forEach(command::add);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().merge("PATH", folder.toString(), (path, own) -> own + ":" + path);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return said.strip();
  }
}

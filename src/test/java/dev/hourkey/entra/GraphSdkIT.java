package dev.hourkey.entra;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packaged application has only the part of Graph's SDK that pom.xml names. */
class GraphSdkIT {
  @Test
  void every_class_of_the_sdk_that_hourkey_can_reach_is_packaged_and_can_be_linked()
      throws IOException {
    Set<String> reached = new ReachableGraphClasses().from(Path.of("target/classes"));
    try (var packaged = new URLClassLoader(jars(), ClassLoader.getPlatformClassLoader())) {
      assertThat(reached).contains("com/microsoft/graph/models/User");
      assertThat(reached.stream().filter(type -> packaged.getResource(type + ".class") == null))
          .as("to be added to the parts of Graph's SDK in pom.xml")
          .isEmpty();
      for (String type : reached) {
        assertThatCode(() -> Class.forName(type.replace('/', '.'), true, packaged))
            .as(type)
            .doesNotThrowAnyException();
      }
      assertThat(packaged.getResource("com/microsoft/graph/drives/DrivesRequestBuilder.class"))
          .as("a part that Hourkey does not use")
          .isNull();
    }
  }

  /** If it named them, the JVM would load 1,500 classes to verify it. */
  @Test
  void the_packaged_class_of_all_entities_names_no_kind_of_entity() throws IOException {
    try (var packaged = new URLClassLoader(jars(), ClassLoader.getPlatformClassLoader());
        var entity =
            requireNonNull(
                packaged.getResourceAsStream("com/microsoft/graph/models/Entity.class"))) {
      assertThat(new String(entity.readAllBytes(), ISO_8859_1))
          .contains("getOdataType")
          .doesNotContain("com/microsoft/graph/models/User");
    }
  }

  private static URL[] jars() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("target/quarkus-app/lib"))) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .map(GraphSdkIT::url)
          .toArray(URL[]::new);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

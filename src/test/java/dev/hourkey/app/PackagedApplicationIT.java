package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Playwright;
import com.networknt.schema.SchemaRegistry;
import com.tngtech.archunit.core.domain.JavaClass;
import dev.hourkey.sandbox.Sandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is in the packaged application, file by file. */
class PackagedApplicationIT {
  private static final Set<String> ENTRIES = new HashSet<>();

  @BeforeAll
  static void open() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("target/quarkus-app"))) {
      files
          .filter(file -> file.toString().endsWith(".jar"))
          .forEach(PackagedApplicationIT::readEntries);
    }
  }

  @Test
  void the_package_contains_hourkey() {
    assertThat(ENTRIES).contains(entry(Main.class), "db/migration/V1__baseline.sql");
  }

  @Test
  void the_package_contains_nothing_of_the_sandbox() throws IOException {
    assertThat(filesBelow("target/sandbox-classes"))
        .contains(entry(Sandbox.class))
        .doesNotContainAnyElementsOf(ENTRIES);
    assertThat(filesBelow("src/sandbox/resources"))
        .contains("sandbox/page/index.html")
        .doesNotContainAnyElementsOf(ENTRIES);
  }

  @Test
  void the_package_contains_no_tests_and_no_test_libraries() throws IOException {
    assertThat(filesBelow("target/test-classes"))
        .contains(entry(PackagedApplicationIT.class))
        .doesNotContainAnyElementsOf(ENTRIES);
    assertThat(
            Stream.of(
                Assertions.class,
                Awaitility.class,
                EmbeddedPostgres.class,
                JavaClass.class,
                Playwright.class,
                QuarkusTest.class,
                SchemaRegistry.class,
                Test.class))
        .extracting(PackagedApplicationIT::entry)
        .doesNotContainAnyElementsOf(ENTRIES);
  }

  @Test
  void the_package_contains_everything_that_console_pages_load() throws IOException {
    String layout = Files.readString(Path.of("src/main/resources/templates/console/layout.html"));
    List<String> loaded =
        Pattern.compile("(?:src|href)=\"(/[^\"?]+\\.\\w+)[\"?]")
            .matcher(layout)
            .results()
            .map(match -> "META-INF/resources" + match.group(1))
            .toList();
    assertThat(loaded).hasSizeGreaterThanOrEqualTo(3);
    assertThat(ENTRIES).containsAll(loaded);
  }

  /** The JVM would leave the classes of a signed jar out of the AOT cache. */
  @Test
  void no_jar_is_signed() {
    assertThat(ENTRIES).noneMatch(entry -> entry.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)"));
  }

  private static void readEntries(Path jar) {
    try (JarFile opened = new JarFile(jar.toFile())) {
      opened.stream().forEach(entry -> ENTRIES.add(entry.getName()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> filesBelow(String folder) throws IOException {
    Path root = Path.of(folder);
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .toList();
    }
  }

  private static String entry(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }
}

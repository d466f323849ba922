package dev.hourkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Everything that a page, a message or a file of {@code deploy} points to exists. */
class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
  private static final Pattern PAGE =
      Pattern.compile("docs/(?:[\\w-]+/)*[\\w-]+\\.md(?:#[\\w-]+)?");
  private static final Pattern SETTING =
      Pattern.compile("\\| `(hourkey\\.[a-z0-9.-]+)` \\| `([A-Z0-9_]+)`");
  private static final Pattern VARIABLE = Pattern.compile("\\bHOURKEY_[A-Z0-9_]*[A-Z0-9]\\b");
  private static final Pattern KEY =
      Pattern.compile("(?<![\\w./-])hourkey(?:\\.[a-z0-9-]+){2,}\\b");

  /** A class in code font, and perhaps a method of it. */
  private static final Pattern CODE = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.([a-z]\\w*))?`");

  private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w*)");

  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*[a-z](?:Test|IT|Suite))`");

  private static final Pattern TYPE = Pattern.compile("\\b(?:class|record|interface|enum) (\\w+)");

  /** Variables that deploy/postgres-init.sh takes. */
  private static final Set<String> OTHER_VARIABLES = Set.of("HOURKEY_PASSWORD");

  @Test
  void every_relative_link_leads_to_a_file_and_a_heading() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      links(page)
          .filter(link -> !exists(page, link))
          .forEach(link -> broken.add(page + ": " + link));
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void no_page_has_the_marks_of_an_unresolved_merge() throws IOException {
    assertThat(pages())
        .noneMatch(page -> read(page).lines().anyMatch(line -> line.matches("<{7} .*|>{7} .*")));
  }

  @Test
  void every_page_that_a_message_or_a_file_of_deploy_names_exists() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path file : files(Path.of("src/main"), Path.of("deploy"))) {
      // A message may be put together of several strings.
      String text = Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "");
      PAGE.matcher(text)
          .results()
          .map(MatchResult::group)
          .filter(link -> !exists(Path.of("README.md"), link))
          .forEach(link -> broken.add(file + ": " + link));
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void every_setting_that_is_mentioned_exists() throws IOException {
    Set<String> keys = new TreeSet<>();
    Set<String> variables = new TreeSet<>(OTHER_VARIABLES);
    SETTING
        .matcher(read(Path.of("docs/configuration.md"))) // SettingsTest compares it with the code.
        .results()
        .forEach(
            row -> {
              keys.add(row.group(1));
              variables.add(row.group(2));
            });
    List<String> unknown = new ArrayList<>();
    List<Path> files = new ArrayList<>(files(Path.of("deploy")));
    files.addAll(pages());
    for (Path file : files) {
      String text = Files.readString(file);
      VARIABLE
          .matcher(text)
          .results()
          .map(MatchResult::group)
          .filter(name -> !variables.contains(name))
          .forEach(name -> unknown.add(file + ": " + name));
      KEY.matcher(text)
          .results()
          .map(MatchResult::group)
          .filter(key -> !key.matches("hourkey\\.(example|env)\\..*") && !keys.contains(key))
          .filter(key -> keys.stream().noneMatch(known -> known.startsWith(key + ".")))
          .forEach(key -> unknown.add(file + ": " + key));
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void every_class_and_method_that_the_architecture_names_exists() throws IOException {
    Map<String, String> types = new HashMap<>();
    for (Path file : files(Path.of("src"))) {
      if (file.toString().endsWith(".java")) {
        String source = Files.readString(file);
        TYPE.matcher(source)
            .results()
            .forEach(type -> types.merge(type.group(1), source, String::concat));
      }
    }
    List<String> unknown =
        CODE.matcher(read(Path.of("ARCHITECTURE.md")))
            .results()
            .filter(name -> !name.group(1).equals("Clock")) // The JDK's.
            .filter(name -> !exists(types.get(name.group(1)), name.group(2)))
            .map(MatchResult::group)
            .toList();
    assertThat(unknown).isEmpty();
  }

  @Test
  void every_test_that_a_page_names_exists() throws IOException {
    Set<String> tests =
        files(Path.of("src/test")).stream()
            .map(file -> file.getFileName().toString().replace(".java", ""))
            .collect(Collectors.toSet());
    List<String> unknown =
        pages().stream()
            .flatMap(
                page ->
                    TEST.matcher(read(page))
                        .results()
                        .map(name -> name.group(1))
                        .filter(name -> !tests.contains(name))
                        .map(name -> page + ": " + name))
            .toList();
    assertThat(unknown).isEmpty();
  }

  @Test
  void the_walks_through_the_code_name_the_stated_number_of_classes() throws IOException {
    String walks =
        read(Path.of("ARCHITECTURE.md"))
            .replaceFirst("(?s).*\\n## Two walks through the code\\n", "")
            .replaceFirst("(?s)\\n## .*", "");
    String[] parts = walks.split("\\n\\*\\*", 3); // What the numbers count, the expiry, the rest.
    Set<String> named = classesIn(parts[1]);
    String counted = parts[0].replaceAll("\\s+", " ");
    assertThat(counted).contains(": " + named.size() + " for an expiry,");
    named.addAll(classesIn(parts[2]));
    assertThat(counted).contains(" and " + (named.size() - 1) + " for an approval ");
  }

  /** The names in code font that have a file of their own. */
  private static Set<String> classesIn(String text) throws IOException {
    Set<String> names =
        files(Path.of("src/main/java")).stream()
            .map(file -> file.getFileName().toString().replace(".java", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    names.retainAll(
        CLASS.matcher(text).results().map(name -> name.group(1)).collect(Collectors.toSet()));
    return names;
  }

  private static boolean exists(String source, String method) {
    return source != null && (method == null || source.contains(" " + method + "("));
  }

  private static Stream<String> links(Path page) throws IOException {
    return LINK.matcher(FENCED.matcher(Files.readString(page)).replaceAll(""))
        .results()
        .map(found -> found.group(1))
        .filter(link -> !link.matches("[a-z]+:.*"));
  }

  private static boolean exists(Path page, String link) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
  }

  private static final Map<Path, Set<String>> ANCHORS = new HashMap<>();

  /** As GitHub makes them of headings. */
  private static Set<String> anchors(Path page) {
    return ANCHORS.computeIfAbsent(
        page,
        file -> {
          Set<String> anchors = new TreeSet<>();
          HEADING
              .matcher(FENCED.matcher(read(file)).replaceAll(""))
              .results()
              .map(found -> anchor(found.group(1)))
              .forEach(
                  anchor -> {
                    int again = 0;
                    while (!anchors.add(again == 0 ? anchor : anchor + "-" + again)) {
                      again++;
                    }
                  });
          return anchors;
        });
  }

  private static String anchor(String heading) {
    return heading
        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .strip()
        .replace(' ', '-');
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (Path file : files(Path.of("docs"), Path.of("deploy"))) {
      if (file.toString().endsWith(".md")) {
        pages.add(file);
      }
    }
    try (Stream<Path> root = Files.list(Path.of("."))) {
      root.map(Path::normalize).filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    return pages;
  }

  /** The text files below these folders. */
  private static List<Path> files(Path... folders) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.filter(Files::isRegularFile)
            .filter(file -> !file.toString().matches(".*\\.(png|ico|woff2?)|.*/\\.terraform/.*"))
            .forEach(files::add);
      }
    }
    return files;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

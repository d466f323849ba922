package dev.hourkey.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** A page of the documentation: its sections by the anchors that GitHub gives their headings. */
public final class MarkdownPage {
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} ");

  private final Map<String, String> sections = new LinkedHashMap<>();

  private MarkdownPage(String text) {
    for (String section : HEADING.split(text, -1)) {
      String heading = section.lines().findFirst().orElse("");
      sections.put(anchor(heading), section);
    }
  }

  public static MarkdownPage of(String path) {
    try {
      return new MarkdownPage(Files.readString(Path.of(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Set<String> anchors() {
    return sections.keySet();
  }

  /** The text from a heading to the next one; empty if there is no such heading. */
  public String section(String anchor) {
    return sections.getOrDefault(anchor, "");
  }

  private static String anchor(String heading) {
    return heading
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
        .replace(' ', '-');
  }
}

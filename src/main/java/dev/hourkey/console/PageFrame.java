package dev.hourkey.console;

import dev.hourkey.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The frame around every page: who is signed in, and where they can go.
 *
 * @param user null on pages that need no sign-in
 */
record PageFrame(@Nullable ConsoleUser user, List<Link> links) {
  private static final String VERSION = digest("/META-INF/resources/console/assets/console.css");

  /** The frame of a page that anybody may see. */
  static PageFrame bare() {
    return new PageFrame(null, List.of());
  }

  static PageFrame of(ConsoleUser user, MenuItem current) {
    return new PageFrame(
        user,
        Stream.of(MenuItem.values())
            .filter(item -> user.sees(item.needed()))
            .map(item -> new Link(item.label(), item.path(), item == current))
            .toList());
  }

  /** A version that changes with the assets, so that browsers can cache them. */
  public String version() {
    return VERSION;
  }

  private static String digest(String asset) {
    try (InputStream content =
        Objects.requireNonNull(PageFrame.class.getResourceAsStream(asset), asset)) {
      return Sha256.hex(new String(content.readAllBytes(), StandardCharsets.UTF_8))
          .substring(0, 12);
    } catch (IOException e) {
      throw new UncheckedIOException("read " + asset, e);
    }
  }

  /** A link of the menu. */
  record Link(String label, String path, boolean current) {}
}

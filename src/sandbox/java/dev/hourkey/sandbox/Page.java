package dev.hourkey.sandbox;

import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.LoopbackServer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * The sandbox's page: the files of {@code sandbox/page/}, with {@code index.html} at the root and
 * the simulated AWS access portal at {@code /start}.
 */
final class Page {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8");
  // Only the page's own scripts run, whatever a message contains.
  private static final String POLICY = "default-src 'self'; img-src 'self' data:";

  private Page() {}

  static void addTo(LoopbackServer http) {
    http.on("GET", "/", _ -> file("index.html"));
    http.on("GET", "/start", _ -> file("portal.html"));
    http.on("GET", "/start/", _ -> file("portal.html"));
    http.on("GET", "/{file}", request -> file(request.parameter("file")));
  }

  private static Answer file(String name) throws IOException {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    try (InputStream file = Page.class.getResourceAsStream("/sandbox/page/" + name)) {
      return file == null || type == null
          ? Answer.text(404, "sandbox: no page " + name)
          : Answer.bytes(200, type, file.readAllBytes())
              .header("Cache-Control", "no-cache")
              .header("Content-Security-Policy", POLICY);
    }
  }
}

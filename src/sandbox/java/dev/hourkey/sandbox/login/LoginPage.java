package dev.hourkey.sandbox.login;

import dev.hourkey.sandbox.http.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page on which somebody picks who they are. */
final class LoginPage {
  private LoginPage() {}

  /** Shows each person as a link to the same address, with the person as a parameter. */
  static Answer of(String path, Map<String, String> query, List<LoginPerson> people, String asks) {
    String links =
        people.stream()
            .sorted( // Entra proposes the person that the application names.
                Comparator.comparing(person -> !person.name().equals(query.get("login_hint"))))
            .map(person -> link(path, query, person))
            .collect(Collectors.joining("\n      "));
    return Answer.bytes(
            200,
            "text/html; charset=utf-8",
            """
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>Sign in · sandbox</title>
              <link rel="stylesheet" href="/login.css">
            </head>
            <body>
              <main>
                <h1>Sign in</h1>
                <p>This stands in for Entra's sign-in. Who are you?%s</p>
                <ul>
                  %s
                </ul>
                <p><a href="%s">Cancel</a></p>
              </main>
            </body>
            </html>
            """
                .formatted(asks, links, path + "?" + parameters(query) + "&amp;cancelled=yes")
                .getBytes(StandardCharsets.UTF_8))
        .header("Content-Security-Policy", "default-src 'self'");
  }

  private static String link(String path, Map<String, String> query, LoginPerson person) {
    String same = parameters(query);
    return "<li><a href=\"%s?%s&amp;person=%s\">%s <small>%s</small></a></li>"
        .formatted(
            path,
            same,
            person.id(),
            escaped(person.displayName()),
            escaped(person.name() + (person.guest() ? " · guest" : "")));
  }

  private static String parameters(Map<String, String> query) {
    return query.entrySet().stream()
        .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&amp;"));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}

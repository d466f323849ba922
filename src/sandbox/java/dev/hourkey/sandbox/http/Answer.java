package dev.hourkey.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What to send back. */
public record Answer(int status, Map<String, String> headers, byte[] body, boolean cut) {
  /** A value as JSON. */
  public static Answer json(int status, Object value) {
    return bytes(status, "application/json; charset=utf-8", Json.bytes(value));
  }

  /** Plain text. */
  public static Answer text(int status, String text) {
    return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** Anything, with its media type. */
  public static Answer bytes(int status, String type, byte[] body) {
    return new Answer(status, Map.of("Content-Type", type), body, false);
  }

  /** A status and nothing else. */
  public static Answer empty(int status) {
    return new Answer(status, Map.of(), new byte[0], false);
  }

  /** Closes the connection without an answer. */
  public static Answer lost() {
    return new Answer(0, Map.of(), new byte[0], true);
  }

  /** The same answer with one more header. */
  public Answer header(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return new Answer(status, all, body, cut);
  }
}

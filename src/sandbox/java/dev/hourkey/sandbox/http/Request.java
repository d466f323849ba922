package dev.hourkey.sandbox.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request as it was received; {@code path}, {@code query} and {@link #form} are decoded. */
public record Request(
    String method,
    String path,
    Map<String, String> parameters,
    Map<String, String> query,
    MultiMap headers,
    byte[] body) {

  static Request of(HttpServerRequest request, Buffer body) {
    URI uri = URI.create(request.uri());
    return new Request(
        request.method().name(),
        uri.getPath(),
        Map.of(),
        fields(uri.getRawQuery()),
        request.headers(),
        body.getBytes());
  }

  Request with(Map<String, String> found) {
    return new Request(method, path, found, query, headers, body);
  }

  /** The value of a template's segment. */
  public String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** The header's first value; case does not matter. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** The body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The body as {@code application/x-www-form-urlencoded}. */
  public Map<String, String> form() {
    return fields(text());
  }

  private static Map<String, String> fields(@Nullable String encoded) {
    Map<String, String> fields = new LinkedHashMap<>();
    new QueryStringDecoder(encoded == null ? "" : encoded, false)
        .parameters()
        .forEach((name, values) -> fields.put(name, values.getLast()));
    return fields;
  }
}

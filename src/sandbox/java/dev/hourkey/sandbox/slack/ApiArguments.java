package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.Request;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The arguments of a Web API call, from a form or from JSON, and the scopes it is made with. */
record ApiArguments(ObjectNode arguments, Set<String> scopes) {
  private static final Set<String> JSON_IN_FORMS = Set.of("blocks", "view", "metadata", "files");

  static ApiArguments of(Request request, Set<String> scopes) {
    String type = request.header("Content-Type");
    if (type != null && type.startsWith("application/json")) {
      return new ApiArguments(Json.readObject(request.text()), scopes);
    }
    ObjectNode arguments = Json.object();
    request
        .form()
        .forEach(
            (name, value) -> {
              if (JSON_IN_FORMS.contains(name)) {
                JsonNode parsed = Json.readIfAny(value);
                arguments.set(name, parsed.isMissingNode() ? TextNode.valueOf(value) : parsed);
              } else {
                arguments.put(name, value);
              }
            });
    return new ApiArguments(arguments, scopes);
  }

  String need(String name) {
    String value = optional(name);
    if (value == null) {
      throw ApiError.missing(name);
    }
    return value;
  }

  @Nullable String optional(String name) {
    String value = arguments.path(name).asText("");
    return value.isEmpty() ? null : value;
  }

  JsonNode json(String name) {
    return arguments.path(name);
  }
}

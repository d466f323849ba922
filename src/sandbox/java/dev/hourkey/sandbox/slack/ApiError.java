package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Json;
import java.util.Collection;
import java.util.List;

/** Slack says no: {@code ok:false} with the name of the error. */
final class ApiError extends RuntimeException {
  private final transient ObjectNode answer;

  ApiError(String error) {
    this(error, List.of());
  }

  /** A refusal that says in sentences what is wrong with the arguments. */
  ApiError(String error, List<String> problems) {
    super(error);
    answer = Json.object().put("ok", false).put("error", error);
    if (!problems.isEmpty()) {
      problems.forEach(answer.putArray("errors")::add);
      var messages = answer.putObject("response_metadata").putArray("messages");
      problems.forEach(problem -> messages.add("[ERROR] " + problem));
    }
  }

  static ApiError missing(String argument) {
    return new ApiError("invalid_arguments", List.of("missing required field: " + argument));
  }

  static ApiError missingScope(String needed, Collection<String> provided) {
    ApiError refusal = new ApiError("missing_scope");
    refusal.answer.put("needed", needed).put("provided", String.join(",", provided));
    return refusal;
  }

  ObjectNode answer() {
    return answer;
  }
}

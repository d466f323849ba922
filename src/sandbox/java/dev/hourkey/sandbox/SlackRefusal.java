package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;

/** Slack says no: {@code ok:false} with the name of the error. */
final class SlackRefusal extends RuntimeException {
  private final transient ObjectNode answer;

  SlackRefusal(String error) {
    this(error, List.of());
  }

  /** A refusal that says in sentences what is wrong with the arguments. */
  SlackRefusal(String error, List<String> problems) {
    super(error);
    answer = Json.object().put("ok", false).put("error", error);
    if (!problems.isEmpty()) {
      problems.forEach(answer.putArray("errors")::add);
      var messages = answer.putObject("response_metadata").putArray("messages");
      problems.forEach(problem -> messages.add("[ERROR] " + problem));
    }
  }

  static SlackRefusal missing(String argument) {
    return new SlackRefusal("invalid_arguments", List.of("missing required field: " + argument));
  }

  static SlackRefusal missingScope(String needed, Collection<String> provided) {
    SlackRefusal refusal = new SlackRefusal("missing_scope");
    refusal.answer.put("needed", needed).put("provided", String.join(",", provided));
    return refusal;
  }

  ObjectNode answer() {
    return answer;
  }
}

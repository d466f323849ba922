package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A message as it is shown now; {@code onlyFor} is the one person who sees an ephemeral one. */
public record PostedMessage(String channel, String ts, @Nullable String onlyFor, ObjectNode json)
    implements Surface {

  /** What notifications and screen readers say. */
  public String text() {
    return json.path("text").asText();
  }

  /** Who wrote it. */
  public String author() {
    return json.path("user").asText();
  }

  boolean visibleTo(String person) {
    return onlyFor == null || onlyFor.equals(person);
  }
}

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

  /** Whether it is in the thread of another message. */
  public boolean reply() {
    return !thread().isEmpty() && !thread().equals(ts);
  }

  /** The message that began its thread; empty if it is in none. */
  public String thread() {
    return json.path("thread_ts").asText();
  }

  /** Whether its text mentions this person by their id. */
  public boolean mentions(String person) {
    return blocks().toString().contains("<@" + person + ">");
  }

  boolean visibleTo(String person) {
    return onlyFor == null || onlyFor.equals(person);
  }
}

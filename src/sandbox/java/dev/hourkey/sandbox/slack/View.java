package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** A form or home tab that one person sees, with the errors shown at its fields, by block. */
public record View(String owner, ObjectNode json, Map<String, String> errors) implements Surface {

  /** The id of the view in Slack, {@code V…}. */
  public String id() {
    return json.path("id").asText();
  }

  /** The heading of a form. */
  public String title() {
    return json.path("title").path("text").asText();
  }

  /** What has been filled in so far: {@code state.values}. */
  public JsonNode values() {
    return json.path("state").path("values");
  }

  View with(Map<String, String> shown) {
    return new View(owner, json, shown);
  }

  /** The same form with other values in its fields. */
  View filled(ObjectNode values) {
    ObjectNode changed = json.deepCopy();
    changed.putObject("state").set("values", values);
    return new View(owner, changed, errors);
  }
}

package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Something with blocks that a person can read and press: a message, a form or a home tab. */
public sealed interface Surface permits PostedMessage, View {
  /** The surface as Slack's API shows it. */
  JsonNode json();

  /** Its blocks, an empty array if it has none. */
  default JsonNode blocks() {
    return json().path("blocks");
  }

  /** All the words a person reads in the blocks, one piece of text a line. */
  default String words() {
    List<String> words = new ArrayList<>();
    collect(blocks(), words);
    return String.join("\n", words);
  }

  private static void collect(JsonNode node, List<String> words) {
    node.properties()
        .forEach(
            field -> {
              if (field.getKey().equals("text") && field.getValue().isTextual()) {
                words.add(field.getValue().textValue());
              }
            });
    node.forEach(child -> collect(child, words));
  }
}

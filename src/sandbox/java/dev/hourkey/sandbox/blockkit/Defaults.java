package dev.hourkey.sandbox.blockkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Json;
import java.util.concurrent.ThreadLocalRandom;

/** Fills in what an app may leave out, as Slack does before it stores blocks. */
public final class Defaults {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private Defaults() {}

  /** A copy with block ids, action ids, {@code verbatim} and {@code emoji} everywhere. */
  public static ArrayNode filled(JsonNode blocks) {
    ArrayNode copy = blocks.isArray() ? blocks.deepCopy() : Json.array();
    for (JsonNode block : copy) {
      name(block, "block_id");
      texts(block);
    }
    Element.in(copy)
        .filter(element -> !element.type().equals("image"))
        .forEach(element -> name(element.json(), "action_id"));
    return copy;
  }

  private static void name(JsonNode node, String field) {
    if (node instanceof ObjectNode object && !object.hasNonNull(field)) {
      object.put(field, randomName());
    }
  }

  private static void texts(JsonNode node) {
    if (node instanceof ObjectNode object) {
      switch (object.path("type").asText()) {
        case "mrkdwn" -> object.putIfAbsent("verbatim", object.booleanNode(false));
        case "plain_text" -> object.putIfAbsent("emoji", object.booleanNode(true));
        default -> {}
      }
    }
    node.forEach(Defaults::texts);
  }

  private static String randomName() {
    StringBuilder name = new StringBuilder();
    ThreadLocalRandom.current()
        .ints(5, 0, LETTERS.length())
        .forEach(i -> name.append(LETTERS.charAt(i)));
    return name.toString();
  }
}

package dev.hourkey.sandbox.blockkit;

import static dev.hourkey.sandbox.blockkit.Rule.ANYTHING;
import static dev.hourkey.sandbox.blockkit.Rule.FLAG;
import static dev.hourkey.sandbox.blockkit.Rule.WHOLE;
import static dev.hourkey.sandbox.blockkit.Rule.byType;
import static dev.hourkey.sandbox.blockkit.Rule.list;
import static dev.hourkey.sandbox.blockkit.Rule.number;
import static dev.hourkey.sandbox.blockkit.Rule.object;
import static dev.hourkey.sandbox.blockkit.Rule.oneOf;
import static dev.hourkey.sandbox.blockkit.Rule.string;

import java.util.HashMap;
import java.util.Map;

/** Slack's limits for rich text, and for tables, whose cells contain it. */
final class RichTextRules {
  private static final int MANY = 1000;

  private static final Rule STYLE =
      object(Map.of("bold", FLAG, "italic", FLAG, "strike", FLAG, "code", FLAG, "underline", FLAG));

  private static final Rule PIECE =
      byType(
          Map.of(
              "text", piece(Map.of("text", string(1, 12_000)), "text"),
              "link", piece(Map.of("url", string(1, 3000), "text", string(1, 3000)), "url"),
              "user", piece(Map.of("user_id", string(1, 255)), "user_id"),
              "channel", piece(Map.of("channel_id", string(1, 255)), "channel_id"),
              "emoji", piece(Map.of("name", string(1, 255)), "name"),
              "broadcast", piece(Map.of("range", oneOf("here", "channel", "everyone")), "range"),
              "date",
                  piece(
                      Map.of(
                          "timestamp", WHOLE,
                          "format", string(1, 255),
                          "url", string(1, 3000),
                          "fallback", string(1, 255)),
                      "timestamp",
                      "format")));

  private static final Rule PIECES = list(0, MANY, PIECE);
  private static final Rule SECTION =
      object(Map.of("type", ANYTHING, "elements", PIECES), "elements");
  private static final Rule BORDERED =
      object(
          Map.of(
              "type", ANYTHING, "elements", PIECES, "border", number(0, 1), "language", ANYTHING),
          "elements");

  static final Rule ELEMENTS =
      list(
          1,
          MANY,
          byType(
              Map.of(
                  "rich_text_section", SECTION,
                  "rich_text_quote", BORDERED,
                  "rich_text_preformatted", BORDERED,
                  "rich_text_list",
                      object(
                          Map.of(
                              "type",
                              ANYTHING,
                              "style",
                              oneOf("bullet", "ordered"),
                              "elements",
                              list(1, MANY, byType(Map.of("rich_text_section", SECTION))),
                              "indent",
                              number(0, 8),
                              "offset",
                              number(0, MANY),
                              "border",
                              number(0, 1)),
                          "style",
                          "elements"))));

  private static final Rule CELL =
      byType(
          Map.of(
              "raw_text",
              object(Map.of("type", ANYTHING, "text", string(1, 3000)), "text"),
              "raw_number",
              object(Map.of("type", ANYTHING, "value", ANYTHING, "text", ANYTHING)),
              "rich_text",
              object(Map.of("type", ANYTHING, "elements", ELEMENTS), "elements")));

  static final Rule ROWS = list(1, 100, list(1, 20, CELL));

  private RichTextRules() {}

  private static Rule piece(Map<String, Rule> own, String... required) {
    Map<String, Rule> fields = new HashMap<>(own);
    fields.put("type", ANYTHING);
    fields.put("style", STYLE);
    return object(fields, required);
  }
}

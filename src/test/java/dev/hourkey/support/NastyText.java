package dev.hourkey.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A text that people could write to break a message, a page or a log.
 *
 * @param says the part of it that people must be able to read
 * @param whole an emoji that must not be cut
 */
public record NastyText(String name, String text, Optional<String> says, Optional<String> whole) {
  /** Control, invisible and direction characters, and halves of characters. */
  public static final Pattern FORBIDDEN =
      Pattern.compile(
          "[\\p{Cc}&&[^\\n]]|[\\u061C\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060-\\u206F\\uFEFF]"
              + "|\\p{Cs}");

  /** All texts of {@code nasty-texts.json}. */
  public static List<NastyText> all() {
    try (InputStream file = NastyText.class.getResourceAsStream("/nasty-texts.json")) {
      List<NastyText> texts = new ArrayList<>();
      for (JsonNode one : new ObjectMapper().readTree(file)) {
        texts.add(
            new NastyText(
                one.path("name").asText(),
                one.path("text").asText().repeat(one.path("times").asInt(1)),
                Optional.ofNullable(one.get("says")).map(JsonNode::asText),
                Optional.ofNullable(one.get("whole")).map(JsonNode::asText)));
      }
      return texts;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}

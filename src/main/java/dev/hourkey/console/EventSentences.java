package dev.hourkey.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.text.DurationText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Describes an audit event in a sentence. It fills in the template of the event, with the names
 * that people had at that time and the names of groups instead of ids.
 */
final class EventSentences {
  private static final Pattern FIELD = Pattern.compile("\\{(\\w+)\\}");
  private static final Pattern DURATION = Pattern.compile("PT[0-9HMS.]+");
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");

  private EventSentences() {}

  static EventTemplates.Template template(String type) {
    return Optional.ofNullable(EventTemplates.TABLE.get(type))
        .orElseGet(() -> EventTemplates.plain("", type.replace('_', ' ') + "."));
  }

  static String sentence(JsonNode event) {
    String sentence =
        isApprovedByNobody(event)
            ? "The request is approved: it needed no approval."
            : template(event.path("type").asText("event")).sentence();
    return FIELD
            .matcher(sentence)
            .replaceAll(field -> Matcher.quoteReplacement(words(event, field.group(1))))
        + signIn(event.path("signIn"));
  }

  private static boolean isApprovedByNobody(JsonNode event) {
    return event.path("type").asText().equals("request_approved")
        && event.path("approvers").isEmpty();
  }

  /** What was proven for a decision, if it needed a sign-in. */
  private static String signIn(JsonNode proof) {
    return proof.isObject()
        ? " They signed in to Entra for it: %s%s."
            .formatted(
                readable(proof.path("at").asText()),
                proof.hasNonNull("context")
                    ? ", with the authentication context " + proof.path("context").asText()
                    : "")
        : "";
  }

  static String quote(JsonNode event) {
    return template(event.path("type").asText("event"))
        .quote()
        .map(field -> event.path(field).asText(""))
        .orElse("");
  }

  /** Constants become words; names stay as they are, even in capital letters. */
  private static String words(JsonNode event, String field) {
    String value = value(event, event.path(field));
    return switch (field) {
      case "cause", "kind", "role", "settledAs" -> value.toLowerCase(Locale.ROOT).replace('_', ' ');
      case "vendor" ->
          value.equals("AWS")
              ? value
              : value.charAt(0) + value.substring(1).toLowerCase(Locale.ROOT);
      default -> value;
    };
  }

  /** A field of an event, as people read it. */
  static String value(JsonNode event, JsonNode value) {
    if (value.isArray()) {
      return value.valueStream().map(one -> value(event, one)).collect(Collectors.joining(", "));
    }
    if (value.isObject()) {
      return value.path("name").asText(value.path("id").asText());
    }
    if (value.isBoolean()) {
      return value.asBoolean() ? "yes" : "no";
    }
    String text = value.asText("–");
    for (JsonNode person : event.path("people")) {
      if (person.path("id").asText().equals(text)) {
        return person.path("name").asText(text);
      }
    }
    return readable(text);
  }

  private static String readable(String text) {
    try {
      if (DURATION.matcher(text).matches()) {
        Duration duration = Duration.parse(text);
        return DurationText.words(
            duration.toSeconds() == 0 ? duration : Duration.ofSeconds(duration.toSeconds()));
      }
      return TIME.matcher(text).matches() ? TimeText.text(Instant.parse(text)) : text;
    } catch (DateTimeException e) {
      return text;
    }
  }
}

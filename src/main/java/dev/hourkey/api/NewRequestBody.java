package dev.hourkey.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hourkey.catalog.Durations;
import dev.hourkey.request.SubmissionCommand;
import dev.hourkey.text.PlainText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body with which a program requests access for a person.
 *
 * @param duration as in the policy file, such as 30m or 4h
 * @param startsAt a time with its zone; at once if it is left out
 */
record NewRequestBody(
    @Schema(examples = "ana@example.com", description = "Object id or user principal name")
        String person,
    @Schema(examples = "prod-readonly") String entitlement,
    @Schema(examples = "1h") String duration,
    @Schema(examples = "INC-42: disk full on db-1") String justification,
    @Nullable String startsAt) {
  /** The form in the chat has the same limit. */
  private static final int LONGEST = 1000;

  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(NewRequestBody.class);

  static NewRequestBody read(@Nullable String body) {
    try {
      NewRequestBody read = JSON.readValue(body == null ? "" : body);
      if (read == null) {
        throw Problem.badRequest("Send a JSON object.");
      }
      return read.checked();
    } catch (UnrecognizedPropertyException e) {
      throw Problem.badRequest(
          "'"
              + e.getPropertyName()
              + "' is not known here; use person, entitlement, duration, justification, startsAt.");
    } catch (JsonProcessingException e) {
      throw Problem.badRequest(
          "Send a JSON object with the texts person, entitlement, duration, justification and, if"
              + " it is to start later, startsAt.");
    }
  }

  /** A checked copy, without characters that names and ids never have and PostgreSQL rejects. */
  private NewRequestBody checked() {
    required("person", person);
    required("entitlement", entitlement);
    required("duration", duration);
    required("justification", justification);
    if (PlainText.characters(justification) > LONGEST) {
      throw Problem.badRequest("'justification' may have at most " + LONGEST + " characters.");
    }
    length();
    var _ = start();
    return new NewRequestBody(
        PlainText.clean(person),
        PlainText.clean(entitlement),
        duration,
        PlainText.clean(justification),
        startsAt);
  }

  private static void required(String name, @Nullable String value) {
    if (value == null || PlainText.clean(value).isBlank()) {
      throw Problem.badRequest("'" + name + "' is missing.");
    }
  }

  private Duration length() {
    return Durations.parse(duration)
        .orElseThrow(() -> Problem.badRequest("'duration' must look like 30m, 4h or 2d."));
  }

  private Optional<Instant> start() {
    return QueryParameters.time("startsAt", Optional.ofNullable(startsAt))
        .map(at -> at.truncatedTo(ChronoUnit.MICROS)); // As stored, so a repeat is recognised.
  }

  SubmissionCommand.NewRequest command() {
    return new SubmissionCommand.NewRequest(
        List.of(entitlement), length(), justification, start(), false);
  }
}

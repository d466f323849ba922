package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.http.Json;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What was sent to the app and how it answered; number 0 was never sent.
 *
 * @param status the HTTP status; 200 for an acknowledgement over Socket Mode; 0 for none
 * @param error what the person is told, such as {@code operation_timeout}; null if all went well
 */
public record Delivery(
    int number, Parcel parcel, int status, String answer, Duration took, @Nullable String error) {

  /** How long Slack waits for an answer, and how long a trigger may open a form. */
  public static final Duration DEADLINE = Duration.ofSeconds(3);

  static Delivery neverSent(Parcel parcel, String error) {
    return new Delivery(0, parcel, 0, "", Duration.ZERO, error);
  }

  /** Whether the app acknowledged it in time. */
  public boolean acknowledged() {
    return error == null;
  }

  /** The answer as JSON; the missing node when it is empty or not JSON. */
  public JsonNode json() {
    return Json.readIfAny(answer);
  }

  /** The same, as Slack sees it when the answer does not arrive. */
  Delivery withoutAnswer() {
    return new Delivery(number, parcel, 0, "", took, "operation_timeout");
  }

  Delivery numbered(int latest) {
    return new Delivery(latest, parcel, status, answer, took, error);
  }
}

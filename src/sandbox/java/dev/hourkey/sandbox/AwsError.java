package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.Loopback.Answer;
import java.time.Duration;

/** What AWS answers instead of what it was asked for. */
final class AwsError extends RuntimeException {
  private final int status;
  private final ObjectNode body;

  private AwsError(int status, ObjectNode body) {
    super(body.toString());
    this.status = status;
    this.body = body;
  }

  /** A client's error, always 400. */
  static AwsError of(String type, String message) {
    return new AwsError(400, Json.object("__type", type, "Message", message));
  }

  static AwsError validation(String message) {
    return of("ValidationException", message);
  }

  /** {@code type} is USER, GROUP, GROUP_MEMBERSHIP or IDENTITY_STORE. */
  static AwsError notFound(String type, String id) {
    AwsError error = of("ResourceNotFoundException", type + " not found.");
    error.body.put("ResourceType", type).put("ResourceId", id);
    return error;
  }

  /** {@code reason} is UNIQUENESS_CONSTRAINT_VIOLATION or CONCURRENT_MODIFICATION. */
  static AwsError conflict(String reason, String message) {
    AwsError error = of("ConflictException", message);
    error.body.put("Reason", reason);
    return error;
  }

  static AwsError throttled(Duration retryAfter) {
    AwsError error = of("ThrottlingException", "Rate exceeded");
    error.body.put("RetryAfterSeconds", Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds()));
    return error;
  }

  static AwsError internal() {
    return new AwsError(
        500, Json.object("__type", "InternalServerException", "Message", "Internal server error"));
  }

  Answer answer(String requestId) {
    body.put("RequestId", requestId);
    return AwsEndpoint.json(status, body);
  }
}

package dev.hourkey.sandbox.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** An error that AWS answers. */
final class ServiceError extends RuntimeException {
  private final int status;
  private final ObjectNode body;

  private ServiceError(int status, ObjectNode body) {
    super(body.toString());
    this.status = status;
    this.body = body;
  }

  /** A client's error, always 400. */
  static ServiceError of(String type, String message) {
    return new ServiceError(400, Json.object("__type", type, "Message", message));
  }

  static ServiceError validation(String message) {
    return of("ValidationException", message);
  }

  /** {@code type} is USER, GROUP, GROUP_MEMBERSHIP or IDENTITY_STORE. */
  static ServiceError notFound(String type, String id) {
    ServiceError error = of("ResourceNotFoundException", type + " not found.");
    error.body.put("ResourceType", type).put("ResourceId", id);
    return error;
  }

  /** {@code reason} is UNIQUENESS_CONSTRAINT_VIOLATION or CONCURRENT_MODIFICATION. */
  static ServiceError conflict(String reason, String message) {
    ServiceError error = of("ConflictException", message);
    error.body.put("Reason", reason);
    return error;
  }

  /** The key that the customer manages for Identity Center is disabled. */
  static ServiceError keyDisabled() {
    ServiceError error = validation("The KMS key is disabled.");
    error.body.put("Reason", "KMS_DISABLED");
    return error;
  }

  static ServiceError throttled(Duration retryAfter) {
    ServiceError error = of("ThrottlingException", "Rate exceeded");
    error.body.put("RetryAfterSeconds", Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds()));
    return error;
  }

  static ServiceError internal() {
    return new ServiceError(
        500, Json.object("__type", "InternalServerException", "Message", "Internal server error"));
  }

  /** Writes the error as the older query protocol does. */
  Answer xml(String requestId) {
    String code = body.path("__type").asText().replaceFirst("Exception$", "");
    String xml =
        """
        <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>
          <RequestId>%s</RequestId>
        </ErrorResponse>
        """
            .formatted(code, body.path("Message").asText(), requestId);
    return Answer.bytes(
        status == 400 ? 403 : status, "text/xml", xml.getBytes(StandardCharsets.UTF_8));
  }

  Answer answer(String requestId) {
    body.put("RequestId", requestId);
    return Endpoint.json(status, body);
  }
}

package dev.hourkey.sandbox.entra;

import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** An error that Graph answers. */
final class GraphError extends RuntimeException {
  private static final String THROTTLE_SCOPE =
      "Tenant_Application/ReadWrite/33333333-0000-4000-8000-000000000005/00000000-0000-4000-8000-000000000000";

  private final int status;
  private final String code;
  private final Map<String, String> headers;

  GraphError(int status, String code, String message) {
    this(status, code, message, Map.of());
  }

  private GraphError(int status, String code, String message, Map<String, String> headers) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  static GraphError badRequest(String message) {
    return new GraphError(400, "Request_BadRequest", message);
  }

  static GraphError notFound(String id) {
    return new GraphError(
        404,
        "Request_ResourceNotFound",
        "Resource '%s' does not exist or one of its queried reference-property objects are not present."
            .formatted(id));
  }

  static GraphError denied() {
    return new GraphError(
        403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
  }

  /** The token is missing, unreadable or expired. */
  static GraphError tokenRefused() {
    return new GraphError(
        401, "InvalidAuthenticationToken", "Access token has expired or is not yet valid.");
  }

  /** Graph's answer to a filter that it does not support on a property, or at all. */
  static GraphError unsupportedFilter(String message) {
    return new GraphError(400, "Request_UnsupportedQuery", message);
  }

  static GraphError throttled(Duration retryAfter) {
    return tooMany(Map.of("Retry-After", seconds(retryAfter)));
  }

  /** Refused because there were too many writes. */
  static GraphError writeLimit(Duration retryAfter) {
    return tooMany(
        Map.of(
            "Retry-After",
            seconds(retryAfter),
            "x-ms-throttle-scope",
            THROTTLE_SCOPE,
            "x-ms-throttle-information",
            "WriteLimitExceeded"));
  }

  /** The error that Graph is known to give with a status. */
  static GraphError of(int status) {
    return switch (status) {
      case 400 ->
          badRequest(
              "The source resource object or one of the objects being referenced do not exist.");
      case 401 -> new GraphError(401, "UnknownError", "");
      case 403 -> denied();
      case 404 -> notFound("00000000-0000-4000-8000-000000000000");
      case 409 ->
          new GraphError(
              409,
              "Directory_ConcurrencyViolation",
              "Error due to concurrent requests being made to the tenant. Please wait briefly and retry.");
      case 503, 504 -> new GraphError(status, "ServiceUnavailable", "The service is unavailable.");
      default -> new GraphError(status, "InternalServerError", "Internal server error.");
    };
  }

  Answer answer(String requestId, String clientRequestId, Instant now) {
    // Without a zone, as Graph writes it.
    String date = now.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", "");
    var inner =
        Json.object()
            .put("date", date)
            .put("request-id", requestId)
            .put("client-request-id", clientRequestId);
    var error =
        Json.object().put("code", code).put("message", getMessage()).putPOJO("innerError", inner);
    Answer answer = Answer.json(status, Json.object("error", error));
    if (code.equals("InvalidAuthenticationToken")) {
      answer = answer.header("WWW-Authenticate", "Bearer realm=\"\"");
    }
    for (Map.Entry<String, String> header : headers.entrySet()) {
      answer = answer.header(header.getKey(), header.getValue());
    }
    return answer;
  }

  private static GraphError tooMany(Map<String, String> headers) {
    return new GraphError(429, "TooManyRequests", "Too many requests.", headers);
  }

  /** Rounded up, so that a client that waits this long waits long enough. */
  private static String seconds(Duration time) {
    return Long.toString(Math.max(1, time.plusNanos(999_999_999).toSeconds()));
  }
}

package dev.hourkey.api;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Why a request is refused, in the format of RFC 9457.
 *
 * @param detail a sentence that says what to do
 */
@Schema(description = "Why a call is refused, as in RFC 9457")
public record Problem(String type, String title, int status, String detail) {
  static final String MEDIA_TYPE = "application/problem+json";

  /** JAX-RS has no constant for this status. */
  private static final int UNPROCESSABLE = 422;

  static final String NOTHING_HERE = "There is nothing at this path. /q/openapi describes the API.";

  /** The caller must change the request. */
  static WebApplicationException badRequest(String detail) {
    return new WebApplicationException(detail, of(Status.BAD_REQUEST, detail));
  }

  /** Refuses a call, because nothing has this id or address. */
  static WebApplicationException notFound(String detail) {
    return new WebApplicationException(detail, of(Status.NOT_FOUND, detail));
  }

  /** Refuses a call that contradicts an earlier one. */
  static WebApplicationException conflict(String detail) {
    return new WebApplicationException(detail, of(Status.CONFLICT, detail));
  }

  /** The call is understood, but refused; the detail says why. */
  static WebApplicationException unprocessable(String detail) {
    return new WebApplicationException(detail, response(UNPROCESSABLE, detail));
  }

  static Response forbidden(String detail) {
    return of(Status.FORBIDDEN, detail);
  }

  /** Refuses a call, because a directory that decides whether it is allowed does not answer. */
  static WebApplicationException unavailable(String detail) {
    return new WebApplicationException(detail, of(Status.SERVICE_UNAVAILABLE, detail));
  }

  /** The caller must wait, usually for this long. */
  static WebApplicationException tooManyRequests(String detail, Duration delay) {
    return new WebApplicationException(
        detail,
        Response.fromResponse(of(Status.TOO_MANY_REQUESTS, detail))
            .header(HttpHeaders.RETRY_AFTER, delay.plusMillis(999).toSeconds())
            .build());
  }

  static Response unauthorized(String detail) {
    return Response.fromResponse(of(Status.UNAUTHORIZED, detail))
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        .build();
  }

  /** A problem about which only the status is known. */
  static Problem of(int status, String detail) {
    return new Problem("about:blank", title(status), status, detail);
  }

  private static String title(int status) {
    Status known = Status.fromStatusCode(status);
    return known != null
        ? known.getReasonPhrase()
        : status == UNPROCESSABLE ? "Unprocessable Content" : "Error";
  }

  private static Response of(Status status, String detail) {
    return response(status.getStatusCode(), detail);
  }

  private static Response response(int status, String detail) {
    return Response.status(status).type(MEDIA_TYPE).entity(of(status, detail)).build();
  }
}

package dev.hourkey.api;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;

/**
 * Why a request is refused, in the format of RFC 9457.
 *
 * @param detail a sentence that says what to do
 */
public record Problem(String type, String title, int status, String detail) {
  private static final String MEDIA_TYPE = "application/problem+json";

  /** The caller must change the request. */
  static WebApplicationException badRequest(String detail) {
    return new WebApplicationException(detail, of(Status.BAD_REQUEST, detail));
  }

  /** The caller must wait. */
  static WebApplicationException tooManyRequests(String detail) {
    return new WebApplicationException(detail, of(Status.TOO_MANY_REQUESTS, detail));
  }

  static Response unauthorized(String detail) {
    return Response.fromResponse(of(Status.UNAUTHORIZED, detail))
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        .build();
  }

  private static Response of(Status status, String detail) {
    return Response.status(status)
        .type(MEDIA_TYPE)
        .entity(
            new Problem("about:blank", status.getReasonPhrase(), status.getStatusCode(), detail))
        .build();
  }
}

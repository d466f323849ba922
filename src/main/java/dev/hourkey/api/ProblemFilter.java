package dev.hourkey.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;

/** Gives every refusal and failure of the API problem details, unless it has them. */
@Provider
@ApplicationScoped // Filters are created before the settings exist.
public class ProblemFilter implements ContainerResponseFilter {
  private static final String API = "/api/v1/";

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    int status = response.getStatus();
    if (status >= 400
        && !(response.getEntity() instanceof Problem)
        && request.getUriInfo().getRequestUri().getPath().startsWith(API)) {
      response.setEntity(
          Problem.of(status, detail(status, request.getMethod())),
          new Annotation[0],
          MediaType.valueOf(Problem.MEDIA_TYPE));
    }
  }

  private static String detail(int status, String method) {
    return switch (status) {
      case 404 -> "There is nothing at this path. /q/openapi describes the API.";
      case 405 -> "This path does not take " + method + ".";
      case 406 -> "The API answers in JSON, and exports in the format that they name.";
      case 413 -> "The body is too large.";
      case 415 -> "Send the body as application/json.";
      default ->
          status < 500
              ? "The request was refused."
              : "Hourkey failed, and its log says why. Try again later.";
    };
  }
}

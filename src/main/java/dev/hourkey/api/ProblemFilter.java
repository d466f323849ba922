package dev.hourkey.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;

/** Adds problem details to every refusal and failure of the API that has none. */
@Provider
@ApplicationScoped // Filters are created before the settings exist.
public class ProblemFilter implements ContainerResponseFilter {
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    int status = response.getStatus();
    if (status >= 400
        && !(response.getEntity() instanceof Problem)
        && ApiPath.isApi(request.getUriInfo().getRequestUri().getPath())) {
      response.setEntity(
          Problem.of(status, detail(status, request.getMethod())),
          new Annotation[0],
          MediaType.valueOf(Problem.MEDIA_TYPE));
    }
  }

  private static String detail(int status, String method) {
    return switch (status) {
      case 404 -> Problem.NOTHING_HERE;
      case 405 -> "This path does not take " + method + ".";
      case 406 -> "The API answers in JSON, or for an export in the requested format.";
      case 413 -> "The body is too large.";
      case 415 -> "Send the body as application/json.";
      default ->
          status < 500
              ? "The request was refused."
              : "An unexpected error; Hourkey's log has the cause. Try again later.";
    };
  }
}

package dev.hourkey.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;

/** Adds a page to refusals of the console that have none. */
@Provider
@ApplicationScoped // Filters are created before the settings exist.
public class ErrorFilter implements ContainerResponseFilter {
  private final ConsoleSettings settings;

  ErrorFilter(ConsoleSettings settings) {
    this.settings = settings;
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getStatus() >= 400
        && response.getStatus() != HtmxRequests.NO_SESSION
        && !isPage(response.getEntity())
        && ConsolePath.isConsole(request.getUriInfo().getRequestUri().getPath())) {
      response.setEntity(
          ErrorPage.of(response.getStatus(), settings.publicUrl()).render(),
          new Annotation[0],
          MediaType.TEXT_HTML_TYPE);
    }
  }

  private static boolean isPage(@Nullable Object entity) {
    return entity instanceof String text && text.startsWith("<!doctype html>");
  }
}

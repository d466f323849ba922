package dev.hourkey.api;

import dev.hourkey.catalog.SpellingSuggestion;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Refuses query parameters that a path does not have: a misspelt filter would otherwise be ignored,
 * and everything would be returned as if it matched.
 */
@Provider
@TokenRequired
@Priority(Priorities.USER)
@ApplicationScoped
public class ParameterFilter implements ContainerRequestFilter {
  private final ResourceInfo resource;

  @Inject
  ParameterFilter(ResourceInfo resource) {
    this.resource = resource;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    Set<String> known =
        Stream.of(resource.getResourceMethod().getParameters())
            .map(parameter -> parameter.getAnnotation(QueryParam.class))
            .filter(annotation -> annotation != null)
            .map(QueryParam::value)
            .collect(Collectors.toCollection(TreeSet::new));
    request.getUriInfo().getQueryParameters().forEach((name, values) -> check(name, values, known));
  }

  private static void check(String name, List<String> values, Set<String> known) {
    if (!known.contains(name)) {
      throw Problem.badRequest("'" + name + "' is not a parameter here" + instead(name, known));
    }
    if (values.size() > 1) {
      throw Problem.badRequest("'" + name + "' appears " + values.size() + " times; send it once.");
    }
    if (values.getFirst().chars().anyMatch(Character::isISOControl)) {
      throw Problem.badRequest("'" + name + "' has characters that names and ids can't have.");
    }
    if (values.getFirst().isBlank()) {
      throw Problem.badRequest("'" + name + "' is empty; give it a value or leave it out.");
    }
  }

  private static String instead(String name, Set<String> known) {
    if (known.isEmpty()) {
      return "; this path takes none.";
    }
    return SpellingSuggestion.nearest(name, known)
        .map(meant -> "; did you mean '" + meant + "'?")
        .orElse("; use " + String.join(", ", known) + ".");
  }
}

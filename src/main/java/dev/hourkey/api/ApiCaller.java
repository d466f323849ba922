package dev.hourkey.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Set;

/**
 * A caller of the API.
 *
 * @param name for the audit trail
 */
record ApiCaller(String name, Set<ApiRole> roles) {
  private static final String PROPERTY = ApiCaller.class.getName();

  void enter(ContainerRequestContext request) {
    request.setProperty(PROPERTY, this);
  }

  /** The caller that {@link TokenFilter} has accepted. */
  static ApiCaller of(ContainerRequestContext request) {
    return (ApiCaller) request.getProperty(PROPERTY);
  }
}

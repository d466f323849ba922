package dev.hourkey.console;

import io.quarkus.oidc.JavaScriptRequestChecker;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** Requests of a script can't follow a redirect to the sign-in, so they get a status instead. */
@ApplicationScoped
class HtmxRequests implements JavaScriptRequestChecker {
  /** The status of a request that has no session. */
  static final int NO_SESSION = 499;

  @Override
  public boolean isJavaScriptRequest(RoutingContext request) {
    return isFrom(request);
  }

  static boolean isFrom(RoutingContext request) {
    return request.request().getHeader("HX-Request") != null;
  }
}

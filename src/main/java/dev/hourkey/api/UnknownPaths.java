package dev.hourkey.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** What the API answers where REST has nothing, so that it is a problem with details, too. */
@ApplicationScoped
class UnknownPaths {
  void answer(@Observes Router router) {
    router.route().last().handler(UnknownPaths::answer);
  }

  private static void answer(RoutingContext call) {
    if (ApiPath.isApi(call.normalizedPath())) {
      call.response()
          .setStatusCode(404)
          .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
          .end(Json.encode(Problem.of(404, Problem.NOTHING_HERE)));
    } else {
      call.next();
    }
  }
}

package dev.hourkey.api;

import dev.hourkey.text.RequestedAddress;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Answers with problem details where REST would not: unknown paths and invalid URIs. */
@ApplicationScoped
class UnknownPaths {
  private static final int FIRST = 300;

  void refuse(@Observes Filters filters) {
    filters.register(UnknownPaths::refuseNoUri, FIRST);
  }

  private static void refuseNoUri(RoutingContext call) {
    if (ApiPath.isApi(call.normalizedPath()) && !RequestedAddress.isUri(call.request().uri())) {
      answer(call, Problem.of(400, "This address is not a valid URI. Percent-encode it."));
    } else {
      call.next();
    }
  }

  void answer(@Observes Router router) {
    router.route().last().handler(UnknownPaths::answerUnknownPaths);
  }

  private static void answerUnknownPaths(RoutingContext call) {
    if (ApiPath.isApi(call.normalizedPath())) {
      answer(call, Problem.of(404, Problem.NOTHING_HERE));
    } else {
      call.next();
    }
  }

  private static void answer(RoutingContext call, Problem problem) {
    call.response()
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .end(Json.encode(problem));
  }
}

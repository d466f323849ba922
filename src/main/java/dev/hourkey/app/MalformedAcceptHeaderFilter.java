package dev.hourkey.app;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jboss.resteasy.reactive.common.util.MediaTypeHelper;

/**
 * Ignores an {@code Accept} header that Quarkus REST cannot parse, so that the request does not
 * fail. HTTP allows a server to do so (RFC 9110, section 12.4).
 */
@ApplicationScoped
class MalformedAcceptHeaderFilter {
  private static final int BEFORE_ALL_OTHERS = 1000;

  void register(@Observes Filters filters) {
    filters.register(MalformedAcceptHeaderFilter::ignore, BEFORE_ALL_OTHERS);
  }

  private static void ignore(RoutingContext call) {
    if (!isReadable(call.request().headers().getAll(HttpHeaders.ACCEPT))) {
      call.request().headers().remove(HttpHeaders.ACCEPT);
    }
    call.next();
  }

  private static boolean isReadable(List<String> accept) {
    try {
      accept.forEach(MediaTypeHelper::parseHeader);
      return true;
    } catch (RuntimeException e) { // REST's parser throws several kinds.
      return false;
    }
  }
}

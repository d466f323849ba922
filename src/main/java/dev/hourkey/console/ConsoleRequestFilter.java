package dev.hourkey.console;

import dev.hourkey.text.RequestedAddress;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The rules for every request to the console that apply before anybody is asked to sign in: the
 * console is off unless it is set up, other sites cannot send it requests that change something,
 * and browsers do not store its pages.
 */
@ApplicationScoped
class ConsoleRequestFilter {
  private static final Logger LOG = Logger.getLogger(ConsoleRequestFilter.class);
  private static final int BEFORE_AUTHENTICATION = 250;
  private static final Set<HttpMethod> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final ConsoleSettings settings;

  ConsoleRequestFilter(ConsoleSettings settings) {
    this.settings = settings;
  }

  void filter(@Observes Filters filters) {
    filters.register(this::check, BEFORE_AUTHENTICATION);
  }

  /** Answers failures that REST does not handle, such as an unreachable Entra. */
  void answerUnhandledFailures(@Observes Router router) {
    router.route("/console").failureHandler(this::explain);
    router.route("/console/*").failureHandler(this::explain);
    router
        .route("/console/*")
        .last()
        .handler(request -> answer(request, ErrorPage.of(404, settings.publicUrl())));
  }

  private void check(RoutingContext request) {
    if (!ConsolePath.isConsole(request.normalizedPath())) {
      request.next();
    } else if (!settings.on()) {
      request
          .response()
          .setStatusCode(404)
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
          .end("Hourkey's console is not set up: see docs/install.md.\n");
    } else {
      request.addHeadersEndHandler(_ -> addHeaders(request));
      boolean reading = READING.contains(request.request().method());
      Optional<String> plain = ConsolePath.plain(request.normalizedPath());
      String address = request.request().uri();
      if (address.contains("%00") || !RequestedAddress.isUri(address)) {
        answer(request, ErrorPage.of(400, settings.publicUrl())); // PostgreSQL can't store it.
      } else if (!plain.equals(Optional.ofNullable(request.request().path()))) {
        answerOtherSpelling(request, plain.filter(_ -> reading));
      } else if (!reading && !isFromHere(request.request())) {
        answer(request, ErrorPage.crossSite());
      } else if (isForeignSignIn(request)) {
        answer(request, ErrorPage.of(401, settings.publicUrl()));
      } else if (isAt(request, SignInConfiguration.SIGN_OUT) && reading) {
        answer(request, ErrorPage.of(405, settings.publicUrl()));
      } else if (isAt(request, SignInConfiguration.SIGN_OUT)
          && !SignInConfiguration.hasSession(request)) {
        lead(request, 303, SignInConfiguration.SIGNED_OUT); // Sign-out must not ask to sign in.
      } else if (isAt(request, ConsolePath.ROOT)) {
        request.reroute(ConsolePath.START);
      } else {
        SignInConfiguration.replaceSession(request);
        SignInConfiguration.chooseFor(request);
        request.next();
      }
    }
  }

  /** Redirects to the allowed spelling of the path. Does not redirect forms. */
  private void answerOtherSpelling(RoutingContext request, Optional<String> meant) {
    String query = request.request().query();
    meant.ifPresentOrElse(
        path -> lead(request, 308, query == null ? path : path + "?" + query),
        () -> answer(request, ErrorPage.of(404, settings.publicUrl())));
  }

  /** Browsers say where a request comes from. A request that does not say so is refused. */
  private boolean isFromHere(HttpServerRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    return site == null
        ? settings.publicUrl().equals(request.getHeader(HttpHeaders.ORIGIN))
        : site.equals("same-origin");
  }

  /**
   * Whether the request completes a sign-in that this browser did not begin. Such a request is
   * refused and not repeated, because a browser without cookies would repeat it forever.
   */
  private static boolean isForeignSignIn(RoutingContext request) {
    return isAt(request, SignInConfiguration.CALLBACK)
        && !SignInConfiguration.hasSession(request)
        && !SignInConfiguration.hasStateCookie(request, SignInConfiguration.STATE_COOKIE)
        && !SignInConfiguration.hasStateCookie(request, SignInConfiguration.STEP_UP_STATE_COOKIE);
  }

  private static boolean isAt(RoutingContext request, String path) {
    return request.normalizedPath().equals(path);
  }

  private void addHeaders(RoutingContext request) {
    var headers = request.response().headers();
    headers.set("Content-Security-Policy", contentSecurityPolicy());
    headers.set("Referrer-Policy", "same-origin");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    if (!request.normalizedPath().startsWith("/console/assets/")) {
      headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    }
    if (HtmxRequests.isFrom(request)
        && request.response().getStatusCode() == HtmxRequests.NO_SESSION) {
      headers.set("HX-Refresh", "true"); // The page loads again and leads to the sign-in.
    }
  }

  /**
   * Allows forms to redirect to the issuer, because that happens to a form that is sent without a
   * session.
   */
  private String contentSecurityPolicy() {
    URI issuer = URI.create(settings.issuer());
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        + " connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' "
        + issuer.getScheme()
        + "://"
        + issuer.getRawAuthority();
  }

  private void explain(RoutingContext request) {
    Throwable failure = request.failure();
    if (request.response().headWritten() || request.response().ended()) {
      request.next();
    } else if (failure == null) {
      answer(request, ErrorPage.of(request.statusCode(), settings.publicUrl()));
    } else if (ErrorPage.isSignInAway(failure)) {
      LOG.warnf("nobody can sign in to the console: %s", failure.getMessage());
      answer(request, ErrorPage.signInAway());
    } else {
      LOG.errorf(failure, "the console could not answer %s", request.normalizedPath());
      answer(request, ErrorPage.of(500, settings.publicUrl()));
    }
  }

  private static void lead(RoutingContext request, int status, String address) {
    request.response().setStatusCode(status).putHeader(HttpHeaders.LOCATION, address).end();
  }

  private static void answer(RoutingContext request, ErrorPage page) {
    request
        .response()
        .setStatusCode(page.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
        .end(page.render());
  }
}

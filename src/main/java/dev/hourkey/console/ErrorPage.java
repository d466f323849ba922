package dev.hourkey.console;

import io.quarkus.oidc.OIDCException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The page that people read if a request fails or is refused.
 *
 * @param title what happened
 * @param advice what they can do
 * @param link where they can continue
 */
record ErrorPage(int status, String title, String advice, String link) {
  private static final String HOME = "/console";

  /** The page for a status that needs no other explanation. */
  static ErrorPage of(int status, String publicUrl) {
    return switch (status) {
      case 400 ->
          new ErrorPage(status, "This address is not complete", "Follow a link instead.", HOME);
      case 401 ->
          new ErrorPage(
              status,
              "The sign-in did not work",
              "It may have taken too long, or it was for another tenant, or the clock of this"
                  + " machine is wrong. Try again; if it fails again, tell your operators.",
              publicUrl + HOME);
      case 403 -> forbidden("You don't have access to this page");
      case 404 ->
          new ErrorPage(
              status, "There is no such page", "It may have moved, or the link is cut off.", HOME);
      case 405 ->
          new ErrorPage(
              status,
              "Nothing was sent",
              "This address only accepts a form. Your session may have ended before you sent it: open"
                  + " the page again and repeat what you did.",
              HOME);
      default ->
          new ErrorPage(
              status,
              "Something went wrong here",
              "Nothing was changed. Try again in a minute; if it keeps happening, tell your"
                  + " operators.",
              HOME);
    };
  }

  static ErrorPage forbidden(String title) {
    return new ErrorPage(
        403,
        title,
        "It needs a role that you don't have. Ask your operators if you need it; your own"
            + " access is under My access.",
        HOME);
  }

  static ErrorPage roleUnknown(String why) {
    return new ErrorPage(
        503,
        "Hourkey doesn't know your role at the moment",
        why + ". Try again in a minute. Your own access is under My access.",
        HOME);
  }

  static ErrorPage crossSite() {
    return new ErrorPage(
        403,
        "This came from another site",
        "Nothing was changed. Open the console itself and repeat what you did.",
        HOME);
  }

  static ErrorPage decisionElsewhere() {
    return new ErrorPage(
        403,
        "No decision to sign in for",
        "It was made in another browser, or too long ago. Nothing was changed. Open the request"
            + " from its link and decide there.",
        HOME);
  }

  static ErrorPage signInAway() {
    return new ErrorPage(
        503,
        "Nobody can sign in at the moment",
        "Entra's sign-in does not answer. Slack commands work as usual. Try again in a minute.",
        HOME);
  }

  /** Whether the issuer could not be reached, or gave no usable answer. */
  static boolean isSignInAway(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OIDCException || cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  /** Refuses a request that came too soon after many others. */
  static WebApplicationException tooManyRequests(Duration wait) {
    long seconds = wait.toSeconds() + 1;
    ErrorPage page =
        new ErrorPage(
            429,
            "Too many pages in a minute",
            "This page was not opened. Everything that you sent before was accepted. Wait a few"
                + " seconds and try again.",
            HOME);
    return new WebApplicationException(
        page.response().header(HttpHeaders.RETRY_AFTER, seconds).build());
  }

  /** Answers a request with this page. */
  WebApplicationException asException() {
    return new WebApplicationException(response().build());
  }

  private Response.ResponseBuilder response() {
    return Response.status(status).type(MediaType.TEXT_HTML_TYPE).entity(render());
  }

  String render() {
    return new ErrorMessage(this, PageFrame.bare()).render();
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record ErrorMessage(ErrorPage page, PageFrame frame) implements TemplateInstance {}
}

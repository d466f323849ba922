package dev.hourkey.doctor;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Explains what a failed call to a vendor means and what to do about it. Only this class translates
 * Slack's errors, HTTP statuses and exceptions. Pure.
 *
 * @param found a sentence that explains what came back; may be empty
 * @param advice what to do
 * @param page the section that says more
 */
record FailureAdvice(String found, String advice, String page) {
  private static final Pattern STATUS = Pattern.compile("(\\d{3})\\b.*");
  private static final String OF_CONNECTIONS = "apps.connections.open";

  private static final String ASK_ADMINISTRATOR =
      "Ask an administrator of the workspace to let the app call Slack from here.";

  /** The advice by Slack's error. */
  private static final Map<String, String> CHAT =
      Map.of(
          "account_inactive",
          "The app was removed from the workspace: install it again, and set the new Bot User OAuth"
              + " Token as hourkey.slack.bot-token.",
          "token_revoked",
          "Install the app again, and set the new Bot User OAuth Token as hourkey.slack.bot-token.",
          "token_expired",
          "The app has token rotation, which Slack can't turn off again: create another app from the"
              + " manifest, and set its tokens.",
          "not_allowed_token_type",
          "Set the Bot User OAuth Token, xoxb-…, as hourkey.slack.bot-token, and the app-level token,"
              + " xapp-…, as hourkey.slack.app-token.",
          "missing_scope",
          SlackScopeChecks.REINSTALL,
          "access_denied",
          ASK_ADMINISTRATOR,
          "ekm_access_denied",
          ASK_ADMINISTRATOR,
          "org_login_required",
          ASK_ADMINISTRATOR,
          "team_access_not_granted",
          ASK_ADMINISTRATOR,
          "ratelimited",
          "Wait for a minute, and run doctor again.");

  /** The answer that came back and its meaning, in sentences. */
  String after(String cameBack) {
    return cameBack + (found.isEmpty() ? "." : ". " + found);
  }

  /** The advice about this failure; empty if nothing more is known than the vendor's own words. */
  static Optional<FailureAdvice> of(DirectoryFailure failure) {
    String code = failure.vendorError().map(VendorError::code).orElse("");
    Matcher status = STATUS.matcher(code);
    return failure.ofCredentials()
        ? Optional.empty()
        : status.matches()
            ? ofStatus(Integer.parseInt(status.group(1)), code)
            : code.isEmpty()
                ? ConnectionFailure.known(failure)
                    .map(kind -> new FailureAdvice(kind.found(), kind.advice(), kind.page()))
                : ofChat(code.replaceFirst(":.*", ""), method(failure))
                    .map(advice -> new FailureAdvice("", advice, DocumentationLinks.CHAT));
  }

  private static String method(DirectoryFailure failure) {
    return failure.vendorError().flatMap(VendorError::method).orElse("");
  }

  private static Optional<String> ofChat(String error, String method) {
    if (error.equals("missing_scope") && method.equals(OF_CONNECTIONS)) {
      return Optional.of(
          "Generate an app-level token with the scope connections:write, and set it as"
              + " hourkey.slack.app-token.");
    }
    return error.equals("invalid_auth") || error.equals("not_authed")
        ? Optional.of(
            method.equals(OF_CONNECTIONS)
                ? "Slack does not know the app-level token: copy it again from Basic Information ›"
                    + " App-Level Tokens, and set it as hourkey.slack.app-token. If it was revoked"
                    + " there, generate another one."
                : "Slack does not know the bot token: copy the Bot User OAuth Token again from OAuth"
                    + " & Permissions, and set it as hourkey.slack.bot-token. If there is none,"
                    + " install the app.")
        : Optional.ofNullable(CHAT.get(error));
  }

  /**
   * Explains an HTTP status. A status that comes with a vendor's code is the vendor's own answer.
   */
  private static Optional<FailureAdvice> ofStatus(int status, String code) {
    if (status == 429) {
      return known("", "Wait for a minute, and run doctor again.", DocumentationLinks.MACHINE);
    }
    boolean ofVendor = code.contains(" ");
    if (ofVendor && status >= 500) {
      return known("", "Try again later.", DocumentationLinks.MACHINE);
    }
    return ofVendor && status != 407
        ? Optional.empty()
        : switch (status) {
          case 404 ->
              known(
                  "There is no such page.",
                  "Something else answers at this address: compare the setting of the address,"
                      + " which ends with -url, with its default, and look for a proxy in between.",
                  DocumentationLinks.MACHINE);
          case 403, 405, 451 ->
              known(
                  "The answer is not the vendor's.",
                  "A proxy or firewall in between refuses it: make it pass HTTPS to the vendor"
                      + " unchanged.",
                  DocumentationLinks.PROXY);
          case 407 ->
              known(
                  "The proxy requires a password.",
                  "Let Hourkey's machine use the proxy without one.",
                  DocumentationLinks.PROXY);
          case 502, 503, 504 ->
              known(
                  "",
                  "Try again. If it happens again, a proxy can't reach the vendor.",
                  DocumentationLinks.MACHINE);
          default -> Optional.empty();
        };
  }

  private static Optional<FailureAdvice> known(String found, String advice, String page) {
    return Optional.of(new FailureAdvice(found, advice, page));
  }
}

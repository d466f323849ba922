package dev.hourkey.slack;

import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import com.slack.api.methods.response.users.UsersInfoResponse;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import dev.hourkey.slack.SlackApi.Reply;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns a failed call to Slack into a failure for people and operators. */
final class SlackErrors {
  static final VendorError.Party SLACK =
      new VendorError.Party(VendorError.Party.Role.CHAT, "Slack");

  static final String MISSING_SCOPE = "missing_scope";

  private static final String MAIL_SCOPE = "users:read.email";

  /** The scopes of the methods whose answers people wait for. */
  private static final Map<String, String> SCOPES =
      Map.of(
          "users.info", "users:read",
          "users.lookupByEmail", "users:read.email",
          "usergroups.list", "usergroups:read",
          "users.conversations", "channels:read",
          "apps.connections.open", "connections:write");

  /** Errors that Slack keeps returning until somebody changes the app or its tokens. */
  private static final Set<String> LASTING =
      Set.of(
          MISSING_SCOPE,
          "not_authed",
          "invalid_auth",
          "account_inactive",
          "token_expired",
          "token_revoked",
          "not_allowed_token_type",
          "access_denied",
          "ekm_access_denied",
          "org_login_required",
          "team_access_not_granted");

  /** Errors that count as answers: they say something about the requested person. */
  private static final Set<String> ABOUT_THE_PERSON =
      Set.of("users_not_found", "user_not_found", "user_not_visible");

  private SlackErrors() {}

  static boolean lasts(String error) {
    return LASTING.contains(error);
  }

  /** Whether Slack returned what it was asked for. */
  static boolean answers(SlackApiTextResponse response) {
    return response.isOk() || ABOUT_THE_PERSON.contains(String.valueOf(response.getError()));
  }

  /** The failure when Slack refused a call. */
  static DirectoryFailure refused(String doing, String method, String error) {
    var cause = new IllegalStateException(method + ": " + error);
    return (lasts(error)
            ? DirectoryFailure.lasting(doing, cause)
            : DirectoryFailure.temporary(doing, null, cause))
        .because(vendorError(method, error, SCOPES.getOrDefault(method, "")));
  }

  /** The failure when Slack gave no answer, or limits the rate. */
  static DirectoryFailure unavailable(String doing, Reply.Unavailable<?> reply) {
    String status =
        reply.cause().orElse(null) instanceof SlackApiException answer
            ? String.valueOf(answer.getResponse().code())
            : "";
    return DirectoryFailure.temporary(
            doing,
            reply.retryAfter().orElse(null),
            new IllegalStateException(reply.why(), reply.cause().orElse(null)))
        .because(
            new VendorError(
                SLACK,
                status,
                "Slack gave no answer (" + reply.why() + ")",
                Optional.empty(),
                Optional.empty()));
  }

  /** Slack's answer; {@code scope} is the one that the app lacks, if Slack named it. */
  static VendorError vendorError(String method, String error, String scope) {
    boolean named = error.equals(MISSING_SCOPE) && !scope.isEmpty();
    VendorError said =
        new VendorError(
            SLACK,
            named ? error + ": " + scope : error,
            "Slack refuses "
                + method
                + " with "
                + error
                + (named ? ": the app lacks the scope " + scope : ""),
            Optional.empty(),
            Optional.of(method));
    return lasts(error) ? said.see("slack") : said;
  }

  /**
   * Checks an answer to {@code users.info}: Slack omits the address if the app is not allowed to
   * see it, which says nothing about the person.
   *
   * @throws DirectoryFailure when the scope for addresses is missing
   */
  static UsersInfoResponse withAddress(UsersInfoResponse response) {
    if (missingScope(response).isPresent()) {
      throw DirectoryFailure.lasting(
              "read the address of " + response.getUser().getId(),
              new IllegalStateException(MISSING_SCOPE))
          .because(vendorError("users.info", MISSING_SCOPE, MAIL_SCOPE));
    }
    return response;
  }

  /** The scope for what Slack omits from an answer, if the app lacks it. */
  static Optional<String> missingScope(SlackApiTextResponse answer) {
    if (!(answer instanceof UsersInfoResponse response)) {
      return Optional.empty();
    }
    boolean shown =
        response.getUser() != null
            && response.getUser().getProfile() != null
            && response.getUser().getProfile().getEmail() != null;
    return scopes(response.getHttpResponseHeaders())
        .filter(granted -> !shown && !granted.contains(MAIL_SCOPE))
        .map(_ -> MAIL_SCOPE);
  }

  /** The scopes that Slack names with each answer. */
  static Optional<List<String>> scopes(Map<String, List<String>> headers) {
    return headers == null
        ? Optional.empty()
        : headers.entrySet().stream()
            .filter(header -> header.getKey().toLowerCase(Locale.ROOT).equals("x-oauth-scopes"))
            .findFirst()
            .map(
                header ->
                    header.getValue().stream()
                        .flatMap(value -> List.of(value.split(",")).stream())
                        .map(String::strip)
                        .toList());
  }
}

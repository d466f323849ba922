package dev.hourkey.slack;

import dev.hourkey.notification.Messenger.Delivery;
import dev.hourkey.slack.SlackApi.Reply;
import java.util.Optional;
import java.util.Set;

/** What Slack's errors mean for a message that is posted or updated. */
final class PostErrors {
  /** The same message would get these errors every time. Operators can fix every other error. */
  private static final Set<String> PERMANENT =
      Set.of(
          "invalid_arguments",
          "invalid_blocks",
          "invalid_blocks_format",
          "msg_too_long",
          "msg_blocks_too_long",
          "message_not_found",
          "cant_update_message",
          "edit_window_closed",
          "block_mismatch",
          "user_not_found",
          "user_disabled",
          "users_not_found",
          "thread_not_found",
          "cannot_reply_to_message",
          "cannot_dm_bot",
          "no_text",
          "not_enabled",
          "view_too_large");

  /** Every other message would get these errors as well. */
  private static final Set<String> SERVICE_WIDE =
      Set.of(
          "ratelimited",
          "rate_limited",
          "accesslimited",
          "internal_error",
          "fatal_error",
          "service_unavailable",
          "request_timeout",
          "not_authed",
          "invalid_auth",
          "account_inactive",
          "token_expired",
          "token_revoked",
          "not_allowed_token_type",
          "missing_scope",
          "access_denied",
          "ekm_access_denied",
          "org_login_required",
          "team_access_not_granted",
          "team_added_to_org");

  /** Nothing can be posted to a channel with these errors until somebody acts. */
  private static final Set<String> UNREACHABLE =
      Set.of(
          "channel_not_found",
          "is_archived",
          "is_inactive",
          "not_in_channel",
          "restricted_action",
          "restricted_action_read_only_channel",
          "restricted_action_thread_only_channel");

  /** With these errors, existing messages of the channel cannot be updated either. */
  private static final Set<String> CLOSED =
      Set.of("channel_not_found", "is_archived", "is_inactive");

  /** With these errors, the message can never be updated again, so a card must be posted anew. */
  private static final Set<String> LOST_MESSAGE =
      Set.of("message_not_found", "cant_update_message", "edit_window_closed");

  private PostErrors() {}

  /**
   * Whether a problem, whose text ends with Slack's error, also keeps messages from being updated.
   */
  static boolean closed(String problem) {
    return CLOSED.stream().anyMatch(problem::endsWith);
  }

  /** What a refusal means for a notification that should have been posted to {@code where}. */
  static Delivery delivery(Reply.Refused<?> refused, String where) {
    String why = refused.method() + " to " + where + ": " + refused.error();
    if (affectsAll(refused.error())) {
      return new Delivery.HeldBack(refused.method(), why, Optional.empty());
    }
    return permanent(refused.error()) ? new Delivery.Undeliverable(why) : new Delivery.NotNow(why);
  }

  static boolean permanent(String error) {
    return PERMANENT.contains(error);
  }

  static boolean affectsAll(String error) {
    return SERVICE_WIDE.contains(error);
  }

  static boolean unreachable(String error) {
    return UNREACHABLE.contains(error);
  }

  /** Whether the posted message is out of reach, because it or its channel is. */
  static boolean lost(String error) {
    return LOST_MESSAGE.contains(error) || UNREACHABLE.contains(error);
  }

  /** Slack does not let an update remove all rich text from a message. */
  static boolean needsRichText(String error) {
    return error.equals("block_mismatch");
  }
}

package dev.hourkey.slack;

import dev.hourkey.request.ActionRateLimiter.Kind;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a button does: Slack sends it back with the click. */
enum ActionId {
  REQUEST_ACCESS,
  APPROVE,
  APPROVE_WITH_CHANGES,
  DENY,
  /** A link to the page of a decision that needs a sign-in. */
  DECIDE,
  CANCEL,
  NUDGE,
  REQUEST_AGAIN,
  REQUEST_PROPOSED,
  END,
  EXTEND,
  REVOKE,
  REVIEW,
  /** A link to an access review. */
  OPEN_REVIEW,
  OPEN_CONSOLE,
  SHOW_ACCESS,
  SHOW_PROFILE;

  /** The button with this value; empty for one of an older version. */
  static Optional<ActionId> of(String value) {
    return Stream.of(values()).filter(button -> button.value().equals(value)).findFirst();
  }

  /** Which limit the click counts towards. */
  Kind kind() {
    return switch (this) {
      case REQUEST_ACCESS,
          APPROVE,
          APPROVE_WITH_CHANGES,
          DENY,
          NUDGE,
          REQUEST_AGAIN,
          REQUEST_PROPOSED,
          EXTEND,
          REVIEW,
          SHOW_ACCESS,
          SHOW_PROFILE ->
          Kind.REQUESTING;
      case CANCEL, END, REVOKE, OPEN_CONSOLE, DECIDE, OPEN_REVIEW -> Kind.ENDING;
    };
  }

  String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}

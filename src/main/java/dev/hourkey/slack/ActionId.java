package dev.hourkey.slack;

import java.util.Locale;

/** What a button does: Slack sends it back with the click. */
enum ActionId {
  REQUEST_ACCESS,
  APPROVE,
  APPROVE_WITH_CHANGES,
  DENY,
  /** A link to where it needs a sign-in. */
  DECIDE,
  CANCEL,
  NUDGE,
  ASK_AGAIN,
  REQUEST_PROPOSED,
  END,
  EXTEND,
  REVOKE,
  REVIEW,
  OPEN_CONSOLE,
  SHOW_ACCESS,
  SHOW_PROFILE;

  String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.hourkey.slack;

import java.util.Locale;

/** The buttons of our messages, by the action id that Slack sends back. */
enum Button {
  APPROVE,
  DENY,
  CANCEL,
  END,
  REVOKE,
  OPEN_CONSOLE,
  SHOW_ACCESS;

  String actionId() {
    return name().toLowerCase(Locale.ROOT);
  }
}

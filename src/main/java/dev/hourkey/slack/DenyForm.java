package dev.hourkey.slack;

import static dev.hourkey.slack.Blocks.map;

import java.util.List;
import java.util.UUID;

/** The form in which an approver says why not. */
final class DenyForm {
  static final String CALLBACK = "deny";
  static final String REASON = "reason";

  /** In characters. */
  static final int MAX_LENGTH = 300;

  private DenyForm() {}

  /** The request's id travels with the form and is judged again when it comes back. */
  static String of(UUID request, String channel) {
    return Blocks.json(
        map(
            "type", "modal",
            "callback_id", CALLBACK,
            "private_metadata", request + " " + channel,
            "title", Blocks.plain("Deny this request"),
            "submit", Blocks.plain("Deny"),
            "close", Blocks.plain("Cancel"),
            "blocks",
                List.of(
                    Blocks.input(
                        REASON,
                        "Why not? The requester will read this.",
                        Blocks.textArea(REASON, MAX_LENGTH)))));
  }
}

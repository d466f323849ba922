package dev.hourkey.slack;

import dev.hourkey.text.Sha256;
import java.util.List;

/**
 * A message as people should see it now.
 *
 * @param to a channel by name or id, or a user's id for a direct message
 * @param text what notifications show and screen readers read
 */
record SlackMessage(String to, String text, List<Block> blocks) {
  SlackMessage {
    blocks = List.copyOf(blocks);
  }

  /** The text as Slack takes it: nothing in it is a mention or a link. */
  String fallback() {
    return SlackText.fallback(text);
  }

  /** Tells whether two messages look the same. */
  String digest() {
    return Sha256.hex(text + "\n" + BlockJson.of(blocks));
  }
}

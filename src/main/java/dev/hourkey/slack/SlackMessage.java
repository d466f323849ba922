package dev.hourkey.slack;

import dev.hourkey.text.Sha256;
import java.util.List;
import java.util.Optional;

/**
 * A message as people should see it now.
 *
 * @param to a channel by name or id, or a user's id for a direct message
 * @param text what notifications show and screen readers read
 * @param thread the message in whose thread it is posted
 */
record SlackMessage(String to, String text, List<Block> blocks, Optional<String> thread) {
  SlackMessage {
    blocks = List.copyOf(blocks);
  }

  SlackMessage(String to, String text, List<Block> blocks) {
    this(to, text, blocks, Optional.empty());
  }

  /** The text in Slack's format, in which nothing is a mention or a link. */
  String fallback() {
    return SlackText.fallback(text);
  }

  /** Tells whether two messages look the same. */
  String digest() {
    return Sha256.hex(text + "\n" + BlockJson.of(blocks));
  }
}

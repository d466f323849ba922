package dev.hourkey.slack;

import java.util.List;
import java.util.Map;

/**
 * A message as it is to be seen now.
 *
 * @param to a channel by name or id, or a user's id for a direct message
 * @param text all of it in words: notifications show it and screen readers read it
 */
record SlackMessage(String to, String text, List<Map<String, Object>> blocks) {
  SlackMessage {
    blocks = List.copyOf(blocks);
  }
}

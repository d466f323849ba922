package dev.hourkey.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.app_backend.interactive_components.payload.GlobalShortcutPayload;
import com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload;
import java.util.Optional;

/**
 * Where a person typed or clicked something, so that they can be told the result there.
 *
 * @param channel absent in a form
 * @param responseUrl absent in a form
 */
record ReplyTo(String user, Optional<String> channel, Optional<String> responseUrl) {
  static ReplyTo of(BlockActionPayload click) {
    return new ReplyTo(
        click.getUser().getId(),
        BlockActions.channel(click),
        Optional.ofNullable(click.getResponseUrl()).filter(url -> !url.isBlank()));
  }

  /** A shortcut belongs to no conversation. */
  static ReplyTo of(GlobalShortcutPayload shortcut) {
    return new ReplyTo(shortcut.getUser().getId(), Optional.empty(), Optional.empty());
  }

  static ReplyTo of(SlashCommandPayload command) {
    return new ReplyTo(
        command.getUserId(),
        Optional.ofNullable(command.getChannelId()),
        Optional.ofNullable(command.getResponseUrl()).filter(url -> !url.isBlank()));
  }

  /** Whether Hourkey can answer where the person typed or clicked. */
  boolean answerable() {
    return channel.isPresent() || responseUrl.isPresent();
  }
}

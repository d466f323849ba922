package dev.hourkey.slack;

import com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload;
import dev.hourkey.person.ChatUser;
import java.util.regex.Pattern;

/** A command to revoke something, as somebody typed it. */
record TypedRevocation(ChatUser user, String words, SlashCommandPayload command) {
  private static final Pattern GRANT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  ReplyTo to() {
    return ReplyTo.of(command);
  }

  /**
   * Whether the words can be a person, an entitlement and a reason, or a grant and a reason. This
   * depends on the words alone, because the answer also reaches people who may not learn what the
   * words match.
   */
  boolean complete() {
    String[] given = SlackText.clean(words).split("\\s+", 3);
    return given.length == 3
        || (given.length == 2 && GRANT.matcher(CommandWords.id(given[0])).matches());
  }

  /** The words, to be repeated in a sentence. */
  String quoted() {
    return SlackText.cut(SlackText.clean(words), 75);
  }
}

package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code chat.*}: messages. */
final class SlackChatMethods {
  private static final int LONGEST_UPDATE = 4000;
  private static final int LONGEST_POST = 40_000;

  private final SlackWorkspace workspace;
  private volatile boolean keepsRichText = true;

  SlackChatMethods(SlackWorkspace workspace) {
    this.workspace = workspace;
  }

  /** Whether a message with rich text can only be updated to one that also has some. */
  void keepsRichText(boolean keeps) {
    keepsRichText = keeps;
  }

  void addTo(SlackWebApi api) {
    api.on("chat.postMessage", "chat:write", this::post);
    api.on("chat.postEphemeral", "chat:write", this::postEphemeral);
    api.on("chat.update", "chat:write", this::update);
    api.on("chat.delete", "chat:write", this::delete);
  }

  private ObjectNode post(SlackCall call) {
    SlackChannel channel = writable(call);
    ObjectNode content = content(call);
    String text = content.path("text").asText("");
    if (text.length() > LONGEST_POST) {
      content.put("text", text.substring(0, LONGEST_POST));
    }
    String thread = call.optional("thread_ts");
    if (thread != null) {
      if (!channel.messages.containsKey(thread)) {
        throw new SlackRefusal("thread_not_found");
      }
      content.put("thread_ts", thread);
    }
    SlackMessage message = workspace.post(channel, workspace.bot(), content, null);
    ObjectNode answer = Json.object().put("channel", message.channel()).put("ts", message.ts());
    answer.set("message", message.json());
    return answer;
  }

  private ObjectNode postEphemeral(SlackCall call) {
    if (workspace.isPerson(call.need("channel"))) {
      throw new SlackRefusal("channel_not_found"); // Only chat.postMessage takes people.
    }
    SlackChannel channel = writable(call);
    String person = workspace.person(call.need("user")).id();
    if (!channel.visibleTo(person)) {
      throw new SlackRefusal("user_not_in_channel");
    }
    SlackMessage message = workspace.post(channel, workspace.bot(), content(call), person);
    return Json.object().put("message_ts", message.ts());
  }

  private ObjectNode update(SlackCall call) {
    SlackMessage message = own(call, "cant_update_message");
    if (call.arguments().path("text").asText("").length() > LONGEST_UPDATE) {
      throw new SlackRefusal("msg_too_long");
    }
    ObjectNode content = content(call);
    if (keepsRichText && hasRichText(message.blocks()) && !hasRichText(content.path("blocks"))) {
      throw new SlackRefusal("block_mismatch");
    }
    SlackMessage updated = workspace.edit(message, content);
    ObjectNode answer =
        Json.object()
            .put("channel", updated.channel())
            .put("ts", updated.ts())
            .put("text", updated.text());
    answer.set("message", updated.json());
    return answer;
  }

  private static boolean hasRichText(JsonNode blocks) {
    return blocks.valueStream().anyMatch(block -> block.path("type").asText().equals("rich_text"));
  }

  private ObjectNode delete(SlackCall call) {
    SlackMessage message = own(call, "cant_delete_message");
    workspace.delete(message);
    return Json.object().put("channel", message.channel()).put("ts", message.ts());
  }

  private SlackChannel writable(SlackCall call) {
    SlackChannel channel = workspace.channel(call.need("channel"));
    if (channel.archived) {
      throw new SlackRefusal("is_archived");
    }
    if (!channel.members.contains(workspace.bot())) {
      throw new SlackRefusal("not_in_channel");
    }
    return channel;
  }

  private SlackMessage own(SlackCall call, String otherwise) {
    // Only an id will do here: Slack knows no message by the name of a channel or person.
    SlackChannel channel = workspace.channelById(call.need("channel"));
    if (channel.archived) {
      throw new SlackRefusal("is_inactive");
    }
    SlackMessage message = workspace.message(channel, call.need("ts"));
    if (message.onlyFor() != null) {
      throw new SlackRefusal("message_not_found");
    }
    if (!message.author().equals(workspace.bot())) {
      throw new SlackRefusal(otherwise);
    }
    return message;
  }

  private static ObjectNode content(SlackCall call) {
    ObjectNode content = content(call.json("blocks"), call.optional("text"));
    JsonNode metadata = call.json("metadata");
    if (!metadata.isMissingNode()) {
      boolean empty = metadata.isObject() && metadata.isEmpty();
      if (!empty
          && !(metadata.path("event_type").isTextual()
              && metadata.path("event_payload").isObject())) {
        throw new SlackRefusal("invalid_metadata_format");
      }
      content.set("metadata", metadata);
    }
    return content;
  }

  /** Checked text and blocks, as they are stored. */
  static ObjectNode content(JsonNode blocks, @Nullable String text) {
    boolean none = blocks.isMissingNode() || blocks.isNull();
    if (!none && !blocks.isArray()) {
      throw new SlackRefusal("invalid_blocks_format");
    }
    if (blocks.isEmpty() && text == null) {
      throw new SlackRefusal("no_text");
    }
    ObjectNode content = Json.object();
    if (text != null) {
      content.put("text", text);
    }
    if (!blocks.isEmpty()) {
      content.set("blocks", checked(blocks));
    }
    return content;
  }

  private static ArrayNode checked(JsonNode blocks) {
    List<String> problems = BlockKit.problemsOfMessage(blocks);
    if (!problems.isEmpty()) {
      throw new SlackRefusal("invalid_blocks", problems);
    }
    return BlockDefaults.filled(blocks);
  }
}

package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.blockkit.BlockKit;
import dev.hourkey.sandbox.blockkit.Defaults;
import dev.hourkey.sandbox.http.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code chat.*}: messages. */
final class ChatMethods {
  private static final int LONGEST_UPDATE = 4000;
  private static final int LONGEST_POST = 40_000;

  private final Workspace workspace;
  private final MessageEvents events;
  private volatile boolean keepsRichText = true;

  ChatMethods(Workspace workspace, MessageEvents events) {
    this.workspace = workspace;
    this.events = events;
  }

  /** Whether a message with rich text can only be updated to one that also has some. */
  void keepsRichText(boolean keeps) {
    keepsRichText = keeps;
  }

  void addTo(WebApi api) {
    api.on("chat.postMessage", "chat:write", this::post);
    api.on("chat.postEphemeral", "chat:write", this::postEphemeral);
    api.on("chat.update", "chat:write", this::update);
    api.on("chat.delete", "chat:write", this::delete);
    api.on("chat.getPermalink", "", this::permalink);
  }

  private ObjectNode post(ApiArguments call) {
    Channel channel = writable(call);
    ObjectNode content = content(call);
    String text = content.path("text").asText("");
    if (text.length() > LONGEST_POST) {
      content.put("text", text.substring(0, LONGEST_POST));
    }
    String thread = call.optional("thread_ts");
    if (thread != null) {
      if (!channel.messages.containsKey(thread)) {
        throw new ApiError("thread_not_found");
      }
      content.put("thread_ts", thread);
    }
    PostedMessage message = workspace.post(channel, workspace.bot(), content, null);
    events.written(message);
    ObjectNode answer = Json.object().put("channel", message.channel()).put("ts", message.ts());
    answer.set("message", message.json());
    return answer;
  }

  private ObjectNode postEphemeral(ApiArguments call) {
    if (workspace.isPerson(call.need("channel"))) {
      throw new ApiError("channel_not_found"); // Only chat.postMessage takes people.
    }
    Channel channel = writable(call);
    String person = workspace.person(call.need("user")).id();
    if (!channel.visibleTo(person)) {
      throw new ApiError("user_not_in_channel");
    }
    PostedMessage message = workspace.post(channel, workspace.bot(), content(call), person);
    return Json.object().put("message_ts", message.ts());
  }

  private ObjectNode update(ApiArguments call) {
    PostedMessage message = own(call, "cant_update_message");
    if (call.arguments().path("text").asText("").length() > LONGEST_UPDATE) {
      throw new ApiError("msg_too_long");
    }
    ObjectNode content = content(call);
    if (keepsRichText && hasRichText(message.blocks()) && !hasRichText(content.path("blocks"))) {
      throw new ApiError("block_mismatch");
    }
    PostedMessage updated = workspace.edit(message, content);
    events.changed(message, updated);
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

  private ObjectNode delete(ApiArguments call) {
    PostedMessage message = own(call, "cant_delete_message");
    workspace.delete(message);
    events.deleted(message);
    return Json.object().put("channel", message.channel()).put("ts", message.ts());
  }

  /** Links to a reply also name the message that began the thread. */
  private ObjectNode permalink(ApiArguments call) {
    Channel channel = workspace.channelById(call.need("channel"));
    PostedMessage message = workspace.message(channel, call.need("message_ts"));
    String link =
        "https://%s.slack.com/archives/%s/p%s"
            .formatted(workspace.seed.team().domain(), channel.id, message.ts().replace(".", ""));
    return Json.object()
        .put("channel", channel.id)
        .put(
            "permalink",
            message.reply()
                ? link + "?thread_ts=" + message.thread() + "&cid=" + channel.id
                : link);
  }

  private Channel writable(ApiArguments call) {
    Channel channel = workspace.channel(call.need("channel"));
    if (channel.archived) {
      throw new ApiError("is_archived");
    }
    if (!channel.members.contains(workspace.bot())) {
      throw new ApiError("not_in_channel");
    }
    return channel;
  }

  private PostedMessage own(ApiArguments call, String otherwise) {
    // Only an id is accepted here: Slack does not find a message by the name of a channel or
    // person.
    Channel channel = workspace.channelById(call.need("channel"));
    if (channel.archived) {
      throw new ApiError("is_inactive");
    }
    PostedMessage message = workspace.message(channel, call.need("ts"));
    if (message.onlyFor() != null) {
      throw new ApiError("message_not_found");
    }
    if (!message.author().equals(workspace.bot())) {
      throw new ApiError(otherwise);
    }
    return message;
  }

  private static ObjectNode content(ApiArguments call) {
    ObjectNode content = content(call.json("blocks"), call.optional("text"));
    JsonNode metadata = call.json("metadata");
    if (!metadata.isMissingNode()) {
      boolean empty = metadata.isObject() && metadata.isEmpty();
      if (!empty
          && !(metadata.path("event_type").isTextual()
              && metadata.path("event_payload").isObject())) {
        throw new ApiError("invalid_metadata_format");
      }
      content.set("metadata", metadata);
    }
    return content;
  }

  /** Checked text and blocks, as they are stored. */
  static ObjectNode content(JsonNode blocks, @Nullable String text) {
    boolean none = blocks.isMissingNode() || blocks.isNull();
    if (!none && !blocks.isArray()) {
      throw new ApiError("invalid_blocks_format");
    }
    if (blocks.isEmpty() && text == null) {
      throw new ApiError("no_text");
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
      throw new ApiError("invalid_blocks", problems);
    }
    return Defaults.filled(blocks);
  }
}

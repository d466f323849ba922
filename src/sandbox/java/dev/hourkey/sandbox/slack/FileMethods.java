package dev.hourkey.sandbox.slack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.Request;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code files.*External}: an address for the bytes, the bytes, and the channel to share them in.
 * {@code files.upload} is gone, as at Slack.
 */
final class FileMethods {
  private static final String PATH = "/sandbox/slack/upload/";

  private final Workspace workspace;
  private final URI base;
  private final Map<String, Upload> uploads = new HashMap<>();

  /** {@code content} is empty until the bytes have arrived. */
  private record Upload(String name, int length, Optional<byte[]> content, boolean shared) {}

  FileMethods(Workspace workspace, LoopbackServer http) {
    this.workspace = workspace;
    this.base = http.uri();
    http.on("POST", PATH + "{id}", this::receive);
  }

  void addTo(WebApi api) {
    api.on("files.getUploadURLExternal", "files:write", this::begin);
    api.on("files.completeUploadExternal", "files:write", this::complete);
  }

  /** The text of a file that was shared. */
  synchronized Optional<String> text(String id) {
    return Optional.ofNullable(uploads.get(id))
        .filter(Upload::shared)
        .flatMap(Upload::content)
        .map(bytes -> new String(bytes, UTF_8));
  }

  synchronized void reset() {
    uploads.clear();
  }

  private synchronized ObjectNode begin(ApiArguments call) {
    String name = call.need("filename");
    String length = call.need("length");
    if (!length.matches("[1-9][0-9]{0,8}")) {
      throw new ApiError("invalid_arguments");
    }
    String id =
        "F"
            + UUID.randomUUID()
                .toString()
                .replace("-", "")
                .substring(0, 10)
                .toUpperCase(Locale.ROOT);
    uploads.put(id, new Upload(name, Integer.parseInt(length), Optional.empty(), false));
    return Json.object().put("upload_url", base + PATH + id).put("file_id", id);
  }

  private synchronized Answer receive(Request request) {
    String id = request.parameter("id");
    Upload upload = uploads.get(id);
    if (upload == null || upload.content().isPresent()) {
      return Answer.empty(404);
    }
    byte[] bytes = request.body();
    if (bytes.length != upload.length()) {
      return Answer.text(400, "length " + bytes.length + " instead of " + upload.length());
    }
    uploads.put(id, new Upload(upload.name(), upload.length(), Optional.of(bytes), false));
    return Answer.text(200, "OK - " + bytes.length);
  }

  private synchronized ObjectNode complete(ApiArguments call) {
    JsonNode files = call.json("files");
    if (!files.isArray() || files.isEmpty()) {
      throw ApiError.missing("files");
    }
    Channel channel = workspace.channelById(call.need("channel_id"));
    if (!channel.members.contains(workspace.bot())) {
      throw new ApiError("not_in_channel");
    }
    ObjectNode content = Json.object();
    ArrayNode shared = content.putArray("files");
    for (JsonNode file : files) {
      String id = file.path("id").asText();
      Upload upload = uploads.get(id);
      if (upload == null || upload.content().isEmpty() || upload.shared()) {
        throw new ApiError("file_not_found");
      }
      uploads.put(id, new Upload(upload.name(), upload.length(), upload.content(), true));
      shared
          .addObject()
          .put("id", id)
          .put("name", upload.name())
          .put("title", file.path("title").asText(upload.name()));
    }
    String comment = call.optional("initial_comment");
    if (comment != null) {
      content.put("text", comment);
    }
    workspace.post(channel, workspace.bot(), content, null);
    ObjectNode answer = Json.object();
    answer.set("files", shared);
    return answer;
  }
}

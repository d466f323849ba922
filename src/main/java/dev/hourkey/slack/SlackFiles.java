package dev.hourkey.slack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.slack.api.methods.request.files.FilesCompleteUploadExternalRequest.FileDetails;
import com.slack.api.methods.response.files.FilesGetUploadURLExternalResponse;
import dev.hourkey.slack.SlackApi.Reply;
import dev.hourkey.sql.TransactionCheck;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Shares text files. That takes three steps: an address, the bytes, and the channel. */
@ApplicationScoped
class SlackFiles {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final SlackApi slack;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  SlackFiles(SlackApi slack) {
    this.slack = slack;
  }

  /**
   * Shares a file; needs the scope {@code files:write}.
   *
   * @param channel its id, of a channel or a direct message
   */
  Reply<?> share(String channel, String name, String text) {
    byte[] content = text.getBytes(UTF_8);
    Reply<FilesGetUploadURLExternalResponse> address =
        slack.call(
            "files.getUploadURLExternal",
            methods ->
                methods.filesGetUploadURLExternal(r -> r.filename(name).length(content.length)));
    if (!(address instanceof Reply.Ok<FilesGetUploadURLExternalResponse>(var upload))) {
      return address;
    }
    Optional<String> failure = send(upload.getUploadUrl(), content);
    return failure.isPresent()
        ? new Reply.Unavailable<>(failure.get(), Optional.empty(), Optional.empty())
        : slack.call(
            "files.completeUploadExternal",
            methods ->
                methods.filesCompleteUploadExternal(
                    r ->
                        r.channelId(channel)
                            .files(
                                List.of(
                                    FileDetails.builder()
                                        .id(upload.getFileId())
                                        .title(name)
                                        .build()))));
  }

  /** Returns why the bytes were not accepted; empty if they were. */
  private Optional<String> send(String url, byte[] content) {
    assert TransactionCheck.noTransactionOpen() : "upload";
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .timeout(TIMEOUT)
              .header("Content-Type", "application/octet-stream")
              .POST(HttpRequest.BodyPublishers.ofByteArray(content))
              .build();
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status == 200 ? Optional.empty() : Optional.of("upload: HTTP " + status);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of("upload: " + e.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("upload: interrupted");
    }
  }
}

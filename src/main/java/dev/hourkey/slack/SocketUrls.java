package dev.hourkey.slack;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Gets the URL of each new connection from {@code apps.connections.open}. The URL contains a ticket
 * that lets its bearer receive our events, so failures quote neither it nor Slack's answer.
 */
final class SocketUrls {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final OkHttpClient http;
  private final Request request;

  SocketUrls(OkHttpClient http, URI apiUrl, String appToken) {
    this.http = http;
    this.request =
        new Request.Builder()
            .url(
                HttpUrl.get(apiUrl.toString())
                    .newBuilder()
                    .addPathSegment("apps.connections.open")
                    .build())
            .header("Authorization", "Bearer " + appToken)
            .post(new FormBody.Builder().build())
            .build();
  }

  /** The request that opens one new connection. */
  Request next() throws UnavailableException, InterruptedException {
    try (Response response = http.newCall(request).execute()) {
      Duration retryAfter = SlackApi.retryAfter(response).orElse(Duration.ZERO);
      if (response.code() != 200) {
        throw new UnavailableException("answered with HTTP " + response.code(), retryAfter);
      }
      return read(requireNonNull(response.body()).string(), retryAfter);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw new UnavailableException("failed: " + RedactedThrowable.names(e), Duration.ZERO);
    }
  }

  private static Request read(String body, Duration retryAfter) throws UnavailableException {
    try {
      JsonNode answer = JSON.readTree(body);
      if (!answer.path("ok").asBoolean()) {
        throw new UnavailableException("refused: " + answer.path("error").asText(), retryAfter);
      }
      return new Request.Builder().url(answer.path("url").asText()).build();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new UnavailableException("returned an unreadable answer", retryAfter);
    }
  }

  /** Slack gave no URL this time. */
  static final class UnavailableException extends Exception {
    private final Duration retryAfter;

    private UnavailableException(String what, Duration retryAfter) {
      super("apps.connections.open " + what);
      this.retryAfter = retryAfter;
    }

    /** The shortest pause that Slack asks for; zero if it asks for none. */
    Duration retryAfter() {
      return retryAfter;
    }
  }
}

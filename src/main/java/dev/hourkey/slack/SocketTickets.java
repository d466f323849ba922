package dev.hourkey.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.retry.RetryAfter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks {@code apps.connections.open} where to connect. Each address holds a ticket, a secret that
 * is good for one connection, so failures name neither the address nor what Slack sent with it.
 */
final class SocketTickets {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final HttpRequest request;
  private final Duration patience;

  SocketTickets(HttpClient http, URI apiUrl, String appToken, Duration patience) {
    this.http = http;
    this.request = request(apiUrl, appToken);
    this.patience = patience;
  }

  private static HttpRequest request(URI apiUrl, String appToken) {
    String base = apiUrl.toString();
    URI method = URI.create((base.endsWith("/") ? base : base + "/") + "apps.connections.open");
    HttpRequest.Builder post =
        HttpRequest.newBuilder(method)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.noBody());
    try {
      return post.header("Authorization", "Bearer " + appToken).build();
    } catch (IllegalArgumentException e) {
      // Its message quotes the token.
      throw new IllegalArgumentException("the app token holds characters no HTTP header may carry");
    }
  }

  /** The address of one new connection. */
  URI take() throws NoTicket, InterruptedException {
    HttpResponse<String> response = ask();
    Duration retryAfter =
        response
            .headers()
            .firstValue(RetryAfter.HEADER)
            .flatMap(RetryAfter::parse)
            .orElse(Duration.ZERO);
    if (response.statusCode() != 200) {
      throw new NoTicket("answered with HTTP " + response.statusCode(), retryAfter);
    }
    try {
      JsonNode answer = JSON.readTree(response.body());
      if (!answer.path("ok").asBoolean()) {
        throw new NoTicket("refused: " + answer.path("error").asText(), retryAfter);
      }
      return URI.create(answer.path("url").asText());
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new NoTicket("answered something unreadable", retryAfter);
    }
  }

  // The request's own timeout would end with the headers and wait for the body for ever.
  private HttpResponse<String> ask() throws NoTicket, InterruptedException {
    CompletableFuture<HttpResponse<String>> response =
        http.sendAsync(request, BodyHandlers.ofString());
    try {
      return response.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new NoTicket("did not answer within " + patience, Duration.ZERO);
    } catch (ExecutionException e) {
      throw new NoTicket("cannot be reached: " + RedactedThrowable.names(e), Duration.ZERO);
    } finally {
      response.cancel(true);
    }
  }

  /** Slack gave no address this time. */
  static final class NoTicket extends Exception {
    private final Duration retryAfter;

    private NoTicket(String what, Duration retryAfter) {
      super("apps.connections.open " + what);
      this.retryAfter = retryAfter;
    }

    /** What Slack asks to wait at least; zero when it does not say. */
    Duration retryAfter() {
      return retryAfter;
    }
  }
}

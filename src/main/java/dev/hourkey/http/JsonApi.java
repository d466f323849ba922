package dev.hourkey.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.retry.RetryAfter;
import dev.hourkey.sql.TransactionCheck;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON from one tool's API. Everything that a caller adds to the address is percent-encoded
 * here. A redirect is not followed, because the credentials would go with it. While the tool asks
 * Hourkey to wait, no call is made.
 */
public final class JsonApi {
  /** The media type that most tools accept. */
  public static final String JSON_TYPE = "application/json";

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration WHOLE_CALL = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 1_000_000;
  private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(5);
  private static final Duration PAUSE_WITHOUT_HEADER = Duration.ofSeconds(10);

  /** PagerDuty's header; other tools send {@code Retry-After}. */
  private static final String RATE_LIMIT_RESET = "ratelimit-reset";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String tool;
  private final String base;
  private final Credentials credentials;
  private final String accept;
  private final Clock clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private volatile Instant pausedUntil = Instant.MIN;

  /**
   * @param tool its display name
   * @param base the address that all paths begin with
   * @param accept the media type for the {@code Accept} header
   */
  public JsonApi(String tool, URI base, Credentials credentials, String accept, Clock clock) {
    this.tool = tool;
    this.base = base.toString().replaceFirst("/+$", "");
    this.credentials = credentials;
    this.accept = accept;
    this.clock = clock;
  }

  /**
   * Reads what is at a path.
   *
   * @param doing what the caller wants to know, for the log
   * @param path the path's segments, not encoded
   * @param query names and values, not encoded
   * @throws DirectoryFailure when there are no credentials, or the tool does not answer, asks
   *     Hourkey to wait, redirects, or answers with something that is too large or not JSON
   */
  public JsonAnswer get(String doing, List<String> path, Map<String, String> query) {
    credentials
        .missing()
        .ifPresent(
            setting -> {
              throw unset(doing, setting);
            });
    Duration pause = Duration.between(clock.instant(), pausedUntil);
    if (pause.isPositive() && pause.compareTo(MAX_RETRY_AFTER) <= 0) {
      throw temporary(doing, pause, tool + " asked Hourkey to wait");
    }
    HttpResponse<byte[]> response = send(doing, request(path, query));
    int status = response.statusCode();
    if (status == 429) {
      throw rateLimited(doing, response.headers());
    }
    if (status >= 500 || status == 408) {
      throw temporary(
          doing, retryAfter(response.headers()).orElse(null), tool + " answered " + status);
    }
    if (status / 100 == 3) {
      throw DirectoryFailure.lasting(
              doing,
              new IllegalStateException(
                  tool + " answered " + status + ", and Hourkey follows no redirect"))
          .withUserText(tool + " answers with a redirect");
    }
    return new JsonAnswer(status, body(doing, status, response.body()));
  }

  /**
   * The body of an answer.
   *
   * @param hint the likely reason for a refusal, for operators
   * @throws DirectoryFailure when the tool refused the call
   */
  public JsonNode accepted(String doing, JsonAnswer answer, Function<JsonAnswer, String> hint) {
    if (answer.ok()) {
      return answer.body();
    }
    throw refused(doing, answer, hint.apply(answer));
  }

  /**
   * The failure when the tool refuses a call until somebody changes something.
   *
   * @param hint the likely reason, for operators
   */
  public DirectoryFailure refused(String doing, JsonAnswer answer, String hint) {
    return DirectoryFailure.lasting(
            doing, new IllegalStateException(tool + " answered " + answer.status() + ": " + hint))
        .withUserText(tool + " refuses Hourkey (" + answer.status() + ")");
  }

  /** The failure when an answer is not what the tool documents. */
  public DirectoryFailure unexpected(String doing, String what) {
    return temporary(doing, null, tool + " answered without " + what);
  }

  private DirectoryFailure unset(String doing, String setting) {
    return DirectoryFailure.lasting(doing, new IllegalStateException(setting + " is not set"))
        .withUserText("Hourkey has no credentials for " + tool);
  }

  private HttpRequest request(List<String> path, Map<String, String> query) {
    String address =
        base
            + path.stream().map(segment -> "/" + encoded(segment)).collect(Collectors.joining())
            + (query.isEmpty() ? "" : "?")
            + query.entrySet().stream()
                .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
                .collect(Collectors.joining("&"));
    return HttpRequest.newBuilder(URI.create(address))
        .timeout(WHOLE_CALL)
        .header("Authorization", credentials.authorization())
        .header("Accept", accept)
        .build();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The client's own timeout covers only the headers, so this also gives up on an endless body. */
  private HttpResponse<byte[]> send(String doing, HttpRequest request) {
    assert TransactionCheck.noTransactionOpen() : doing;
    var answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
    try {
      return answer.get(WHOLE_CALL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw temporary(
          doing, null, tool + " gave no answer within " + WHOLE_CALL.toSeconds() + " s");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw failed(doing, null, tool + " could not be read: " + cause, cause);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw temporary(doing, null, "interrupted");
    }
  }

  private JsonNode body(String doing, int status, byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (JacksonException e) {
      if (status / 100 == 2) {
        throw unexpected(doing, "JSON");
      }
      return MissingNode.getInstance();
    } catch (IOException e) {
      throw new IllegalStateException(e); // Reading from memory cannot fail.
    }
  }

  private DirectoryFailure rateLimited(String doing, HttpHeaders headers) {
    Duration pause = retryAfter(headers).orElse(PAUSE_WITHOUT_HEADER);
    Duration heeded = pause.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : pause;
    pausedUntil = clock.instant().plus(heeded);
    return temporary(doing, heeded, tool + " is rate limiting Hourkey");
  }

  private static Optional<Duration> retryAfter(HttpHeaders headers) {
    return RetryAfter.parse(headers.firstValue(RetryAfter.HEADER).orElse(null))
        .or(() -> RetryAfter.parse(headers.firstValue(RATE_LIMIT_RESET).orElse(null)));
  }

  private DirectoryFailure temporary(String doing, @Nullable Duration retryAfter, String why) {
    return failed(doing, retryAfter, why, null);
  }

  private DirectoryFailure failed(
      String doing, @Nullable Duration retryAfter, String why, @Nullable Throwable cause) {
    return DirectoryFailure.temporary(doing, retryAfter, new IllegalStateException(why, cause))
        .withUserText(tool + " does not answer");
  }
}

package dev.hourkey.slack;

import com.slack.api.Slack;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Response;

/**
 * Slack's Web API. Whatever Slack answers comes back as a value: the SDK throws for some refusals
 * and not for others, and never waits or tries again.
 */
@ApplicationScoped
class SlackApi {
  private static final int CALL_TIMEOUT_MILLIS = 10_000;

  private final SlackConfig config;

  private volatile Optional<MethodsClient> client = Optional.empty();

  SlackApi(SlackConfig config) {
    this.config = config;
  }

  /** Makes a call; {@code what} is the method's name, for the log. */
  <T extends SlackApiTextResponse> Reply<T> call(String what, Call<T> call) {
    try {
      T response = call.on(client());
      return response.isOk()
          ? new Reply.Ok<>(response)
          : new Reply.Refused<>(what, String.valueOf(response.getError()));
    } catch (SlackApiException e) {
      return new Reply.Unavailable<>(
          what + ": HTTP " + e.getResponse().code(), retryAfter(e.getResponse()));
    } catch (IOException | RuntimeException e) {
      return new Reply.Unavailable<>(what + ": " + e.getClass().getSimpleName(), Optional.empty());
    }
  }

  private static Optional<Duration> retryAfter(Response response) {
    return Optional.ofNullable(response.header("Retry-After"))
        .filter(header -> header.matches("[0-9]{1,6}"))
        .map(header -> Duration.ofSeconds(Long.parseLong(header)));
  }

  private MethodsClient client() {
    return client.orElseGet(this::open);
  }

  /** One for all: every client of the SDK keeps threads for ever. */
  private synchronized MethodsClient open() {
    if (client.isEmpty()) {
      var settings = new com.slack.api.SlackConfig();
      settings.setStatsEnabled(false);
      settings.setMethodsEndpointUrlPrefix(config.apiUrl().toString().replaceFirst("/*$", "/"));
      settings.setHttpClientCallTimeoutMillis(CALL_TIMEOUT_MILLIS);
      client = Optional.of(Slack.getInstance(settings).methods(config.botToken()));
    }
    return client.get();
  }

  interface Call<T> {
    T on(MethodsClient methods) throws IOException, SlackApiException;
  }

  /** What came of a call. */
  sealed interface Reply<T> {
    record Ok<T>(T response) implements Reply<T> {}

    /** Slack said no, with one of its error names. */
    record Refused<T>(String method, String error) implements Reply<T> {}

    /** Slack did not answer, or wants less of us. */
    record Unavailable<T>(String why, Optional<Duration> retryAfter) implements Reply<T> {}
  }
}

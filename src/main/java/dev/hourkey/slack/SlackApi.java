package dev.hourkey.slack;

import com.slack.api.Slack;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import dev.hourkey.catalog.CatalogListener;
import dev.hourkey.person.VendorError;
import dev.hourkey.retry.RetryAfter;
import dev.hourkey.sql.TransactionCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Response;
import org.jboss.logging.Logger;

/**
 * Slack's Web API. All of Slack's answers are returned as values, because the SDK throws for some
 * refusals and not for others. No call waits or is repeated.
 */
@ApplicationScoped
class SlackApi {
  private static final int CALL_TIMEOUT_MILLIS = 10_000;

  private static final Logger LOG = Logger.getLogger(SlackApi.class);

  /** These identify people: while one of them is refused, some people can't request or decide. */
  private static final Set<String> ABOUT_PEOPLE =
      Set.of("users.info", "users.lookupByEmail", "usergroups.list");

  private final SlackConfig config;
  private final CatalogListener listener;

  /** The methods whose last call Slack refused. Each refusal was logged once. */
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  private volatile Optional<MethodsClient> client = Optional.empty();

  @Inject
  SlackApi(SlackConfig config, CatalogListener listener) {
    this.config = config;
    this.listener = listener;
  }

  /** A client that reports Slack's refusals to nobody. */
  SlackApi(SlackConfig config) {
    this(config, CatalogListener.NOBODY);
  }

  /** Makes a call; {@code what} is the method's name, for the log. */
  <T extends SlackApiTextResponse> Reply<T> call(String what, Call<T> call) {
    assert TransactionCheck.noTransactionOpen() : what;
    try {
      T response = call.on(client());
      if (SlackErrors.answers(response)) {
        SlackErrors.missingScope(response)
            .ifPresentOrElse(
                scope -> refused(what, SlackErrors.MISSING_SCOPE, scope), () -> allowed(what));
      }
      if (response.isOk()) {
        return new Reply.Ok<>(response);
      }
      String error = String.valueOf(response.getError());
      if (SlackErrors.lasts(error)) {
        refused(what, error, Objects.requireNonNullElse(response.getNeeded(), ""));
      }
      return new Reply.Refused<>(what, error);
    } catch (SlackApiException e) {
      return new Reply.Unavailable<>(
          what + ": HTTP " + e.getResponse().code(), retryAfter(e.getResponse()), Optional.of(e));
    } catch (IOException | RuntimeException e) {
      return new Reply.Unavailable<>(
          what + ": " + e.getClass().getSimpleName(), Optional.empty(), Optional.of(e));
    }
  }

  private void refused(String method, String error, String scope) {
    VendorError vendorError = SlackErrors.vendorError(method, error, scope);
    if (refused.add(method)) {
      LOG.errorf("%s", vendorError.sentence());
    }
    if (ABOUT_PEOPLE.contains(method)) {
      listener.failed(vendorError, true);
    }
  }

  private void allowed(String method) {
    refused.remove(method);
    if (ABOUT_PEOPLE.contains(method)) {
      listener.answered(SlackErrors.SLACK, Optional.of(method));
    }
  }

  static Optional<Duration> retryAfter(Response response) {
    return RetryAfter.parse(response.header(RetryAfter.HEADER));
  }

  private MethodsClient client() {
    return client.orElseGet(this::open);
  }

  /** One client for all calls, because each client of the SDK keeps its threads forever. */
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

  /** The outcome of a call. */
  sealed interface Reply<T> {
    record Ok<T>(T response) implements Reply<T> {}

    /** Slack said no, with one of its error names. */
    record Refused<T>(String method, String error) implements Reply<T> {}

    /** Slack did not answer, or is rate limiting Hourkey. */
    record Unavailable<T>(String why, Optional<Duration> retryAfter, Optional<Exception> cause)
        implements Reply<T> {}
  }
}

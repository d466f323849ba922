package dev.hourkey.export;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.retry.RetryAfter;
import dev.hourkey.sql.TransactionCheck;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts audit events to a collector over HTTPS, such as Splunk's or Sentinel's. Redirects are not
 * followed, because the secret would go with them. The body of an answer is not read.
 */
@ApplicationScoped
public class HttpCollector implements AuditDestination {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration WHOLE_CALL = Duration.ofSeconds(15);

  private final DeliveryConfig config;
  private final CollectorTokens tokens;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  public HttpCollector(DeliveryConfig config, CollectorTokens tokens) {
    this.config = config;
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return "collector";
  }

  @Override
  public boolean configured() {
    return config.exportUrl().isPresent();
  }

  @Override
  public Delivery deliver(List<AuditEntry> entries) {
    return switch (post(format().body(entries))) {
      case Answer.Status answer -> outcome(answer);
      case Answer.None(String why) -> new Delivery.Failed(why, Optional.empty());
    };
  }

  /**
   * Posts a message without events. The answer shows whether the collector accepts the credential.
   */
  public Answer tryCredential() {
    return post(format().body(List.of()));
  }

  /** The collector's answer. */
  public sealed interface Answer {
    /** It answered with this status. */
    record Status(int code, Optional<Duration> retryAfter) implements Answer {}

    /** It did not answer, or was not called. {@code why} begins with the collector's name. */
    record None(String why) implements Answer {}
  }

  private DeliveryFormat format() {
    return DeliveryFormat.of(config.exportFormat()).orElseThrow();
  }

  private Answer post(String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(config.exportUrl().orElseThrow())
            .timeout(WHOLE_CALL)
            .header("Content-Type", format().mediaType())
            .POST(BodyPublishers.ofString(body));
    try {
      authorization().ifPresent(value -> request.header(config.exportHeader(), value));
    } catch (RuntimeException e) {
      return none(
          "was not called, because Entra issued no token (" + e.getClass().getSimpleName() + ")");
    }
    return send(request.build());
  }

  private Optional<String> authorization() {
    return config
        .exportTokenScope()
        .map(scope -> "Bearer " + tokens.of(scope.strip()))
        .or(() -> config.exportSecret().map(String::strip));
  }

  private Answer send(HttpRequest request) {
    assert TransactionCheck.noTransactionOpen() : "deliver";
    var sent = http.sendAsync(request, BodyHandlers.discarding());
    try {
      HttpResponse<Void> answer = sent.get(WHOLE_CALL.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer.Status(
          answer.statusCode(),
          RetryAfter.parse(answer.headers().firstValue(RetryAfter.HEADER).orElse(null)));
    } catch (TimeoutException e) {
      sent.cancel(true);
      return none("gave no answer within " + WHOLE_CALL.toSeconds() + " s");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return none("could not be reached (" + cause.getClass().getSimpleName() + ")");
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      return none("gave no answer before Hourkey stopped");
    }
  }

  private Delivery outcome(Answer.Status answer) {
    int status = answer.code();
    if (status / 100 == 2) {
      return new Delivery.Taken();
    }
    if (status == 401 && config.exportTokenScope().isPresent()) {
      tokens.refused();
    }
    return status == 413
        ? new Delivery.TooLarge(host() + " answered 413")
        : new Delivery.Failed(host() + " answered " + status, answer.retryAfter());
  }

  private Answer none(String what) {
    return new Answer.None(host() + " " + what);
  }

  /** The collector's host. The whole address may have a secret in its path or query. */
  public String host() {
    return config.exportUrl().map(URI::getHost).orElse("the collector");
  }
}

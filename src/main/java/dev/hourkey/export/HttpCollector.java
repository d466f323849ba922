package dev.hourkey.export;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.retry.RetryAfter;
import dev.hourkey.sql.Transactions;
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
 * followed, because the secret would go with them; what it answers is not read.
 */
@ApplicationScoped
class HttpCollector implements AuditDestination {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration WHOLE_CALL = Duration.ofSeconds(15);

  private final DeliveryConfig config;
  private final CollectorTokens tokens;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  HttpCollector(DeliveryConfig config, CollectorTokens tokens) {
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
    DeliveryFormat format = DeliveryFormat.of(config.exportFormat()).orElseThrow();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(config.exportUrl().orElseThrow())
            .timeout(WHOLE_CALL)
            .header("Content-Type", format.mediaType())
            .POST(BodyPublishers.ofString(format.body(entries)));
    try {
      authorization().ifPresent(value -> request.header(config.exportHeader(), value));
    } catch (RuntimeException e) {
      return failed(
          "was not called, because Entra gave no token (" + e.getClass().getSimpleName() + ")");
    }
    return send(request.build());
  }

  private Optional<String> authorization() {
    return config
        .exportTokenScope()
        .map(scope -> "Bearer " + tokens.of(scope.strip()))
        .or(() -> config.exportSecret().map(String::strip));
  }

  private Delivery send(HttpRequest request) {
    assert Transactions.noneOpen() : "deliver";
    var answer = http.sendAsync(request, BodyHandlers.discarding());
    try {
      return outcome(answer.get(WHOLE_CALL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return failed("gave no answer within " + WHOLE_CALL.toSeconds() + " s");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return failed("could not be reached (" + cause.getClass().getSimpleName() + ")");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return failed("was not waited for, because Hourkey is stopping");
    }
  }

  private Delivery outcome(HttpResponse<Void> answer) {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return new Delivery.Taken();
    }
    if (status == 401 && config.exportTokenScope().isPresent()) {
      tokens.refused();
    }
    if (status == 413) {
      return new Delivery.TooLarge(host() + " answered 413");
    }
    return new Delivery.Failed(
        host() + " answered " + status,
        RetryAfter.parse(answer.headers().firstValue(RetryAfter.HEADER).orElse(null)));
  }

  private Delivery failed(String what) {
    return new Delivery.Failed(host() + " " + what, Optional.empty());
  }

  /** The address may have a secret in its path or query. */
  private String host() {
    return config.exportUrl().map(URI::getHost).orElse("the collector");
  }
}

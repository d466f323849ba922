package dev.hourkey.sandbox.slack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.slack.Fault.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Signed requests to the app's request URL. */
final class HttpRoute implements Route {
  private static final long AHEAD_SECONDS = 3600;
  private static final String TIMESTAMP = "X-Slack-Request-Timestamp";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Clock clock;
  private final URI url;
  private final Supplier<String> secret;
  private final Supplier<Duration> deadline;

  HttpRoute(Clock clock, URI url, Supplier<String> secret, Supplier<Duration> deadline) {
    this.clock = clock;
    this.url = url;
    this.secret = secret;
    this.deadline = deadline;
  }

  @Override
  public Parcel pack(String kind, ObjectNode payload, Set<Kind> wrong) {
    boolean event = kind.equals("events_api");
    String body =
        switch (kind) {
          case "slash_commands" -> form(payload);
          case "interactive" -> "payload=" + encoded(payload.toString());
          default -> payload.toString();
        };
    long ahead = wrong.contains(Kind.FUTURE) ? AHEAD_SECONDS : 0;
    String timestamp = Long.toString(clock.instant().getEpochSecond() + ahead);
    String key = (wrong.contains(Kind.BAD_SIGNATURE) ? "not-" : "") + secret.get();
    return signed(
        new Parcel(kind, Map.of(), body)
            .header(
                "Content-Type", event ? "application/json" : "application/x-www-form-urlencoded")
            .header("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)"),
        key,
        timestamp);
  }

  private static Parcel signed(Parcel parcel, String key, String timestamp) {
    return parcel
        .header(TIMESTAMP, timestamp)
        .header("X-Slack-Signature", RequestSignature.of(key, timestamp, parcel.body()));
  }

  /** Each attempt is signed anew, at a later second. */
  @Override
  public Parcel again(Parcel parcel, int attempt, String reason) {
    long before = Long.parseLong(parcel.headers().get(TIMESTAMP));
    return signed(parcel, secret.get(), Long.toString(before + attempt))
        .header("X-Slack-Retry-Num", Integer.toString(attempt))
        .header("X-Slack-Retry-Reason", reason);
  }

  @Override
  public Delivery carry(Parcel parcel) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(url)
            .timeout(deadline.get())
            .POST(HttpRequest.BodyPublishers.ofString(parcel.body()));
    parcel.headers().forEach(request::header);
    long start = System.nanoTime();
    try {
      var response = client.send(request.build(), BodyHandlers.ofString());
      String error = response.statusCode() == 200 ? null : "dispatch_failed";
      return delivery(parcel, response.statusCode(), response.body(), start, error);
    } catch (HttpTimeoutException e) {
      return delivery(parcel, 0, "", start, "operation_timeout");
    } catch (IOException e) {
      return delivery(parcel, 0, String.valueOf(e.getMessage()), start, "dispatch_failed");
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private static Delivery delivery(
      Parcel parcel, int status, String answer, long start, @Nullable String error) {
    return new Delivery(
        0, parcel, status, answer, Duration.ofNanos(System.nanoTime() - start), error);
  }

  private static String form(ObjectNode fields) {
    return fields.properties().stream()
        .map(field -> field.getKey() + "=" + encoded(field.getValue().asText()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}

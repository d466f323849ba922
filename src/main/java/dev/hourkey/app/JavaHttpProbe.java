package dev.hourkey.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hourkey.doctor.ConnectionFailure;
import dev.hourkey.doctor.HttpProbe;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sends requests with Java's HTTP client, which uses the proxy of Java's system properties. */
final class JavaHttpProbe implements HttpProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 100_000;

  private final Clock clock;

  JavaHttpProbe(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Reached ask(URI address, Map<String, String> form) {
    HttpRequest request;
    try {
      request = request(address, form);
    } catch (IllegalArgumentException e) {
      return new Reached.Failed(
          ConnectionFailure.OTHER, "Not a valid address: " + e.getMessage() + ".");
    }
    Instant before = clock.instant();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<InputStream> answer =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      Optional<Instant> date = answer.headers().firstValue("Date").flatMap(JavaHttpProbe::parsed);
      Duration ahead = date.map(at -> ahead(at, before, clock.instant())).orElse(Duration.ZERO);
      try (InputStream body = answer.body()) {
        return new Reached.Answered(
            answer.statusCode(),
            date,
            ahead,
            answer.headers().firstValue("Location").flatMap(CheckedSettings::parsed),
            new String(body.readNBytes(MAX_BYTES), UTF_8));
      }
    } catch (IOException e) {
      return failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Reached.Failed(ConnectionFailure.OTHER, "The request was interrupted.");
    }
  }

  private static HttpRequest request(URI address, Map<String, String> form) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(PATIENCE);
    if (form.isEmpty()) {
      return request.build();
    }
    String body =
        form.entrySet().stream()
            .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    return request
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /**
   * How far the server's clock is ahead. Zero if the duration of the call can explain the
   * difference.
   */
  private static Duration ahead(Instant date, Instant before, Instant after) {
    return date.isBefore(before)
        ? Duration.between(before, date)
        : date.isAfter(after) ? Duration.between(after, date) : Duration.ZERO;
  }

  private static Reached failed(IOException e) {
    ConnectionFailure failure = ConnectionFailure.of(e);
    return new Reached.Failed(
        failure,
        switch (failure) {
          case NAME, REFUSED -> failure.found();
          case TIMEOUT -> "Nothing answered within " + PATIENCE.toSeconds() + " s.";
          default ->
              failure.found() + " (%s: %s)".formatted(e.getClass().getSimpleName(), e.getMessage());
        });
  }

  private static Optional<Instant> parsed(String date) {
    try {
      return Optional.of(
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}

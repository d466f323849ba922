package dev.hourkey.slack;

import dev.hourkey.sql.TransactionCheck;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Late answers to a command, shown to its sender alone. The address comes with the request, so
 * answers are sent only to Slack's own host, or to loopback if Slack's API is on loopback too.
 */
@ApplicationScoped
class ResponseUrl {
  private static final Logger LOG = Logger.getLogger(ResponseUrl.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final boolean standIn;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  ResponseUrl(SlackConfig config) {
    this.standIn = loopback(config.apiUrl());
  }

  /** Sends an answer; false if Slack did not accept it. */
  boolean answer(String url, String mrkdwn) {
    Optional<URI> address = address(url).filter(this::allowed);
    if (address.isEmpty()) {
      LOG.warn("an answer was not sent: its address is not Slack's");
      return false;
    }
    HttpRequest request =
        HttpRequest.newBuilder(address.get())
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(BlockJson.ephemeral(mrkdwn)))
            .build();
    assert TransactionCheck.noTransactionOpen() : "answer";
    try {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        LOG.warnf("Slack did not accept an answer: HTTP %d", status);
      }
      return status == 200;
    } catch (IOException e) {
      LOG.warnf("an answer was not sent: %s", e.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private static Optional<URI> address(String url) {
    try {
      return Optional.of(URI.create(url));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean allowed(URI address) {
    boolean slack =
        "https".equals(address.getScheme())
            && "hooks.slack.com".equals(address.getHost())
            && address.getPort() == -1;
    return slack || (standIn && loopback(address));
  }

  private static boolean loopback(URI address) {
    try {
      return address.getHost() != null
          && InetAddress.getByName(address.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}

package dev.hourkey.slack;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Late answers to a command, seen by its sender alone. The address comes with the request, so only
 * Slack's own host is written to; or loopback, where the whole of Slack is a stand-in there.
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

  void answer(String url, String mrkdwn) {
    URI address = URI.create(url);
    if (!allowed(address)) {
      LOG.warn("an answer was not sent: its address is not Slack's");
      return;
    }
    String body =
        Blocks.json(
            Blocks.map(
                "response_type", "ephemeral", "text", mrkdwn, "blocks", Blocks.sections(mrkdwn)));
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        LOG.warnf("an answer was not taken by Slack: HTTP %d", status);
      }
    } catch (IOException e) {
      LOG.warnf("an answer was not sent: %s", e.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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

package dev.hourkey.slack;

import com.slack.api.bolt.response.Response;
import dev.hourkey.request.Submissions;
import dev.hourkey.retry.UrgentWork;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Slack's requests over HTTP. Their signature is verified over the raw body before anything parses
 * it. A request with a wrong signature, an old one or one that was received before gets 401 and
 * changes nothing.
 */
@Path("/slack/events")
public class SlackEndpoint {
  private static final Logger LOG = Logger.getLogger(SlackEndpoint.class);

  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final ExecutorService asking = AcknowledgementExecutor.executor("slack-signature");
  private final Optional<Signature> signature;
  private final SlackApp app;
  private final Submissions submissions;
  private final UrgentWork urgent;
  private final Clock clock;

  SlackEndpoint(
      SlackConfig config, SlackApp app, Submissions submissions, UrgentWork urgent, Clock clock) {
    this.signature =
        config
            .signingSecret()
            .filter(_ -> config.transport() == SlackConfig.Transport.HTTP)
            .map(Signature::new);
    this.app = app;
    this.submissions = submissions;
    this.urgent = urgent;
    this.clock = clock;
  }

  /** Takes a command, an interaction or an event. */
  @POST
  @Consumes(MediaType.WILDCARD)
  @Blocking
  public jakarta.ws.rs.core.Response take(byte[] body, @Context HttpHeaders headers) {
    return urgent.run(() -> answer(body, headers));
  }

  private jakarta.ws.rs.core.Response answer(byte[] body, HttpHeaders headers) {
    long deadline = SlackApp.deadline();
    String signed = headers.getHeaderString("X-Slack-Signature");
    boolean verified =
        signature.isPresent()
            && signature
                .get()
                .valid(
                    headers.getHeaderString("X-Slack-Request-Timestamp"),
                    signed,
                    body,
                    clock.instant());
    if (!verified) {
      return jakarta.ws.rs.core.Response.status(401).build();
    }
    String text = new String(body, StandardCharsets.UTF_8);
    return switch (before(text, headers, String.valueOf(signed))) {
      case SEEN -> jakarta.ws.rs.core.Response.status(401).build();
      case NEW ->
          translate(
              app.answer(text, headers.getRequestHeaders(), SlackConfig.Transport.HTTP, deadline));
      case UNKNOWN -> translate(app.answerWithoutDatabase(text, headers.getRequestHeaders()));
    };
  }

  /** Whether the same signed request was received before. */
  private enum Before {
    SEEN,
    NEW,
    UNKNOWN
  }

  /** A search never counts as repeated: typing the same twice in a second sends the same bytes. */
  private Before before(String text, HttpHeaders headers, String signed) {
    return app.isSearch(text, headers.getRequestHeaders()) ? Before.NEW : before(signed);
  }

  /** Checked under a time limit: Slack waits three seconds, and a database can hang for longer. */
  private Before before(String signed) {
    try {
      Future<Boolean> firstTime = asking.submit(() -> submissions.firstTime(signed));
      return firstTime.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS) ? Before.NEW : Before.SEEN;
    } catch (TimeoutException | RejectedExecutionException e) {
      LOG.warnf(
          "the database has not answered for %d s; the sender is told to try again",
          LIMIT.toSeconds());
      return Before.UNKNOWN;
    } catch (ExecutionException e) {
      LOG.errorf(e, "the database does not answer; senders are told to try again");
      return Before.UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Before.UNKNOWN;
    }
  }

  private static jakarta.ws.rs.core.Response translate(Response answer) {
    var builder = jakarta.ws.rs.core.Response.status(answer.getStatusCode());
    if (answer.getBody() != null && !answer.getBody().isEmpty()) {
      builder.type(answer.getContentType()).entity(answer.getBody());
    }
    return builder.build();
  }

  /**
   * Slack's signature over a raw body: HMAC-SHA256 of {@code v0:timestamp:body} (Slack, "Verifying
   * requests from Slack"). Bolt's own check accepts a blank secret and timestamps from the future.
   */
  static final class Signature {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final String ALGORITHM = "HmacSHA256";

    private final List<SecretKeySpec> keys;

    /**
     * @param secrets the signing secret, or two separated by a comma while it is rotated; neither
     *     may be blank
     */
    Signature(String secrets) {
      keys = Stream.of(secrets.split(",", -1)).map(Signature::key).toList();
    }

    private static SecretKeySpec key(String secret) {
      if (secret.isBlank()) {
        throw new IllegalArgumentException("the signing secret is blank");
      }
      return new SecretKeySpec(secret.strip().getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** Whether the body was signed with one of the secrets, at most 5 minutes from now. */
    boolean valid(
        @Nullable String timestamp, @Nullable String signature, byte[] body, Instant now) {
      if (timestamp == null || signature == null || !timestamp.matches("[0-9]{1,12}")) {
        return false;
      }
      Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now).abs();
      byte[] claimed = signature.getBytes(StandardCharsets.UTF_8);
      return age.compareTo(TOLERANCE) <= 0
          && keys.stream()
              .anyMatch(
                  key ->
                      MessageDigest.isEqual(
                          sign(key, timestamp, body).getBytes(StandardCharsets.US_ASCII), claimed));
    }

    private static String sign(SecretKeySpec key, String timestamp, byte[] body) {
      try {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(key);
        mac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
        return "v0=" + HexFormat.of().formatHex(mac.doFinal(body));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has " + ALGORITHM, e);
      }
    }
  }
}

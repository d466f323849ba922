package dev.hourkey.slack;

import com.slack.api.bolt.response.Response;
import dev.hourkey.request.Inbox;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Slack's requests over HTTP. They are verified over the raw body before anything reads it; a wrong
 * signature, an old one or one that was taken already gets 401 and changes nothing.
 */
@Path("/slack/events")
public class SlackEndpoint {
  private static final Logger LOG = Logger.getLogger(SlackEndpoint.class);

  private final Optional<SlackSignature> signature;
  private final SlackApp app;
  private final Inbox inbox;
  private final Clock clock;

  SlackEndpoint(SlackConfig config, SlackApp app, Inbox inbox, Clock clock) {
    this.signature =
        config
            .signingSecret()
            .filter(_ -> config.transport() == SlackConfig.Transport.HTTP)
            .map(SlackSignature::new);
    this.app = app;
    this.inbox = inbox;
    this.clock = clock;
  }

  /** Takes a command, an interaction or an event. */
  @POST
  @Consumes(MediaType.WILDCARD)
  @Blocking
  public jakarta.ws.rs.core.Response take(byte[] body, @Context HttpHeaders headers) {
    String signed = headers.getHeaderString("X-Slack-Signature");
    boolean ours =
        signature.isPresent()
            && signature
                .get()
                .valid(
                    headers.getHeaderString("X-Slack-Request-Timestamp"),
                    signed,
                    body,
                    clock.instant());
    if (!ours || replayed(signed)) {
      return jakarta.ws.rs.core.Response.status(401).build();
    }
    return translate(
        app.answer(new String(body, StandardCharsets.UTF_8), headers.getRequestHeaders(), false));
  }

  /** Without a database nobody can tell, and nothing can be changed either: the handlers say so. */
  private boolean replayed(String signed) {
    try {
      return !inbox.firstTime(signed);
    } catch (RuntimeException e) {
      LOG.errorf(e, "whether a request was seen before is not known; it goes on to be refused");
      return false;
    }
  }

  private static jakarta.ws.rs.core.Response translate(Response answer) {
    var builder = jakarta.ws.rs.core.Response.status(answer.getStatusCode());
    if (answer.getBody() != null && !answer.getBody().isEmpty()) {
      builder.type(answer.getContentType()).entity(answer.getBody());
    }
    return builder.build();
  }
}

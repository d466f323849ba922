package dev.hourkey.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signed requests of Slack's shape and about its size; no two are the same. */
final class SlackRequests {
  private static final String CLICK =
      """
      {"type":"block_actions","team":{"id":"T0HOURKEY","domain":"example"},\
      "user":{"id":"U0BRUNO","username":"bruno","name":"bruno","team_id":"T0HOURKEY"},\
      "api_app_id":"A0HOURKEY","token":"legacy","enterprise":null,"is_enterprise_install":false,\
      "trigger_id":"click.%1$d","container":{"type":"message","message_ts":"1.%1$06d",\
      "channel_id":"C0APPROVALS","is_ephemeral":false},\
      "channel":{"id":"C0APPROVALS","name":"aws-approvals"},\
      "message":{"type":"message","user":"U0HOURKEY","ts":"1.%1$06d","text":"Ana asks","blocks":[\
      {"type":"section","block_id":"b1","text":{"type":"mrkdwn","text":"%3$s"}},\
      {"type":"actions","block_id":"b2","elements":[{"type":"button","action_id":"approve",\
      "text":{"type":"plain_text","text":"Approve"},"style":"primary","value":"%2$s"}]}]},\
      "state":{"values":{}},"response_url":"https://hooks.slack.com/actions/T0HOURKEY/1/x",\
      "actions":[{"action_id":"approve","block_id":"b2","type":"button","value":"%2$s",\
      "text":{"type":"plain_text","text":"Approve"},"style":"primary","action_ts":"1.%1$06d"}]}\
      """;

  private static final String TYPED =
      """
      {"type":"block_suggestion","team":{"id":"T0HOURKEY","domain":"example"},\
      "user":{"id":"U0ANA","username":"ana","name":"ana","team_id":"T0HOURKEY"},\
      "api_app_id":"A0HOURKEY","token":"legacy","enterprise":null,"is_enterprise_install":false,\
      "container":{"type":"view","view_id":"V1"},"action_id":"what","block_id":"what","value":"%2$s",\
      "view":{"id":"V1","team_id":"T0HOURKEY","type":"modal","callback_id":"request","hash":"%1$d",\
      "private_metadata":"","blocks":[],"state":{"values":{}},\
      "title":{"type":"plain_text","text":"AWS access"}}}""";

  private static final String WORDS =
      "Ana asks for Production, read only, for an hour. ".repeat(40);

  // Shared by all instances: two equal requests within a second would have the same signature.
  private static final AtomicInteger SENT = new AtomicInteger();

  private final URI events;
  private final SecretKeySpec secret;

  SlackRequests(URI events, String secret) {
    this.events = events;
    this.secret = new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256");
  }

  /** Ana types {@code /aws-access}. */
  HttpRequest command() {
    return signed(
        "token=legacy&team_id=T0HOURKEY&team_domain=example&channel_id=C0GENERAL"
            + "&channel_name=general&user_id=U0ANA&user_name=ana&command=%2Faws-access&text="
            + "&api_app_id=A0HOURKEY&is_enterprise_install=false"
            + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2Fx"
            + "&trigger_id=command."
            + SENT.incrementAndGet());
  }

  /** Bruno presses Approve on the card of a request. */
  HttpRequest approve(UUID request) {
    String click = CLICK.formatted(SENT.incrementAndGet(), request, WORDS);
    return signed("payload=" + URLEncoder.encode(click, UTF_8));
  }

  /** Ana has typed this into the search of the form. */
  HttpRequest search(String typed) {
    String payload = TYPED.formatted(SENT.incrementAndGet(), typed);
    return signed("payload=" + URLEncoder.encode(payload, UTF_8));
  }

  private HttpRequest signed(String body) {
    String timestamp = Long.toString(Instant.now().getEpochSecond());
    return HttpRequest.newBuilder(events)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("X-Slack-Request-Timestamp", timestamp)
        .header("X-Slack-Signature", "v0=" + hash("v0:" + timestamp + ":" + body))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private String hash(String signed) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}

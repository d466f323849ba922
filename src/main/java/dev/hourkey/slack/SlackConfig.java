package dev.hourkey.slack;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** How Hourkey communicates with Slack. */
@ConfigMapping(prefix = "hourkey.slack")
public interface SlackConfig {
  /** Where Slack's Web API answers, unless operators say otherwise. */
  String API_URL = "https://slack.com/api/";

  /** The transport over which Slack's requests arrive. */
  @WithDefault("socket")
  Transport transport();

  /** The bot user's token, {@code xoxb-…}. */
  String botToken();

  /** Signs Slack's requests; needed with {@code http}. */
  Optional<String> signingSecret();

  /** The app-level token, {@code xapp-…}, that opens sockets; needed with {@code socket}. */
  Optional<String> appToken();

  /** The workspace that Hourkey serves, {@code T…}. */
  String teamId();

  /**
   * Whether Hourkey keeps what people write in the threads of cards, and passes it on. The app then
   * needs to read these channels.
   */
  @WithDefault("false")
  boolean discussions();

  /** Where Slack's Web API answers; for the sandbox and tests. */
  @WithDefault(API_URL)
  URI apiUrl();

  enum Transport {
    HTTP,
    SOCKET
  }
}

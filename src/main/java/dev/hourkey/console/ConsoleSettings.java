package dev.hourkey.console;

import java.net.URI;
import java.util.Optional;

/** The settings of a console that is on, and whether it is. */
public final class ConsoleSettings {
  private final ConsoleConfig console;
  private final Optional<String> tenant;
  private final String authority;

  /**
   * @param tenant the tenant that Hourkey works in, whose people may sign in
   * @param authority where the tokens of its cloud come from, with a slash at the end
   */
  public ConsoleSettings(ConsoleConfig console, Optional<String> tenant, String authority) {
    this.console = console;
    this.tenant = tenant;
    this.authority = authority;
  }

  /** Whether there is a console at all. */
  public boolean on() {
    return console.clientId().isPresent();
  }

  /** Where people open it, without a slash at the end. */
  public String publicUrl() {
    return console.publicUrl().orElseThrow().toString().replaceAll("/+$", "");
  }

  String clientId() {
    return console.clientId().orElseThrow();
  }

  String clientSecret() {
    return console.clientSecret().orElseThrow();
  }

  String tenant() {
    return tenant.orElseThrow();
  }

  String issuer() {
    return console.issuer().map(URI::toString).orElseGet(() -> authority + tenant() + "/v2.0");
  }

  Optional<String> stepUpContext() {
    return console.stepUpContext();
  }
}

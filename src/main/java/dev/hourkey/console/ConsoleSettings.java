package dev.hourkey.console;

import java.util.Optional;

/** The settings of the console, and whether it is on. */
public final class ConsoleSettings {
  private final ConsoleConfig console;
  private final Optional<String> tenant;
  private final String issuer;

  /**
   * @param tenant the tenant that Hourkey works in, whose people may sign in
   * @param issuer who issues their tokens
   */
  public ConsoleSettings(ConsoleConfig console, Optional<String> tenant, String issuer) {
    this.console = console;
    this.tenant = tenant;
    this.issuer = issuer;
  }

  /** Whether there is a console at all. */
  public boolean on() {
    return console.clientId().isPresent();
  }

  /** The address at which people open the console, without a slash at the end. */
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
    return issuer;
  }

  Optional<String> stepUpContext() {
    return console.stepUpContext();
  }
}

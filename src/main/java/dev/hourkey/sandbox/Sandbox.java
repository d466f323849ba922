package dev.hourkey.sandbox;

import java.net.URI;

/**
 * Stand-ins for Slack, Entra and Identity Center behind one loopback address, which is also the
 * page: Slack's Web API below {@code /api/}, Graph below {@code /v1.0/}, all of AWS at {@code POST
 * /}, the page at {@code GET /} and what it and tests steer by below {@code /sandbox/}.
 */
public final class Sandbox implements AutoCloseable {
  private final Loopback http;
  private final SlackStandIn slack;

  /** Starts everything; port 0 takes a free one. */
  public Sandbox(int port) {
    http = new Loopback(port);
    slack = new SlackStandIn(http, new SandboxClock());
    Page.addTo(http);
  }

  /** Where it listens, without a slash at the end. */
  public URI uri() {
    return http.uri();
  }

  /** The pretend Slack. */
  public SlackStandIn slack() {
    return slack;
  }

  @Override
  public void close() {
    slack.close();
    http.close();
  }
}

package dev.hourkey.app;

import dev.hourkey.slack.SocketTransport;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Over Socket Mode, ready means that Slack has said hello on a connection that is still open. */
@Readiness
@ApplicationScoped
class SocketReadiness implements HealthCheck {
  private final SocketTransport socket;

  SocketReadiness(SocketTransport socket) {
    this.socket = socket;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("Slack can reach us").status(socket.reachable()).build();
  }
}

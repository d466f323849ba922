package dev.hourkey.slack;

import com.slack.api.bolt.response.Response;
import dev.hourkey.retry.UrgentWork;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Runs Socket Mode while the application runs, if it is the configured transport. */
@ApplicationScoped
public class SocketTransport {
  private final SlackConfig config;
  private final SlackApp app;
  private final UrgentWork urgent;
  private final Clock clock;
  private volatile Optional<SocketMode> socket = Optional.empty();

  SocketTransport(SlackConfig config, SlackApp app, UrgentWork urgent, Clock clock) {
    this.config = config;
    this.app = app;
    this.urgent = urgent;
    this.clock = clock;
  }

  void open(@Observes StartupEvent event) {
    if (config.transport() == SlackConfig.Transport.SOCKET) {
      SocketMode opened =
          new SocketMode(config.apiUrl(), config.appToken().orElseThrow(), this::handle, clock);
      opened.start();
      socket = Optional.of(opened);
    }
  }

  void close(@Observes ShutdownEvent event) {
    socket.ifPresent(SocketMode::close);
  }

  /** Whether Slack can reach Hourkey now. Over HTTP Hourkey cannot know that: always true. */
  public boolean reachable() {
    return socket.map(SocketMode::connected).orElse(true);
  }

  /** As {@link SocketMode#lastHello}; empty over HTTP. */
  public Optional<SocketMode.Hello> lastHello() {
    return socket.flatMap(SocketMode::lastHello);
  }

  private Optional<String> handle(String type, String payload, String envelopeId, int retry) {
    Response answer =
        urgent.run(
            () -> app.answer(payload, Map.of(), SlackConfig.Transport.SOCKET, SlackApp.deadline()));
    if (answer.getStatusCode() != 200) {
      throw new IllegalStateException("a payload of type " + type + " was not handled");
    }
    return Optional.ofNullable(answer.getBody()).filter(body -> !body.isEmpty());
  }
}

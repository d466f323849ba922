package dev.hourkey.slack;

import static dev.hourkey.slack.SocketServer.http;
import static dev.hourkey.support.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.slack.SocketServer.Peer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketModeTest {
  private static final String TOKEN = "xapp-1-secret";
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration PINGS = Duration.ofSeconds(2);

  private static final SocketTiming FAST =
      new SocketTiming(
          Duration.ofSeconds(3),
          Duration.ofMinutes(1),
          Duration.ofMillis(20),
          Duration.ofMillis(640),
          Duration.ofMillis(400),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofMillis(200));

  private final Log log = new Log();
  private SocketServer slack;
  private SocketMode client;

  @BeforeEach
  void slackIsUp() throws Exception {
    slack = new SocketServer(0);
    client = client(slack.apiUrl(), echo(), FAST);
  }

  @AfterEach
  void nothingSecretIsLogged() throws Exception {
    client.close();
    slack.close();
    log.close();
    assertThat(log.lines).noneMatch(line -> line.contains(TOKEN));
    assertThat(log.lines).noneMatch(line -> line.contains(SocketServer.TICKET));
    assertThat(log.lines).noneMatch(line -> line.contains("typed by a person"));
  }

  @Test
  void an_envelope_is_acknowledged_with_the_handlers_payload() throws Exception {
    var seen = new CopyOnWriteArrayList<String>();
    start(
        (type, payload, id, retry) -> {
          seen.add(type + " " + payload + " " + id + " " + retry);
          return Optional.of("{\"text\":\"héllo\"}");
        });
    Peer peer = slack.peer();
    peer.send(
        """
        {"envelope_id":"e1","type":"events_api","retry_attempt":2,"payload":{"a":"ü"}}\
        """);

    assertThat(peer.acknowledged())
        .isEqualTo("{\"envelope_id\":\"e1\",\"payload\":{\"text\":\"héllo\"}}");
    assertThat(seen).containsExactly("events_api {\"a\":\"ü\"} e1 2");
    assertThat(slack.requests.getFirst()).containsEntry("Authorization", "Bearer " + TOKEN);
  }

  @Test
  void an_envelope_without_an_answer_is_acknowledged_with_its_id_only() throws Exception {
    start((type, payload, id, retry) -> Optional.empty());
    Peer peer = slack.peer();
    peer.sendEnvelope("e1");

    assertThat(peer.acknowledged()).isEqualTo("{\"envelope_id\":\"e1\"}");
  }

  @Test
  void readiness_shows_the_connection_and_the_time_of_the_hello() throws Exception {
    start(echo());
    Peer peer = slack.peer();
    await().until(client::connected);
    assertThat(client.lastHello().map(SocketMode.Hello::at)).contains(NOW);

    slack.greets = false;
    peer.cut();
    await().until(() -> !client.connected());
    assertThat(client.lastHello().map(SocketMode.Hello::at)).contains(NOW);
  }

  @Test
  void connections_of_other_processes_to_the_same_app_are_counted_without_its_own()
      throws Exception {
    slack.ofApp = 3;
    start(echo());
    Peer peer = slack.peer();
    await().until(client::connected);
    assertThat(client.lastHello().map(SocketMode.Hello::ofOthers)).contains(2);

    peer.send("{\"type\":\"disconnect\",\"reason\":\"refresh_requested\"}");
    Peer _ = slack.peer();
    await().until(() -> client.lastHello().orElseThrow().ofOthers() == 1); // Both are its own now.
  }

  @Test
  void a_slow_handler_does_not_hold_up_others() throws Exception {
    var slowMayEnd = new CountDownLatch(1);
    start(slow(slowMayEnd));
    Peer peer = slack.peer();
    peer.sendEnvelope("slow");
    for (int i = 0; i < 50; i++) {
      peer.sendEnvelope("quick" + i);
    }
    await().until(() -> peer.received.size() == 50);
    assertThat(peer.received).noneMatch(ack -> ack.contains("slow"));
    peer.received.clear();

    slowMayEnd.countDown();
    assertThat(peer.acknowledged()).contains("slow");
  }

  @Test
  void handlers_run_on_daemon_platform_threads_with_the_class_loader_of_the_application()
      throws Exception {
    var loader = new ClassLoader() {};
    var threads = new CopyOnWriteArrayList<Thread>();
    Thread.currentThread().setContextClassLoader(loader);
    try {
      start(
          (type, payload, id, retry) -> {
            threads.add(Thread.currentThread());
            assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(loader);
            return Optional.empty();
          });
    } finally {
      Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
    }
    Peer peer = slack.peer();
    peer.sendEnvelope("e1");

    assertThat(peer.acknowledged()).contains("e1");
    assertThat(threads).hasSize(1).allMatch(thread -> thread.isDaemon() && !thread.isVirtual());
  }

  @Test
  void a_message_in_several_frames_is_one_envelope() throws Exception {
    start(echo());
    Peer peer = slack.peer();
    peer.sendParts("{\"envelope_id\":\"e", "1\",\"type\":\"interactive\"", ",\"payload\":{}}");

    assertThat(peer.acknowledged()).contains("e1");
  }

  @Test
  void unknown_messages_are_passed_over() throws Exception {
    start(echo());
    Peer peer = slack.peer();
    peer.send("{\"type\":\"balloons\"}");
    peer.send("[]");
    peer.send("typed by a person");
    peer.sendEnvelope("e1");

    assertThat(peer.acknowledged()).contains("e1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"warning", "refresh_requested", "something_new"})
  void the_successor_is_open_before_the_old_connection_is_closed(String reason) throws Exception {
    var slowMayEnd = new CountDownLatch(1);
    start(slow(slowMayEnd));
    Peer old = slack.peer();
    old.sendEnvelope("slow");
    old.sendDisconnect(reason);
    Peer successor = slack.peer();
    assertThat(old.closeReceived).isFalse();

    old.sendEnvelope("late");
    successor.sendEnvelope("early");
    assertThat(old.acknowledged()).contains("late");
    assertThat(successor.acknowledged()).contains("early");
    slowMayEnd.countDown();
    assertThat(old.acknowledged()).contains("slow");

    await().until(() -> old.closeReceived && old.gone);
    assertThat(client.connected()).isTrue();
    assertThat(successor.closeReceived).isFalse();
  }

  @Test
  void the_old_connection_serves_on_while_the_successor_cannot_be_opened() throws Exception {
    start(echo());
    Peer old = slack.peer();
    refuse(5);
    old.sendDisconnect("warning");
    await().until(() -> slack.requested.size() >= 4);
    old.sendEnvelope("e1");

    assertThat(old.acknowledged()).contains("e1");
    assertThat(slack.peer()).isNotNull();
  }

  @Test
  void with_too_many_connections_ours_is_closed_first_and_pauses_grow() throws Exception {
    start(echo());
    for (int i = 0; i < 5; i++) {
      Peer peer = slack.peer();
      peer.sendDisconnect("too_many_websockets");
      await().until(() -> peer.closeReceived && peer.gone);
    }
    slack.peer();

    assertThat(pauseBeforeAttempt(5)).isGreaterThanOrEqualTo(Duration.ofMillis(160));
  }

  @Test
  void a_disabled_link_is_an_error_in_the_log_and_tried_again_slowly() throws Exception {
    start(echo());
    Peer peer = slack.peer();
    peer.sendDisconnect("link_disabled");
    await().until(() -> peer.closeReceived && peer.gone);
    slack.peer();

    assertThat(pauseBeforeAttempt(1)).isGreaterThanOrEqualTo(FAST.disabledPause());
    assertThat(log.lines)
        .anyMatch(line -> line.startsWith("ERROR") && line.contains("switched off"));
  }

  @Test
  void socket_mode_connects_after_any_answer_of_apps_connections_open() throws Exception {
    slack.answers.addAll(
        List.of(
            http(200, "", "{\"ok\":false,\"error\":\"internal_error\"}"),
            http(500, "", "<html>typed by a person</html>"),
            http(200, "", "<html>typed by a person</html>"),
            http(200, "", ""),
            http(200, "", "{\"ok\":true}"),
            http(200, "", "{\"ok\":true,\"url\":\"https://nowhere/?ticket-of-one-connection\"}"),
            http(200, "", "{\"ok\":true,\"url\":\"not a url ticket-of-one-connection\"}"),
            "HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{",
            "not HTTP\r\n\r\n"));
    start(echo());
    Peer peer = slack.peer();
    peer.sendEnvelope("e1");

    assertThat(peer.acknowledged()).contains("e1");
    assertThat(slack.requested).hasSize(10);
  }

  @Test
  void a_429_is_respected() throws Exception {
    slack.answers.add(http(429, "Retry-After: 1\r\n", "{\"ok\":false,\"error\":\"ratelimited\"}"));
    start(echo());
    slack.peer();

    assertThat(pauseBeforeAttempt(1)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void socket_mode_connects_after_slack_could_not_be_reached() throws Exception {
    slack.close();
    int port = slack.apiUrl().getPort();
    start(echo());
    await().until(() -> log.lines.stream().filter(l -> l.contains("ConnectException")).count() > 2);
    slack = new SocketServer(port);

    assertThat(slack.peer()).isNotNull();
  }

  @Test
  void socket_mode_connects_after_slack_did_not_answer() throws Exception {
    try (var deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String nowhere = "ws://127.0.0.1:" + deaf.getLocalPort() + "/?" + SocketServer.TICKET;
      slack.answers.add(http(200, "", "{\"ok\":true,\"url\":\"" + nowhere + "\"}"));
      start(echo(), openTimeout(Duration.ofSeconds(1)));

      assertThat(slack.peer()).isNotNull();
    }
  }

  @Test
  void an_answer_that_stops_in_its_middle_is_given_up() throws Exception {
    slack.close();
    try (var stalling = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      start(
          URI.create("http://127.0.0.1:" + stalling.getLocalPort()),
          echo(),
          openTimeout(Duration.ofSeconds(1)));
      try (var first = stalling.accept()) {
        first
            .getOutputStream()
            .write("HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\n{".getBytes(StandardCharsets.UTF_8));
        stalling.accept().close();
      }
    }
  }

  @Test
  void socket_mode_reconnects_after_an_abrupt_end_and_after_a_close() throws Exception {
    start(echo());
    slack.peer().cut();
    Peer second = slack.peer();
    second.sendClose(1001);
    await().until(() -> second.closeReceived && second.gone);
    Peer third = slack.peer();
    third.sendEnvelope("e1");

    assertThat(third.acknowledged()).contains("e1");
  }

  @Test
  void an_abrupt_end_right_after_a_message_is_noticed_long_before_silence() throws Exception {
    start(echo());
    for (int i = 0; i < 10; i++) {
      slack.peer().cut();
    }

    assertThat(slack.peer()).isNotNull();
  }

  @Test
  void acknowledgements_in_flight_are_still_sent_when_slack_closes() throws Exception {
    var slowMayEnd = new CountDownLatch(1);
    start(slow(slowMayEnd));
    Peer peer = slack.peer();
    peer.sendEnvelope("slow");
    peer.sendClose(1000);
    slack.peer();
    slowMayEnd.countDown();

    assertThat(peer.acknowledged()).contains("slow");
    await().until(() -> peer.closeReceived && peer.gone);
  }

  @Test
  void a_peer_that_falls_silent_is_given_up() throws Exception {
    start(echo(), pingInterval(PINGS));
    Peer silent = slack.peer();
    silent.answers = false;
    Peer next = slack.peer();

    await().until(() -> silent.gone);
    assertThat(log.lines).anyMatch(line -> line.contains("SocketTimeoutException"));
    next.sendEnvelope("e1");
    assertThat(next.acknowledged()).contains("e1");
  }

  @Test
  void a_quiet_peer_that_answers_pings_is_kept() throws Exception {
    start(echo(), pingInterval(PINGS));
    Peer quiet = slack.peer();

    await().during(PINGS.multipliedBy(3)).until(() -> !quiet.gone && client.connected());
    assertThat(slack.requested).hasSize(1);
  }

  @Test
  void only_a_hello_shortens_the_pauses_again() throws Exception {
    slack.greets = false;
    start(echo());
    for (int i = 0; i < 5; i++) {
      slack.peer().cut();
    }
    slack.greets = true;
    Peer greeting = slack.peer();

    assertThat(pauseBeforeAttempt(5)).isGreaterThanOrEqualTo(Duration.ofMillis(160));
    await().until(client::connected);
    greeting.cut();
    slack.peer();
    assertThat(
            log.lines.stream().filter(line -> line.contains("reconnecting in")).toList().getLast())
        .containsPattern("in (1\\d|20) ms");
  }

  @Test
  void a_connection_without_a_hello_is_given_up() throws Exception {
    slack.greets = false;
    start(echo(), openTimeout(Duration.ofSeconds(1)));
    Peer mute = slack.peer();
    await().until(() -> mute.gone);
    slack.greets = true;

    await().until(client::connected);
  }

  @Test
  void a_failed_handler_acknowledges_nothing_and_is_logged_without_its_message() throws Exception {
    start(
        (type, payload, id, retry) -> {
          if (id.equals("bad")) {
            throw new IllegalStateException("typed by a person", new Error("typed by a person"));
          }
          return id.equals("worse") ? Optional.of("{typed by a person") : Optional.empty();
        });
    Peer peer = slack.peer();
    peer.sendEnvelope("bad");
    peer.sendEnvelope("worse");
    await().until(() -> log.lines.stream().filter(line -> line.startsWith("ERROR")).count() == 2);
    peer.sendEnvelope("good");

    assertThat(peer.acknowledged()).contains("good");
    assertThat(peer.received).isEmpty();
    assertThat(log.lines)
        .anyMatch(
            line ->
                line.contains("envelope bad (slash_commands)")
                    && line.contains("IllegalStateException")
                    && line.contains("SocketModeTest.java"));
  }

  @Test
  void closing_finishes_acknowledgements_in_flight_and_accepts_no_more_envelopes()
      throws Exception {
    var slowMayEnd = new CountDownLatch(1);
    start(slow(slowMayEnd));
    Peer peer = slack.peer();
    peer.sendEnvelope("before");
    assertThat(peer.acknowledged()).contains("before");
    peer.sendEnvelope("slow");
    peer.sendEnvelope("also before");
    assertThat(peer.acknowledged()).contains("also before");

    Thread closing = Thread.ofVirtual().start(client::close);
    await().until(() -> !client.connected());
    peer.sendEnvelope("after");
    assertThat(closing.isAlive()).isTrue();
    slowMayEnd.countDown();
    closing.join();

    assertThat(peer.acknowledged()).contains("slow");
    await().until(() -> peer.closeReceived && peer.gone);
    assertThat(peer.received).isEmpty();
    assertThat(slack.requested).hasSize(1);
  }

  @Test
  void closing_waits_neither_for_a_stuck_handler_nor_for_a_silent_peer() throws Exception {
    var never = new CountDownLatch(1);
    start(slow(never), drainTimeout(Duration.ofSeconds(1)));
    Peer peer = slack.peer();
    peer.answers = false;
    peer.sendEnvelope("slow");
    peer.sendEnvelope("quick");
    assertThat(peer.acknowledged()).contains("quick");
    long begun = System.nanoTime();
    client.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(FAST.drainTimeout());
    await().until(() -> peer.gone);
    never.countDown();
  }

  @Test
  void closing_during_an_attempt_ends_the_attempt() throws Exception {
    slack.greets = false;
    start(echo());
    Peer peer = slack.peer();
    client.close();

    await().until(() -> peer.gone);
    assertThat(slack.requested).hasSize(1);
  }

  @Test
  void a_token_no_header_can_carry_is_refused_without_being_quoted() {
    assertThatThrownBy(
            () -> new SocketMode(slack.apiUrl(), TOKEN + "\n", echo(), Clock.systemUTC()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(TOKEN)
        .hasNoCause();
  }

  private void start(SocketMode.Handler handler) {
    start(handler, FAST);
  }

  private void start(SocketMode.Handler handler, SocketTiming timing) {
    start(slack.apiUrl(), handler, timing);
  }

  private void start(URI apiUrl, SocketMode.Handler handler, SocketTiming timing) {
    client = client(apiUrl, handler, timing);
    client.start();
  }

  private static SocketMode client(URI apiUrl, SocketMode.Handler handler, SocketTiming timing) {
    return new SocketMode(apiUrl, TOKEN, handler, Clock.fixed(NOW, ZoneOffset.UTC), timing);
  }

  private void refuse(int times) {
    for (int i = 0; i < times; i++) {
      slack.answers.add(http(200, "", "{\"ok\":false,\"error\":\"internal_error\"}"));
    }
  }

  private Duration pauseBeforeAttempt(int index) {
    return Duration.ofNanos(slack.requested.get(index) - slack.requested.get(index - 1));
  }

  private static SocketMode.Handler echo() {
    return (type, payload, id, retry) -> Optional.of(payload);
  }

  /** Answers the envelope "slow" only then, all others at once. */
  private static SocketMode.Handler slow(CountDownLatch mayEnd) {
    return (type, payload, id, retry) -> {
      if (id.equals("slow")) {
        try {
          mayEnd.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return Optional.empty();
    };
  }

  private static SocketTiming openTimeout(Duration openTimeout) {
    return timing(openTimeout, FAST.pingInterval(), FAST.drainTimeout());
  }

  private static SocketTiming pingInterval(Duration pingInterval) {
    return timing(FAST.openTimeout(), pingInterval, FAST.drainTimeout());
  }

  private static SocketTiming drainTimeout(Duration drainTimeout) {
    return timing(FAST.openTimeout(), FAST.pingInterval(), drainTimeout);
  }

  private static SocketTiming timing(
      Duration openTimeout, Duration pingInterval, Duration drainTimeout) {
    return new SocketTiming(
        openTimeout,
        pingInterval,
        FAST.minBackoff(),
        FAST.maxBackoff(),
        FAST.disabledPause(),
        FAST.overlap(),
        drainTimeout,
        FAST.closeTimeout());
  }

  /** All that Socket Mode and OkHttp log, at every level and with stack traces. */
  private static final class Log extends Handler {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Logger> loggers =
        List.of(Logger.getLogger("dev.hourkey.slack"), Logger.getLogger("okhttp3"));
    private final PatternFormatter format = new PatternFormatter("%p %s%e");

    Log() {
      setLevel(Level.ALL);
      for (Logger logger : loggers) {
        logger.setLevel(Level.ALL);
        logger.addHandler(this);
      }
    }

    @Override
    public void publish(LogRecord entry) {
      lines.add(format.format(org.jboss.logmanager.ExtLogRecord.wrap(entry)));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      loggers.forEach(logger -> logger.removeHandler(this));
    }
  }
}

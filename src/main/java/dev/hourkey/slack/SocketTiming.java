package dev.hourkey.slack;

import java.time.Duration;

/**
 * Timeouts and pauses of Socket Mode.
 *
 * @param openTimeout for each step of opening a connection: its URL, the handshake, Slack's hello
 * @param pingInterval between our pings; without a pong before the next one the connection is lost.
 *     Longer than {@code drainTimeout}, because OkHttp reads no pongs once Slack has closed
 * @param minBackoff before the first new attempt; doubles with each later one
 * @param maxBackoff where the doubling ends
 * @param disabledPause between attempts while Socket Mode is switched off for the app
 * @param overlap for which the old connection stays open after its successor's hello
 * @param drainTimeout for the acknowledgements in progress when a connection is about to close
 * @param closeTimeout for the close handshake
 */
record SocketTiming(
    Duration openTimeout,
    Duration pingInterval,
    Duration minBackoff,
    Duration maxBackoff,
    Duration disabledPause,
    Duration overlap,
    Duration drainTimeout,
    Duration closeTimeout) {

  static final SocketTiming DEFAULT =
      new SocketTiming(
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(3),
          Duration.ofSeconds(4),
          Duration.ofSeconds(2));
}

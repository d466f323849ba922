package dev.hourkey.slack;

import java.time.Duration;

/**
 * How long things may take on Slack's sockets.
 *
 * @param answer Slack's for each step of opening: the address, the handshake, the hello
 * @param ping between two pings of ours
 * @param silence without any frame, after which the other side counts as dead
 * @param firstPause before the first new attempt; each later one is twice as long
 * @param longestPause where the doubling ends
 * @param disabledPause between attempts while Socket Mode is switched off for the app
 * @param overlap for which a replaced socket is still read
 * @param drain for acknowledgements in flight when a socket is about to close
 * @param farewell for our close to leave and Slack's to come
 */
record SocketTiming(
    Duration answer,
    Duration ping,
    Duration silence,
    Duration firstPause,
    Duration longestPause,
    Duration disabledPause,
    Duration overlap,
    Duration drain,
    Duration farewell) {

  static final SocketTiming USUAL =
      new SocketTiming(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(3),
          Duration.ofSeconds(4),
          Duration.ofSeconds(2));
}

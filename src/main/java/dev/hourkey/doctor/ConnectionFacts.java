package dev.hourkey.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the server, and a pooler in front of it, treat Hourkey's connections.
 *
 * @param superuser whether the role may do everything on the server
 * @param shared whether two connections that are open at once are one session of PostgreSQL
 * @param switchedOff the settings for keeping commits that are off
 * @param timeouts the timeouts by PostgreSQL's setting; zero for none
 * @param isolation the default isolation level of transactions
 */
public record ConnectionFacts(
    boolean superuser,
    boolean shared,
    List<String> switchedOff,
    Map<String, Duration> timeouts,
    String isolation) {
  public ConnectionFacts {
    switchedOff = List.copyOf(switchedOff);
    timeouts = Map.copyOf(timeouts);
  }
}

package dev.hourkey.doctor;

import java.time.Duration;
import java.util.List;

/**
 * How the server, and what is in front of it, treat Hourkey's connections.
 *
 * @param superuser whether the role may do everything on the server
 * @param shared whether two connections that are open at once are one session of PostgreSQL
 * @param switchedOff the settings for keeping commits that are off
 * @param longest how long a statement may take; zero for as long as it wants
 */
public record ConnectionFacts(
    boolean superuser, boolean shared, List<String> switchedOff, Duration longest) {
  public ConnectionFacts {
    switchedOff = List.copyOf(switchedOff);
  }
}

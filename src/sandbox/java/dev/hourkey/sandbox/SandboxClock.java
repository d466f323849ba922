package dev.hourkey.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Real time plus the time that was skipped.
 *
 * <p>The offset is a system property, because the stand-ins and Hourkey, which share no class, must
 * agree on the time.
 */
public final class SandboxClock extends Clock {
  private static final String OFFSET = "dev.hourkey.sandbox.clock-offset-millis";

  private final ZoneId zone;

  /** A clock in UTC. */
  public SandboxClock() {
    this(ZoneOffset.UTC);
  }

  private SandboxClock(ZoneId zone) {
    this.zone = zone;
  }

  /** Moves every sandbox clock of this JVM forward by {@code duration}. */
  public static synchronized void advance(Duration duration) {
    System.setProperty(OFFSET, Long.toString(offset().plus(duration).toMillis()));
  }

  /** How far this JVM's sandbox clocks are ahead of real time. */
  public static Duration offset() {
    return Duration.ofMillis(Long.getLong(OFFSET, 0));
  }

  /** Back to real time. */
  public static void reset() {
    System.clearProperty(OFFSET);
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(offset());
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new SandboxClock(other);
  }
}

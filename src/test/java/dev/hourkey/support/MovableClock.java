package dev.hourkey.support;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time that stands still until it is moved. */
@Alternative
@ApplicationScoped
public class MovableClock extends Clock {
  private volatile Instant now = Instant.parse("2026-03-02T12:00:00Z");

  public void advance(Duration duration) {
    now = now.plus(duration);
  }

  /** Never moves back. */
  public void advanceTo(Instant then) {
    now = then.isAfter(now) ? then : now;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("zones appear only where people read them");
  }
}

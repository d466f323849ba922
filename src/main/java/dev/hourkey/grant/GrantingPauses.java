package dev.hourkey.grant;

import dev.hourkey.audit.AuditLog;
import dev.hourkey.audit.GrantingEvent;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Notifications;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Pauses granting in an incident, and resumes it. While it is paused nothing is granted, on no
 * replica, and everything ends as usual. Each change is one transaction with its audit event and
 * its alarm.
 */
@ApplicationScoped
public class GrantingPauses {
  private final GrantingSwitchRow row;
  private final Notifications outbox;
  private final AuditLog trail;
  private final Clock clock;

  GrantingPauses(GrantingSwitchRow row, Notifications outbox, AuditLog trail, Clock clock) {
    this.row = row;
    this.outbox = outbox;
    this.trail = trail;
    this.clock = clock;
  }

  /** The pause, if granting is paused. */
  @Transactional
  public Optional<GrantingSwitch.Pause> current() {
    return row.read().pause();
  }

  /** The last pause or its end, if there was one. */
  @Transactional
  public Optional<GrantingSwitch.Change> lastChange() {
    return row.read().last();
  }

  /** Pauses granting; returns the pause that was there already, which then stays as it is. */
  @Transactional
  public Optional<GrantingSwitch.Pause> pause(GrantingSwitch.Change by) {
    GrantingSwitch locked = row.locked();
    Optional<GrantingSwitch.Pause> before = locked.pause();
    if (before.isEmpty()) {
      locked.pause(by, clock.instant());
      GrantingSwitch.Pause pause = locked.pause().orElseThrow();
      outbox.tell(new Notification.GrantingPaused(pause.incident()));
      trail.record(
          new GrantingEvent.GrantingPaused(
              pause.incident(), by.by(), by.role().name(), by.reason()));
    }
    return before;
  }

  /** Resumes granting; returns the pause that ends, or nothing if granting was not paused. */
  @Transactional
  public Optional<GrantingSwitch.Pause> resume(GrantingSwitch.Change by) {
    GrantingSwitch locked = row.locked();
    Optional<GrantingSwitch.Pause> ending = locked.pause();
    ending.ifPresent(
        pause -> {
          locked.resume(by);
          Instant now = clock.instant();
          outbox.over(new Notification.GrantingPaused(pause.incident()), pause.since());
          trail.record(
              new GrantingEvent.GrantingResumed(
                  pause.incident(),
                  by.by(),
                  by.role().name(),
                  by.reason(),
                  Duration.between(pause.since(), now)));
        });
    return ending;
  }
}

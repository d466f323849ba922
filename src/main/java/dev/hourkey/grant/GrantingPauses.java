package dev.hourkey.grant;

import static java.util.Objects.requireNonNull;

import dev.hourkey.audit.AuditLog;
import dev.hourkey.audit.GrantingEvent;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Notifications;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Pauses granting in an incident, and resumes it. While granting is paused, no replica grants
 * anything, but access ends as usual. Each change is one transaction with its audit event and its
 * alarm.
 */
@ApplicationScoped
public class GrantingPauses {
  private final Row row;
  private final Notifications notifications;
  private final AuditLog trail;
  private final Clock clock;

  GrantingPauses(Row row, Notifications notifications, AuditLog trail, Clock clock) {
    this.row = row;
    this.notifications = notifications;
    this.trail = trail;
    this.clock = clock;
  }

  /** The pause, if granting is paused. */
  @Transactional
  public Optional<GrantingSwitch.Pause> current() {
    return row.read().pause();
  }

  /** The last pause or resumption, if there was one. */
  @Transactional
  public Optional<GrantingSwitch.Change> lastChange() {
    return row.read().last();
  }

  /** The outcome of an attempt to resume granting. */
  public sealed interface Resumption {
    record Resumed(GrantingSwitch.Pause ended) implements Resumption {}

    record NotPaused() implements Resumption {}

    /** The pause began, or was confirmed, after the resume was sent, so granting stays paused. */
    record PausedSince(GrantingSwitch.Pause pause) implements Resumption {}
  }

  /** Pauses granting. If granting was already paused, confirms that pause and returns it. */
  @Transactional
  public Optional<GrantingSwitch.Pause> pause(GrantingSwitch.Change by) {
    GrantingSwitch locked = row.locked();
    Optional<GrantingSwitch.Pause> before = locked.pause();
    locked.pause(by, clock.instant());
    UUID incident = locked.pause().orElseThrow().incident();
    notifications.tell(new Notification.GrantingPaused(incident));
    trail.record(
        new GrantingEvent.GrantingPaused(incident, by.by(), by.role().name(), by.reason()));
    return before;
  }

  /**
   * Resumes granting, unless the pause began or was confirmed after the resume was sent. Otherwise,
   * a resume that is processed late could end a pause that its sender did not know about.
   */
  @Transactional
  public Resumption resume(GrantingSwitch.Change by, Instant sent) {
    GrantingSwitch locked = row.locked();
    Optional<GrantingSwitch.Pause> pause = locked.pause();
    if (pause.isEmpty()) {
      return new Resumption.NotPaused();
    }
    if (!pause.get().resumableBy(sent)) {
      return new Resumption.PausedSince(pause.get());
    }
    resume(locked, pause.get(), by);
    return new Resumption.Resumed(pause.get());
  }

  private void resume(GrantingSwitch locked, GrantingSwitch.Pause pause, GrantingSwitch.Change by) {
    Instant now = clock.instant();
    locked.resume(by, now);
    notifications.resolve(new Notification.GrantingPaused(pause.incident()), pause.since());
    trail.record(
        new GrantingEvent.GrantingResumed(
            pause.incident(),
            by.by(),
            by.role().name(),
            by.reason(),
            Duration.between(pause.since(), now)));
  }

  /**
   * The only row, which says whether granting is paused. If it can't be read, the answer is
   * unknown.
   */
  interface Row {
    GrantingSwitch read();

    /** Locks the row, to change it. */
    GrantingSwitch locked();
  }

  /** The table {@code granting_switch}. */
  @ApplicationScoped
  static class Table implements Row {
    private final EntityManager database;

    Table(EntityManager database) {
      this.database = database;
    }

    @Override
    public GrantingSwitch read() {
      return requireNonNull(
          database.find(GrantingSwitch.class, GrantingSwitch.ONLY), "granting_switch has no row");
    }

    @Override
    public GrantingSwitch locked() {
      return requireNonNull(
          database.find(GrantingSwitch.class, GrantingSwitch.ONLY, LockModeType.PESSIMISTIC_WRITE),
          "granting_switch has no row");
    }
  }
}

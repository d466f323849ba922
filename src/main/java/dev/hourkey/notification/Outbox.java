package dev.hourkey.notification;

import dev.hourkey.notification.DeliveryGate.Pass;
import dev.hourkey.notification.Messenger.Delivery;
import dev.hourkey.notification.Messenger.MessageRef;
import dev.hourkey.notification.Messenger.Route;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Every notification there is, and the only class that queries {@code notification}. */
@ApplicationScoped
public class Outbox implements PanacheRepositoryBase<NotificationRow, String> {
  private static final Logger LOG = Logger.getLogger(Outbox.class);
  private static final int PAGE = 1000;

  private static final String ONCE_MORE =
      """
      wanted = notification.wanted + 1, attempts = 0, given_up = null,
      wanted_at = case when notification.next_try_at is null then ?1 else notification.wanted_at end,
      next_try_at = ?1
      """;

  private final DeliveryGate gate;
  private final CircuitBreakers lines;
  private final NotificationScheduler alarm;
  private final Clock clock;

  Outbox(DeliveryGate gate, CircuitBreakers lines, NotificationScheduler alarm, Clock clock) {
    this.gate = gate;
    this.lines = lines;
    this.alarm = alarm;
    this.clock = clock;
  }

  /**
   * Has a notification delivered, or its message redrawn, as part of the caller's transaction: it
   * is told if and only if that commits.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void tell(Notification notification) {
    String key = NotificationRow.key(notification);
    Instant now = now();
    getEntityManager()
        .createNativeQuery(
            """
            insert into notification
              (key, kind, subject, number, urgent, created_at, wanted_at, next_try_at)
            values (?2, ?3, ?4, ?5, ?6, ?1, ?1, ?1)
            on conflict (key) do update set
            """
                + ONCE_MORE)
        .setFlushMode(FlushModeType.COMMIT) // No entity of the caller's is about notifications.
        .setParameter(1, now)
        .setParameter(2, key)
        .setParameter(3, NotificationRow.kind(notification))
        .setParameter(4, notification.subject())
        .setParameter(5, NotificationRow.number(notification))
        .setParameter(6, notification instanceof Notification.Alarm)
        .executeUpdate();
    alarm.schedule(key, now);
  }

  /** Redraws those messages that were told before; one that never was is not told now. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void redraw(Notification... notifications) {
    Instant now = now();
    getEntityManager()
        .createNativeQuery(
            "update notification set " + ONCE_MORE + " where key = any(?2) returning key")
        .setFlushMode(FlushModeType.COMMIT)
        .setParameter(1, now)
        .setParameter(2, Stream.of(notifications).map(NotificationRow::key).toArray(String[]::new))
        .getResultList()
        .forEach(key -> alarm.schedule((String) key, now));
  }

  /** Notifications that should have been delivered before {@code then}. */
  @Transactional
  public List<String> dueBefore(Instant then) {
    return getEntityManager()
        .createQuery(
            "select key from NotificationRow where nextTryAt < ?1 order by nextTryAt", String.class)
        .setParameter(1, then)
        .setMaxResults(PAGE)
        .getResultList();
  }

  /** How much is still to be delivered, and for how long it has been. */
  @Transactional
  public OutboxBacklog backlog(Instant now) {
    Object[] row =
        (Object[])
            getEntityManager()
                .createNativeQuery(
                    """
                    select count(*), min(coalesce(wanted_at, created_at))
                    from notification where next_try_at is not null
                    """)
                .getSingleResult();
    Instant since = row[1] instanceof Instant first && first.isBefore(now) ? first : now;
    return new OutboxBacklog((long) row[0], Duration.between(since, now));
  }

  /** What is still to be delivered for a key; nothing when all of it was. */
  @Transactional
  Optional<Pending> pending(String key) {
    return findByIdOptional(key)
        .filter(row -> row.nextTryAt != null)
        .map(row -> new Pending(row.notification(), row.posted()));
  }

  /**
   * Begins an attempt if the notification may go now; from here on an earlier attempt is overtaken.
   * What is drawn is drawn after this, so it is at least as new as the version that is read here.
   */
  @Transactional
  DeliveryDecision admit(String key, Optional<Route> route) {
    NotificationRow row = findById(key, LockModeType.PESSIMISTIC_WRITE);
    if (row == null || row.nextTryAt == null) {
      return new DeliveryDecision.Done();
    }
    Instant now = now();
    Pass pass =
        route
            .map(
                way ->
                    gate.pass(
                        way, row.notification() instanceof Notification.Alarm, row.slot(), now))
            .orElseGet(() -> new Pass.Now(false));
    return switch (pass) {
      case Pass.Now(boolean probe) ->
          new DeliveryDecision.Go(row.begin(probe ? route.map(Route::line) : Optional.empty()));
      case Pass.Later(Reservation slot) -> {
        row.waitFor(slot);
        yield new DeliveryDecision.Wait(slot.at());
      }
    };
  }

  /** Writes down how an attempt went; returns when to look again. */
  @Transactional
  Optional<Instant> record(DeliveryAttempt attempt, Delivery delivery) {
    NotificationRow row = findById(attempt.key(), LockModeType.PESSIMISTIC_WRITE);
    if (row == null) {
      return Optional.empty();
    }
    Instant now = now();
    Optional<Instant> heldUntil = tidings(attempt, delivery, now);
    if (delivery instanceof Delivery.Delivered(Optional<MessageRef> message)
        && row.posted().equals(attempt.posted())) {
      message.ifPresent(row::postedAs); // Else another was there first, and the row stays with it.
    }
    if (row.fence != attempt.fence()) {
      LOG.warnf("notification %s was overtaken by another attempt; it is drawn once more", row.key);
      row.drawOnceMore(now);
    } else {
      settle(row, attempt, delivery, heldUntil.orElse(now), now);
    }
    return Optional.ofNullable(row.nextTryAt);
  }

  /** Tells all replicas what an attempt found out about its line; returns until when it is held. */
  private Optional<Instant> tidings(DeliveryAttempt attempt, Delivery delivery, Instant now) {
    if (delivery instanceof Delivery.HeldBack(String line, _, Optional<Duration> retryAfter)) {
      boolean probe = attempt.probed().filter(line::equals).isPresent();
      return Optional.of(lines.hold(line, retryAfter, probe, now));
    }
    attempt.probed().ifPresent(line -> lines.release(line, now));
    return Optional.empty();
  }

  private static void settle(
      NotificationRow row,
      DeliveryAttempt attempt,
      Delivery delivery,
      Instant heldUntil,
      Instant now) {
    switch (delivery) {
      case Delivery.Delivered _ -> row.delivered(attempt.version(), now);
      case Delivery.NotNow(String why) -> tryAgain(row, why, now, now);
      case Delivery.HeldBack(_, String why, Optional<Duration> command) -> {
        if (command.isPresent()) {
          row.nextTryAt = heldUntil;
          LOG.warnf(
              "notification %s waits until %s, as the chat wishes: %s", row.key, heldUntil, why);
        } else {
          tryAgain(row, why, heldUntil, now);
        }
      }
      case Delivery.Undeliverable(String why) -> {
        row.refused(attempt.version(), why, now);
        LOG.errorf("notification %s cannot be delivered: %s; it is given up", row.key, why);
      }
    }
  }

  private static void tryAgain(NotificationRow row, String why, Instant earliest, Instant now) {
    row.tryAgain(earliest, now, ThreadLocalRandom.current().nextDouble());
    LOG.warnf("notification %s waits until %s: %s", row.key, row.nextTryAt, why);
  }

  /** Once a line works again, alarms that waited for it do not wait for the rest of their pause. */
  @Transactional
  void hurryAlarms(String line) {
    Instant now = now();
    getEntityManager()
        .createNativeQuery(
            """
            update notification set next_try_at = ?1, slot_of = null, slot_at = null
            where key in (
              select key from notification
              where urgent and next_try_at > ?1 and (slot_of is null or slot_of = ?2)
              order by next_try_at limit ?3 for update skip locked)
            returning key
            """)
        .setParameter(1, now)
        .setParameter(2, line)
        .setParameter(3, PAGE)
        .getResultList()
        .forEach(key -> alarm.schedule((String) key, now));
  }

  /** As the database keeps it, so that a slot comes back as it was reserved. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** A notification that waits. */
  record Pending(Notification notification, Optional<MessageRef> posted) {}
}

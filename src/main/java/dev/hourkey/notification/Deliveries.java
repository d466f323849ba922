package dev.hourkey.notification;

import dev.hourkey.notification.DeliveryGate.Pass;
import dev.hourkey.notification.Messenger.Delivery;
import dev.hourkey.notification.Messenger.Posted;
import dev.hourkey.notification.Messenger.Route;
import dev.hourkey.notification.RateLimiter.Reservation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** The attempts to deliver what is in the outbox. Each method is one transaction. */
@ApplicationScoped
class Deliveries {
  private static final Logger LOG = Logger.getLogger(Deliveries.class);
  private static final int PAGE = 1000;

  private final EntityManager database;
  private final DeliveryGate gate;
  private final CircuitBreakers breakers;
  private final NotificationWorkers workers;
  private final Clock clock;

  Deliveries(
      EntityManager database,
      DeliveryGate gate,
      CircuitBreakers breakers,
      NotificationWorkers workers,
      Clock clock) {
    this.database = database;
    this.gate = gate;
    this.breakers = breakers;
    this.workers = workers;
    this.clock = clock;
  }

  /** The notification with this key, if there is still something to deliver. */
  @Transactional
  Optional<Pending> pending(String key) {
    return Optional.ofNullable(database.find(NotificationRow.class, key))
        .filter(row -> row.nextTryAt().isPresent())
        .map(row -> new Pending(row.notification(), row.posted()));
  }

  /**
   * Begins an attempt if the notification may be sent now. The attempt supersedes earlier ones. Its
   * text is rendered after this, so it is at least as new as the version that is read here.
   */
  @Transactional
  Admission admit(String key, Optional<Route> route) {
    NotificationRow row = database.find(NotificationRow.class, key, LockModeType.PESSIMISTIC_WRITE);
    if (row == null || row.nextTryAt().isEmpty()) {
      return new Admission.Done();
    }
    Instant now = now();
    Pass pass =
        route
            .map(
                way ->
                    gate.pass(
                        way,
                        NotificationColumns.urgent(row.notification()),
                        row.reservation(),
                        now))
            .orElseGet(() -> new Pass.Now(false));
    return switch (pass) {
      case Pass.Now(boolean probe) ->
          new Admission.Go(row.begin(probe ? route.map(Route::method) : Optional.empty()));
      case Pass.Later(Reservation reservation) -> {
        row.waitFor(reservation);
        yield new Admission.Wait(reservation.at());
      }
    };
  }

  /** Records the result of an attempt; returns when to try again, if at all. */
  @Transactional
  Optional<Instant> record(Attempt attempt, Delivery delivery) {
    NotificationRow row =
        database.find(NotificationRow.class, attempt.key(), LockModeType.PESSIMISTIC_WRITE);
    if (row == null) {
      return Optional.empty();
    }
    Instant now = now();
    Optional<Instant> openUntil = updateCircuitBreaker(attempt, delivery, now);
    if (delivery instanceof Delivery.Delivered(var message) && row.sameMessageAs(attempt)) {
      message.ifPresent(row::postedAs); // Otherwise a later attempt posted first.
    }
    if (row.supersedes(attempt)) {
      LOG.warnf("notification %s was also sent by a later attempt; sending it again", row.key());
      row.sendAgain(now);
    } else {
      settle(row, attempt, delivery, openUntil.orElse(now), now);
    }
    return row.nextTryAt();
  }

  /** Shares what an attempt learned with all replicas; returns until when its method is held. */
  private Optional<Instant> updateCircuitBreaker(Attempt attempt, Delivery delivery, Instant now) {
    if (delivery instanceof Delivery.HeldBack(String method, _, Optional<Duration> retryAfter)) {
      boolean probe = attempt.probed().filter(method::equals).isPresent();
      return Optional.of(breakers.open(method, retryAfter, probe, now));
    }
    attempt.probed().ifPresent(method -> breakers.close(method, now));
    return Optional.empty();
  }

  private static void settle(
      NotificationRow row, Attempt attempt, Delivery delivery, Instant openUntil, Instant now) {
    switch (delivery) {
      case Delivery.Delivered(var message) -> row.delivered(attempt.version(), message, now);
      case Delivery.NotNow(String why) -> tryAgain(row, why, now, now);
      case Delivery.HeldBack(_, String why, Optional<Duration> retryAfter) -> {
        if (retryAfter.isPresent()) {
          row.rateLimited(openUntil);
          LOG.warnf("notification %s is rate limited until %s: %s", row.key(), openUntil, why);
        } else {
          tryAgain(row, why, openUntil, now);
        }
      }
      case Delivery.Undeliverable(String why) -> {
        row.refused(attempt.version(), why, now);
        LOG.errorf("notification %s cannot be delivered: %s; giving up", row.key(), why);
      }
    }
  }

  private static void tryAgain(NotificationRow row, String why, Instant earliest, Instant now) {
    row.tryAgain(earliest, now, ThreadLocalRandom.current().nextDouble());
    LOG.warnf("notification %s waits until %s: %s", row.key(), row.nextTryAt().orElse(null), why);
  }

  /** Once a method works again, alarms that waited for it are sent at once. */
  @Transactional
  void retryAlarmsNow(String method) {
    Instant now = now();
    database
        .createNativeQuery(
            """
            update notification set next_try_at = ?1, reservation_key = null, reservation_at = null
            where key in (
              select key from notification
              where urgent and next_try_at > ?1 and (reservation_key is null or reservation_key = ?2)
              order by next_try_at limit ?3 for update skip locked)
            """)
        .setParameter(1, now)
        .setParameter(2, method)
        .setParameter(3, PAGE)
        .executeUpdate();
    workers.wakeForNotifications();
  }

  /** Without the nanoseconds that the database does not store, so that values compare equal. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** A notification that is to be delivered. */
  record Pending(Notification notification, Optional<Posted> posted) {}

  /** Whether a notification may be sent now. */
  sealed interface Admission {
    record Go(Attempt attempt) implements Admission {}

    record Wait(Instant until) implements Admission {}

    /** There is nothing left to deliver. */
    record Done() implements Admission {}
  }

  /**
   * An attempt to deliver a notification, as it was when the attempt began.
   *
   * @param version the version that is delivered if this attempt succeeds
   * @param fence differs from the row's once a later attempt has begun
   * @param probed the method whose circuit breaker this attempt probes
   */
  record Attempt(
      String key,
      Notification notification,
      int version,
      int fence,
      Optional<Posted> posted,
      Optional<String> probed) {}
}

package dev.hourkey.notification;

import dev.hourkey.notification.CircuitBreakers.CircuitBreaker;
import dev.hourkey.notification.CircuitBreakers.CircuitBreaker.State;
import dev.hourkey.notification.Messenger.Delivery;
import dev.hourkey.notification.Messenger.Posted;
import dev.hourkey.notification.Messenger.Route;
import dev.hourkey.notification.RateLimiter.Reservation;
import dev.hourkey.retry.RateLimit;
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

/**
 * The attempts to deliver notifications from the outbox. Each method is one transaction. Two things
 * can hold back a notification: the rate limit of its destination, and the circuit breaker of the
 * method that sends it.
 */
@ApplicationScoped
class Deliveries {
  private static final Logger LOG = Logger.getLogger(Deliveries.class);
  private static final int PAGE = 1000;

  /** The rate after an outage. A chat accepts several hundred messages a minute from an app. */
  private static final RateLimit AFTER_OUTAGE = new RateLimit(Duration.ofMillis(100), 1);

  /**
   * Older reservations are dropped, so that a backlog is not released at once after a standstill.
   */
  static final Duration GRACE = Route.MESSAGES.ahead();

  private final EntityManager database;
  private final RateLimiter limiter;
  private final CircuitBreakers breakers;
  private final NotificationWorkers workers;
  private final Clock clock;

  Deliveries(
      EntityManager database,
      RateLimiter limiter,
      CircuitBreakers breakers,
      NotificationWorkers workers,
      Clock clock) {
    this.database = database;
    this.limiter = limiter;
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
   * Begins an attempt if the notification may be sent now. The attempt supersedes earlier ones. The
   * text is rendered later, so it is at least as new as the version that is read here.
   */
  @Transactional
  Optional<Attempt> admit(String key, Optional<Route> route) {
    NotificationRow row = database.find(NotificationRow.class, key, LockModeType.PESSIMISTIC_WRITE);
    if (row == null || row.nextTryAt().isEmpty()) {
      return Optional.empty();
    }
    return route.isPresent()
        ? admit(row, route.get(), now())
        : Optional.of(row.begin(Optional.empty()));
  }

  /**
   * The circuit breaker is checked first, because a reservation for the destination would expire
   * while it is open. The probe is claimed last, by a notification that can be sent at once.
   */
  private Optional<Attempt> admit(NotificationRow row, Route route, Instant now) {
    String method = route.method();
    boolean urgent = NotificationColumns.urgent(row.notification());
    if (breakers.find(method).state(now) == State.OPEN) {
      return afterOutage(row, method, urgent, now);
    }
    String destination = destination(route, urgent);
    Reservation reservation =
        row.reservation()
            .filter(own -> own.isValid(destination, GRACE, now))
            .orElseGet(() -> limiter.reserve(destination, route.rate(), now));
    if (reservation.isAfter(now)) {
      return waitFor(row, reservation);
    }
    State state = breakers.find(method).state(now);
    boolean probe = state == State.HALF_OPEN && breakers.claimProbe(method, now);
    return probe || state == State.CLOSED
        ? Optional.of(row.begin(probe ? Optional.of(method) : Optional.empty()))
        : afterOutage(row, method, urgent, now);
  }

  /** Alarms have rate limits of their own, so that they never queue behind cards. */
  private static String destination(Route route, boolean urgent) {
    return urgent ? "alarms to " + route.destination() : route.destination();
  }

  /** Alarms wait only until the circuit breaker may be probed; all others then queue. */
  private Optional<Attempt> afterOutage(
      NotificationRow row, String method, boolean urgent, Instant now) {
    CircuitBreaker breaker = breakers.find(method);
    if (urgent) {
      return waitFor(row, new Reservation(method, breaker.openEnds()));
    }
    Instant end = breaker.openUntil().isAfter(now) ? breaker.openUntil() : now;
    return waitFor(
        row,
        row.reservation()
            .filter(own -> own.key().equals(method) && own.isAfter(now))
            .orElseGet(
                () -> limiter.reserve(method, AFTER_OUTAGE, end.plus(AFTER_OUTAGE.interval()))));
  }

  private static Optional<Attempt> waitFor(NotificationRow row, Reservation reservation) {
    row.waitFor(reservation);
    return Optional.empty();
  }

  /** Records the result of an attempt. */
  @Transactional
  void record(Attempt attempt, Delivery delivery) {
    NotificationRow row =
        database.find(NotificationRow.class, attempt.key(), LockModeType.PESSIMISTIC_WRITE);
    if (row == null) {
      return;
    }
    Instant now = now();
    Optional<Instant> openUntil = updateCircuitBreaker(attempt, delivery, now);
    if (delivery instanceof Delivery.Delivered(var message) && row.sameMessageAs(attempt)) {
      message.ifPresent(row::postedAs); // Otherwise, a later attempt has already posted it.
    }
    if (row.hasNewerAttemptThan(attempt)) {
      LOG.warnf("notification %s was also sent by a later attempt; sending it again", row.key());
      row.sendAgain(now);
    } else {
      settle(row, attempt, delivery, openUntil.orElse(now), now);
    }
  }

  /** Shares an attempt's result with all replicas; returns when the method's pause ends. */
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

  /** Makes all waiting notifications due now, because the clock was set back. */
  @Transactional
  void retryAllNow() {
    breakers.forgetPauses(now());
    limiter.forgetReservations(now());
    workers.wakeForNotifications();
  }

  /** The time, without the nanoseconds that the database drops, so that values compare equal. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** A notification that is to be delivered. */
  record Pending(Notification notification, Optional<Posted> posted) {}

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

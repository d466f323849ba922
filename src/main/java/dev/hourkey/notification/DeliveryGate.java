package dev.hourkey.notification;

import dev.hourkey.notification.CircuitBreaker.State;
import dev.hourkey.notification.Messenger.Route;
import dev.hourkey.notification.RateLimiter.Reservation;
import dev.hourkey.retry.RateLimit;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether a notification may be sent now and, if not, when. Two things can hold it back:
 * the rate limit of its destination, and the circuit breaker of the method that sends it.
 */
@ApplicationScoped
class DeliveryGate {
  /**
   * A chat lets an app post about one message per second to a channel, and tolerates short bursts.
   * The steps of one request come in such a burst, and readers should not watch them arrive one by
   * one.
   */
  static final RateLimit MESSAGES = new RateLimit(Duration.ofSeconds(1), 5);

  /**
   * Drains the queue after an outage. A chat accepts several hundred messages a minute from an app.
   */
  private static final RateLimit AFTER_OUTAGE = new RateLimit(Duration.ofMillis(100), 1);

  /**
   * Older reservations are dropped, so that a backlog is not released at once after a standstill.
   */
  static final Duration GRACE = MESSAGES.ahead();

  private final RateLimiter limiter;
  private final CircuitBreakers breakers;

  DeliveryGate(RateLimiter limiter, CircuitBreakers breakers) {
    this.limiter = limiter;
    this.breakers = breakers;
  }

  sealed interface Pass {
    /** It may be sent; a {@code probe} decides for all others whether the method works again. */
    record Now(boolean probe) implements Pass {}

    /** It waits for its reservation. */
    record Later(Reservation reservation) implements Pass {}
  }

  /**
   * The circuit breaker is asked first, because a reservation at the destination would expire while
   * it is open. The probe is claimed last, by a notification that can be sent at once.
   */
  Pass pass(Route route, boolean urgent, Optional<Reservation> held, Instant now) {
    if (breakers.find(route.method()).state(now) == State.OPEN) {
      return new Pass.Later(afterOutage(route.method(), urgent, held, now));
    }
    String destination = destination(route, urgent);
    Reservation reservation =
        held.filter(own -> own.isValid(destination, GRACE, now))
            .orElseGet(() -> limiter.reserve(destination, route.rate(), now));
    if (reservation.isAfter(now)) {
      return new Pass.Later(reservation);
    }
    State state = breakers.find(route.method()).state(now);
    boolean probe = state == State.HALF_OPEN && breakers.claimProbe(route.method(), now);
    return probe || state == State.CLOSED
        ? new Pass.Now(probe)
        : new Pass.Later(afterOutage(route.method(), urgent, held, now));
  }

  /** Alarms wait only until the circuit breaker may be probed; all others then queue. */
  private Reservation afterOutage(
      String method, boolean urgent, Optional<Reservation> held, Instant now) {
    CircuitBreaker breaker = breakers.find(method);
    if (urgent) {
      return new Reservation(method, breaker.openEnds());
    }
    Instant end = breaker.openUntil().isAfter(now) ? breaker.openUntil() : now;
    return held.filter(own -> own.key().equals(method) && own.isAfter(now))
        .orElseGet(() -> limiter.reserve(method, AFTER_OUTAGE, end.plus(AFTER_OUTAGE.interval())));
  }

  /** Alarms have rate limits of their own, so that they never queue behind cards. */
  private static String destination(Route route, boolean urgent) {
    return urgent ? "alarms to " + route.destination() : route.destination();
  }
}

package dev.hourkey.notification;

import dev.hourkey.notification.Deliveries.Attempt;
import dev.hourkey.notification.Messenger.Delivery;
import dev.hourkey.notification.Messenger.Posted;
import dev.hourkey.notification.Messenger.Route;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Delivers notifications from the outbox: reads a notification, sends it with no transaction open,
 * and records the result.
 */
@ApplicationScoped
public class Dispatcher {
  private static final Logger LOG = Logger.getLogger(Dispatcher.class);
  private static final int DELETE_EVERY = 1000;

  private final Deliveries deliveries;
  private final Messenger messenger;
  private final RateLimiter limiter;
  private final Clock clock;
  private final AtomicLong dispatched = new AtomicLong();

  Dispatcher(Deliveries deliveries, Messenger messenger, RateLimiter limiter, Clock clock) {
    this.deliveries = deliveries;
    this.messenger = messenger;
    this.limiter = limiter;
    this.clock = clock;
  }

  /**
   * Sends notifications at once if they wait for a time that was reserved before the clock was set
   * back.
   */
  public void clockWasSetBack() {
    deliveries.retryAllNow();
  }

  /** Delivers one notification if it may be sent now. */
  public void dispatch(String key) {
    if (dispatched.incrementAndGet() % DELETE_EVERY == 0) {
      limiter.deleteOld(clock.instant());
    }
    deliveries
        .pending(key)
        .flatMap(pending -> deliveries.admit(key, route(pending.notification(), pending.posted())))
        .ifPresent(this::attempt);
  }

  private void attempt(Attempt attempt) {
    Delivery delivery = deliver(attempt);
    deliveries.record(attempt, delivery);
    if (!(delivery instanceof Delivery.HeldBack)) {
      attempt.probed().ifPresent(deliveries::retryAlarmsNow);
    }
  }

  /**
   * A notification that cannot be rendered has no route. The attempt to deliver it logs the reason.
   */
  private Optional<Route> route(Notification notification, Optional<Posted> posted) {
    try {
      return messenger.route(notification, posted);
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private Delivery deliver(Attempt attempt) {
    try {
      return messenger.deliver(attempt.notification(), attempt.posted());
    } catch (RuntimeException e) {
      LOG.errorf(e, "notification %s could not be rendered; retrying", attempt.key());
      return new Delivery.NotNow("it could not be rendered");
    }
  }
}

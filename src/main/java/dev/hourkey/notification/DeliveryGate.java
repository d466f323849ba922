package dev.hourkey.notification;

import dev.hourkey.notification.Messenger.Route;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** Says whether a notification may go now, and when else. */
@ApplicationScoped
class DeliveryGate {
  private final RateLimiter pace;
  private final CircuitBreakers lines;

  DeliveryGate(RateLimiter pace, CircuitBreakers lines) {
    this.pace = pace;
    this.lines = lines;
  }

  sealed interface Pass {
    /** It may go; a {@code probe} says for all others whether the line works again. */
    record Now(boolean probe) implements Pass {}

    /** It waits, and the slot is its own until then. */
    record Later(Reservation slot) implements Pass {}
  }

  /**
   * The hold of a line comes first: a slot at the destination would run out while it lasts. The
   * probe is claimed last, by one that can go at once.
   */
  Pass pass(Route route, boolean urgent, Optional<Reservation> kept, Instant now) {
    if (lines.find(route.line()).at(now) == CircuitBreaker.Standing.HELD) {
      return new Pass.Later(turn(route.line(), urgent, kept, now));
    }
    String destination = destination(route, urgent);
    Reservation slot =
        kept.filter(own -> own.stands(destination, now))
            .orElseGet(() -> pace.reserve(destination, now));
    if (slot.ahead(now)) {
      return new Pass.Later(slot);
    }
    CircuitBreaker.Standing standing = lines.find(route.line()).at(now);
    boolean probe =
        standing == CircuitBreaker.Standing.TO_BE_PROBED && lines.probe(route.line(), now);
    return probe || standing == CircuitBreaker.Standing.FREE
        ? new Pass.Now(probe)
        : new Pass.Later(turn(route.line(), urgent, kept, now));
  }

  /** What is urgent waits for the hold alone; the rest goes by turns after it. */
  private Reservation turn(String line, boolean urgent, Optional<Reservation> kept, Instant now) {
    if (urgent) {
      return new Reservation(line, lines.find(line).openAfter());
    }
    return kept.filter(own -> own.of().equals(line) && own.ahead(now))
        .orElseGet(() -> lines.takeTurn(line, now));
  }

  /** Alarms are paced among themselves, so that they never stand behind a queue of cards. */
  private static String destination(Route route, boolean urgent) {
    return urgent ? "alarms to " + route.destination() : route.destination();
  }
}

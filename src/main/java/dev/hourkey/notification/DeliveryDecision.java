package dev.hourkey.notification;

import java.time.Instant;

/** Whether a notification may be sent now. */
sealed interface DeliveryDecision {
  record Go(DeliveryAttempt attempt) implements DeliveryDecision {}

  record Wait(Instant until) implements DeliveryDecision {}

  /** There is nothing left to deliver. */
  record Done() implements DeliveryDecision {}
}
